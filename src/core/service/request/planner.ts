import type { EndpointFailure } from "../../failure/endpoint-failure";
import type { Verdict } from "../../failure/verdict";
import type { Balancer } from "../endpoints/balancer";
import type { ResolvedConfig } from "../config/config";
import { reaches } from "../config/reaches";
import type { ManagedEndpoint } from "../endpoints/managed-endpoint";
import type { Clock } from "../../ports/clock";
import type { AttemptRecord } from "../../model/attempt";
import type { ChainStep } from "../../model/config";
import { NO_NEEDS, unableTo, type RequestNeeds } from "./needs";

/** An endpoint that a step passes over, and why. */
export interface Skip extends Pick<AttemptRecord, "kind" | "message" | "status"> {
  endpoint: ManagedEndpoint;
}

/** What was found for a step: where it goes, if anywhere, and whom it passes over on the way. */
export interface StepChoice {
  target: Target | undefined;
  skipped: Skip[];
}

/** Where a step goes, and what must be waited for before, in milliseconds (a gate or the endpoint's own wish). */
export interface Target {
  endpoint: ManagedEndpoint;
  waitMs: number;
}

interface Tried {
  failure: EndpointFailure;
  verdict: Verdict;
  /** Monotonic milliseconds. */
  at: number;
  timeoutMs: number;
}

/** Longest wait for a rate limit to pass while another endpoint could answer instead, in milliseconds. */
const LONGEST_HINT_WITH_FALLBACK_MS = 15_000;
/** Longest wait for a rate limit where the request as a whole has no bound, in milliseconds. */
const LONGEST_LONE_HINT_MS = 60_000;

/**
 * Decides, for one request, which endpoint a step goes to: it knows what was tried and why it failed, what is open, latched or
 * gated, and what a failure has ruled out (no network, context too small).
 */
export class StepPlanner {
  readonly #config: ResolvedConfig;
  readonly #endpoints: ReadonlyMap<string, ManagedEndpoint>;
  readonly #balancer: Balancer;
  readonly #clock: Pick<Clock, "now" | "wallNow">;
  readonly #model: string | undefined;
  readonly #needs: RequestNeeds;
  readonly #tried = new Map<ManagedEndpoint, Tried>();
  /** Those that refused although nothing seemed to keep them from being called. */
  readonly #refused = new Set<ManagedEndpoint>();
  readonly #orders = new Map<string, ManagedEndpoint[]>();
  #scope: { loopbackOnly: boolean; contextAbove: number; over: boolean } = {
    loopbackOnly: false,
    contextAbove: 0,
    over: false,
  };

  /**
   * @param model the one that the request asks for
   * @param needs what the request needs of whoever answers it
   */
  constructor(
    config: ResolvedConfig,
    endpoints: ReadonlyMap<string, ManagedEndpoint>,
    balancer: Balancer,
    clock: Pick<Clock, "now" | "wallNow">,
    model: string | undefined,
    needs: RequestNeeds = NO_NEEDS,
  ) {
    this.#config = config;
    this.#endpoints = endpoints;
    this.#balancer = balancer;
    this.#clock = clock;
    this.#model = model;
    this.#needs = needs;
  }

  /** True when the failure was the request's own: no endpoint would do better. */
  get over(): boolean {
    return this.#scope.over;
  }

  get triedAny(): boolean {
    return this.#tried.size > 0;
  }

  /** Endpoints a step may go to, most wanted first. */
  candidates(step: ChainStep): ManagedEndpoint[] {
    const key = step.endpoint !== undefined ? `endpoint ${step.endpoint}` : `tier ${step.tier}`;
    let order = this.#orders.get(key);
    if (!order) {
      const fitting = [...this.#endpoints.values()].filter(({ config }) => reaches(step, config));
      this.#orders.set(key, (order = this.#balancer.order(fitting, this.#config.loadBalancing)));
    }
    return order;
  }

  /** True for an endpoint that the chain's first step would go to. */
  isFirstChoice(endpoint: ManagedEndpoint): boolean {
    const [first] = this.#config.chain;
    const [best] = first ? this.candidates(first) : [];
    return best === undefined || best === endpoint;
  }

  /** The request's model where it may be meant for this endpoint: a fallback with a model of its own keeps that. */
  askedModel(endpoint: ManagedEndpoint): string | undefined {
    const { model } = endpoint.config;
    if (this.#model === undefined) return model;
    const [first] = this.#config.chain;
    const meant = !first || this.candidates(first).includes(endpoint);
    return meant ? this.#model : (model ?? this.#model);
  }

  /** The model that would be asked there, as far as it is known without asking. */
  modelFor(endpoint: ManagedEndpoint): string | undefined {
    return this.askedModel(endpoint) ?? endpoint.defaultModel;
  }

  noteRefusal(endpoint: ManagedEndpoint): void {
    this.#refused.add(endpoint);
  }

  noteFailure(endpoint: ManagedEndpoint, failure: EndpointFailure, verdict: Verdict, timeoutMs: number): void {
    this.#tried.set(endpoint, { failure, verdict, at: this.#clock.now(), timeoutMs });
    if (verdict.next === "none") this.#scope.over = true;
    if (verdict.next === "loopback") this.#scope.loopbackOnly = true;
    if (verdict.next === "larger_context") {
      const known =
        failure.details.contextLength ?? endpoint.config.contextLength ?? failure.details.promptTokens ?? Infinity;
      this.#scope.contextAbove = Math.max(this.#scope.contextAbove, known);
    }
  }

  /** The endpoint of a step: another healthy one before the one that failed. Changes nothing, however often it is asked. */
  choose(index: number, remainingMs: number): StepChoice {
    const step = this.#config.chain[index]!;
    const candidates = this.candidates(step).filter((endpoint) => this.#inScope(endpoint));
    const fresh = candidates.filter((endpoint) => !this.#tried.has(endpoint));
    for (const endpoint of fresh)
      if (this.#blockade(endpoint) === undefined) return { target: { endpoint, waitMs: 0 }, skipped: [] };
    const skipped: Skip[] = [];
    for (const endpoint of [...candidates.filter((candidate) => this.#mayRetry(candidate, step)), ...fresh]) {
      const blockade = this.#blockade(endpoint);
      const waitMs = this.#hintLeft(endpoint);
      const passing = blockade === undefined || blockade.kind === "rate_limited";
      if (passing && waitMs <= this.#longestHint(index, endpoint, remainingMs))
        return { target: { endpoint, waitMs }, skipped };
      skipped.push({ endpoint, ...(blockade ?? this.#pauseTooLong(endpoint)) });
    }
    return { target: undefined, skipped };
  }

  /** It asked for a pause that is longer than this request can wait. */
  #pauseTooLong(endpoint: ManagedEndpoint): Pick<AttemptRecord, "kind" | "message"> {
    const message = this.#tried.get(endpoint)?.failure.message;
    return { kind: "rate_limited", ...(message !== undefined && { message }) };
  }

  /** Another endpoint of the same step that has not been tried and that no later step would reach. */
  furtherTarget(index: number): ManagedEndpoint | undefined {
    const later = new Set(this.#config.chain.slice(index + 1).flatMap((step) => this.candidates(step)));
    return this.candidates(this.#config.chain[index]!).find(
      (endpoint) => !later.has(endpoint) && this.#isUntriedAndFree(endpoint),
    );
  }

  /** An endpoint of a later step that could serve in place of this one. */
  alternative(index: number, besides: ManagedEndpoint): ManagedEndpoint | undefined {
    return this.#config.chain
      .slice(index + 1)
      .flatMap((step) => this.candidates(step))
      .find((endpoint) => endpoint !== besides && this.#isUntriedAndFree(endpoint));
  }

  /** The healthy endpoint to start beside a slow one: of the same step first, then of the next ones. */
  hedge(index: number, besides: ManagedEndpoint): ManagedEndpoint | undefined {
    return this.#config.chain
      .slice(index)
      .flatMap((step) => this.candidates(step))
      .find(
        (endpoint) => endpoint !== besides && endpoint.breaker.state === "closed" && this.#isUntriedAndFree(endpoint),
      );
  }

  #isUntriedAndFree(endpoint: ManagedEndpoint): boolean {
    return !this.#tried.has(endpoint) && this.#inScope(endpoint) && this.#blockade(endpoint) === undefined;
  }

  #inScope(endpoint: ManagedEndpoint): boolean {
    const { over, loopbackOnly, contextAbove } = this.#scope;
    if (over || endpoint.removed || (loopbackOnly && !endpoint.loopback)) return false;
    return contextAbove === 0 || (endpoint.config.contextLength ?? 0) > contextAbove;
  }

  #mayRetry(endpoint: ManagedEndpoint, step: ChainStep): boolean {
    const tried = this.#tried.get(endpoint);
    return (
      tried !== undefined &&
      (tried.verdict.retry === "yes" || (tried.verdict.retry === "longer_step" && step.timeoutMs > tried.timeoutMs))
    );
  }

  /** What keeps an endpoint from being called now, if anything. */
  #blockade(endpoint: ManagedEndpoint): Pick<AttemptRecord, "kind" | "message" | "status"> | undefined {
    const { barred } = endpoint;
    if (barred) return { kind: barred.kind, message: barred.message };
    const unable = unableTo(this.#needs, endpoint, this.modelFor(endpoint));
    if (unable || !this.#config.enableCircuitBreaker) return unable;
    if (endpoint.breaker.retryAfterMs > 0 || this.#refused.has(endpoint)) return { kind: "circuit_open" };
    const hold = endpoint.hold(this.modelFor(endpoint));
    if (hold === undefined) return undefined;
    if (hold.type === "gate") return { kind: "rate_limited", message: hold.message };
    return { kind: hold.kind, message: hold.message, ...(hold.status !== undefined && { status: hold.status }) };
  }

  /** Milliseconds until the endpoint wants to be asked again. */
  #hintLeft(endpoint: ManagedEndpoint): number {
    const hold = endpoint.hold(this.modelFor(endpoint));
    const gate = hold?.type === "gate" ? hold.untilWall - this.#clock.wallNow() : 0;
    const tried = this.#tried.get(endpoint);
    const hint =
      tried?.failure.details.retryAfterMs === undefined
        ? 0
        : tried.failure.details.retryAfterMs - (this.#clock.now() - tried.at);
    return Math.max(0, gate, hint);
  }

  /** A rate limit is waited for while the request's time allows it, but not for long where another endpoint can answer. */
  #longestHint(index: number, endpoint: ManagedEndpoint, remainingMs: number): number {
    if (!this.alternative(index, endpoint)) return remainingMs === Infinity ? LONGEST_LONE_HINT_MS : remainingMs;
    return this.#tried.has(endpoint) ? Math.min(remainingMs, LONGEST_HINT_WITH_FALLBACK_MS) : 0;
  }
}
