import type { CancelSignal } from "../../async/cancel-signal";
import type { CircuitBreaker } from "../../breaker/circuit-breaker";
import { LatencyHistogram } from "../../breaker/latency-histogram";
import type { Clock } from "../../ports/clock";
import { hostOf, isLoopback } from "../../endpoint/address";
import type { EndpointClient, ProbeResult } from "../../endpoint/client";
import { sameModel } from "../../endpoint/ollama/ollama-url";
import { shownUrl } from "../../foreign/shown-url";
import { EndpointFailure } from "../../failure/endpoint-failure";
import { needsSomebody, type FailureKind } from "../../failure/kinds";
import type { Verdict } from "../../failure/verdict";
import { typeInfo } from "../../model/endpoint-types";
import { Bulkhead } from "./bulkhead";
import type { ResolvedEndpoint } from "../config";
import {
  factsAfterAnswer,
  factsAfterFailure,
  factsAfterLook,
  isGone,
  nothingKnown,
  type EndpointFacts,
} from "./endpoint-facts";
import { TtftStatistics } from "./ttft-statistics";
import type { EndpointStatus } from "../../model/endpoint";

/** Why nothing is sent to an endpoint just now, beside its breaker. */
export type Hold =
  | { type: "latch"; kind: FailureKind; message: string; status: number | undefined }
  /** `untilWall`: epoch milliseconds. */
  | { type: "gate"; untilWall: number; message: string };

/** What an endpoint tells the service around it. */
export type EndpointNews =
  /** The first load of a model that is waited for began, or the last one ended. */
  | { type: "loading"; active: boolean }
  /** Something else of its status is another now: a call began or ended, the queue, a load. */
  | { type: "status" };

interface Latch {
  kind: FailureKind;
  message: string;
  status: number | undefined;
  /** Monotonic milliseconds; undefined: until something changes. */
  until: number | undefined;
  /** False: shown, but calls still go out (a certificate may have been mended meanwhile). */
  blocks: boolean;
  /** A look has seen it too, so that another look can see its end. */
  seenByLook: boolean;
}

/** Longest gate of a rate limit that keeps repeating without a hint, in milliseconds. */
const LONGEST_GATE_MS = 60_000;
/** How long a model found by asking the server is taken for the default, in milliseconds. */
const RESOLVED_MODEL_MS = 15_000;
/** How long a sighting of a resident model is believed, in milliseconds. */
const WARMTH_MS = 60_000;
/** How long an answer shows that an endpoint is ready, in milliseconds. */
const READY_MS = 30_000;
const WHOLE_ENDPOINT = "";

/** One endpoint with all that is known about it while the service runs: its breaker, latches, gate, queue, pace and facts. */
export class ManagedEndpoint {
  readonly #clock: Clock;
  readonly #hear: (news: EndpointNews) => void;
  readonly ttft = new TtftStatistics();
  #loads = 0;
  /** The address is this machine's own. */
  readonly loopback: boolean;
  readonly #bulkheads = new Map<string, Bulkhead>();
  readonly #latches = new Map<string, Latch>();
  readonly #warmSince = new Map<string, number>();
  #gate: { untilWall: number; message: string } | undefined;
  #gateStreak = 0;
  #resolvedModel: { name: string; at: number } | undefined;
  emptyStreak = 0;
  facts: EndpointFacts = {};
  readonly #answeredIn = new LatencyHistogram();
  /** Epoch milliseconds of the last answer of any kind. */
  lastAnswerAt: number | undefined;
  /** Until when another window's trial keeps calls away if that window does not go on with it; monotonic milliseconds. */
  triedElsewhereUntil: number | undefined;

  constructor(
    public config: ResolvedEndpoint,
    readonly breaker: CircuitBreaker,
    public client: EndpointClient,
    clock: Clock,
    hear: (news: EndpointNews) => void = () => undefined,
  ) {
    this.#clock = clock;
    this.#hear = hear;
    this.loopback = isLoopback(hostOf(config.url));
  }

  get id(): string {
    return this.config.id;
  }

  /** Where it is, for a person: without what may be a secret in the address. */
  get address(): string {
    return shownUrl(this.config.url);
  }

  /** Its models are loaded and evicted: silence may be a load. */
  get loadsModels(): boolean {
    return typeInfo(this.config.type).residency;
  }

  get local(): boolean {
    return this.config.tier === "local";
  }

  /** Calls of one model share a queue: a local server answers one at a time unless told otherwise. */
  bulkhead(model: string): Bulkhead {
    const limit = this.config.maxConcurrent ?? (this.local ? 1 : Infinity);
    let bulkhead = this.#bulkheads.get(model);
    if (!bulkhead) this.#bulkheads.set(model, (bulkhead = new Bulkhead(limit)));
    else if (bulkhead.limit !== limit) {
      bulkhead.limit = limit;
      bulkhead.admitNext();
    }
    return bulkhead;
  }

  get inFlight(): number {
    return sum(this.#bulkheads, (bulkhead) => bulkhead.inFlight);
  }

  get queued(): number {
    return sum(this.#bulkheads, (bulkhead) => bulkhead.queued);
  }

  /** What keeps calls for a model from being sent, if anything. */
  hold(model: string | undefined): Hold | undefined {
    if (this.#latches.size > 0) {
      for (const key of [WHOLE_ENDPOINT, model ?? this.defaultModel ?? WHOLE_ENDPOINT]) {
        const latch = this.#latch(key);
        if (latch?.blocks) return { type: "latch", kind: latch.kind, message: latch.message, status: latch.status };
      }
    }
    if (this.#gate && this.#gate.untilWall > this.#clock.wallNow()) return { type: "gate", ...this.#gate };
    return undefined;
  }

  /** Takes down what a failure's verdict says about calls to come. @returns the gate's end in epoch milliseconds, where one was set. */
  restrain(
    failure: EndpointFailure,
    verdict: Verdict,
    model: string | undefined,
    throttleBackoffMs: number,
  ): number | undefined {
    const { restraint } = verdict;
    if (restraint.type === "latch") {
      const until = restraint.until === "changed" ? undefined : this.#clock.now() + restraint.until;
      const key = restraint.scope === "model" ? (model ?? WHOLE_ENDPOINT) : WHOLE_ENDPOINT;
      const seenByLook = this.#latches.get(key)?.kind === failure.kind;
      this.#setLatch(key, failure, { until, blocks: true, seenByLook });
    }
    if (restraint.type === "mark") this.#setLatch(WHOLE_ENDPOINT, failure, { blocks: false, seenByLook: false });
    if (restraint.type !== "gate") return undefined;
    const hint = failure.details.retryAfterMs;
    const waitMs = hint ?? Math.min(LONGEST_GATE_MS, throttleBackoffMs * 2 ** this.#gateStreak);
    this.#gateStreak = hint === undefined ? this.#gateStreak + 1 : 0;
    const untilWall = this.#clock.wallNow() + waitMs;
    this.#gate = { untilWall, message: failure.message };
    return untilWall;
  }

  /** An answer proves that whatever kept calls away is over for this model. @param tookMs without the load of the model */
  noteSuccess(model: string, tookMs?: number): void {
    this.#latches.delete(WHOLE_ENDPOINT);
    this.#latches.delete(model);
    this.#gate = undefined;
    this.#gateStreak = 0;
    this.emptyStreak = 0;
    this.lastAnswerAt = this.#clock.wallNow();
    if (tookMs !== undefined) this.#answeredIn.record(tookMs);
    this.facts = factsAfterAnswer(this.facts, model, this.#isOwn(model), this.loadsModels);
    this.noteWarm(model, true);
  }

  /** Takes down what a failed call says of the endpoint itself. @param model the one that was asked */
  noteFailure(failure: EndpointFailure, model: string | undefined, online: boolean): void {
    this.facts = factsAfterFailure(this.facts, failure, { own: model === undefined || this.#isOwn(model), online });
    if (isGone(this.facts)) this.#warmSince.clear();
  }

  /** Takes over what a probe saw. @returns whether a fact changed. */
  noteProbe(result: ProbeResult): boolean {
    const before = this.facts;
    this.facts = factsAfterLook(before, result, this.#clock.wallNow());
    const { live, ready, warm, model } = this.facts;
    if (live) this.lastAnswerAt = this.#clock.wallNow();
    if (isGone(this.facts)) this.#warmSince.clear();
    if (result.model !== undefined && warm !== undefined) this.noteWarm(result.model, warm);
    if (ready) {
      for (const [key, latch] of this.#latches)
        if (
          latch.kind === "model_missing" &&
          (key === WHOLE_ENDPOINT || key === model || result.models?.some((name) => sameModel(name, key)))
        )
          this.#latches.delete(key);
    }
    this.#noteLook(result);
    return before.live !== live || before.ready !== ready || before.warm !== warm;
  }

  /**
   * A look that fails for something that somebody has to mend tells what a call will hear; whether it does is for the call to find out. One that does not
   * is the end of what is only shown, and of what looks had seen: a list of models may be open to everybody, and says nothing of a key then.
   */
  #noteLook({ live, failure }: ProbeResult): void {
    const latch = this.#latch(WHOLE_ENDPOINT);
    if (failure instanceof EndpointFailure && needsSomebody(failure.kind)) {
      // An API need not have a route for looks: that it has none says nothing of the address.
      if (live && failure.kind === "not_an_api") return;
      this.#setLatch(WHOLE_ENDPOINT, failure, { blocks: latch?.blocks ?? false, seenByLook: true });
    } else if (live && latch && (!latch.blocks || latch.seenByLook)) this.#latches.delete(WHOLE_ENDPOINT);
  }

  /** A call began or ended, or waits in the queue: whoever shows the status should look again. */
  changed(): void {
    this.#hear({ type: "status" });
  }

  /** A call or a warm-up waits for a load. Every begin has its end. */
  beginLoad(): void {
    if (++this.#loads === 1) this.#hear({ type: "loading", active: true });
  }

  endLoad(): void {
    if (--this.#loads === 0) this.#hear({ type: "loading", active: false });
  }

  noteWarm(model: string, warm: boolean): void {
    if (warm) this.#warmSince.set(model, this.#clock.wallNow());
    else this.#warmSince.delete(model);
  }

  /** True when the model was seen resident a moment ago, or residence is nothing to wait for. */
  knownWarm(model: string | undefined): boolean {
    if (!this.loadsModels) return true;
    const at = this.#warmSince.get(model ?? this.defaultModel ?? "");
    return at !== undefined && Math.abs(this.#clock.wallNow() - at) < WARMTH_MS;
  }

  /** True when nothing speaks for waiting: it answered a moment ago and its model is resident. */
  seemsReady(model: string | undefined): boolean {
    const answered = this.lastAnswerAt !== undefined && Math.abs(this.#clock.wallNow() - this.lastAnswerAt) < READY_MS;
    return answered && this.facts.live !== false && this.knownWarm(model);
  }

  /** The model used when a request names none, as far as it is known without asking. */
  get defaultModel(): string | undefined {
    if (this.config.model) return this.config.model;
    return this.#resolvedModel && this.#clock.now() - this.#resolvedModel.at < RESOLVED_MODEL_MS
      ? this.#resolvedModel.name
      : undefined;
  }

  async resolveModel(signal: CancelSignal): Promise<string> {
    const known = this.defaultModel;
    if (known !== undefined) return known;
    const name = await this.client.resolveModel(signal);
    this.#resolvedModel = { name, at: this.#clock.now() };
    return name;
  }

  /** What was seen with another model, key or address says nothing any more. */
  forgetFacts(): void {
    this.facts = {};
  }

  /** What was seen before says nothing any more: the endpoint is asked anew. */
  forgetVerdicts(): void {
    this.clearHolds();
    this.facts = nothingKnown(this.facts);
  }

  /** Forgets every latch, gate and learnt model: a person, a new setting or a new key says so. */
  clearHolds(): void {
    this.#latches.clear();
    this.#gate = undefined;
    this.#gateStreak = 0;
    this.emptyStreak = 0;
    this.#resolvedModel = undefined;
  }

  clearModelLatch(model: string): void {
    for (const [key, latch] of this.#latches)
      if (latch.kind === "model_missing" && (key === WHOLE_ENDPOINT || sameModel(key, model)))
        this.#latches.delete(key);
    this.#resolvedModel = undefined;
  }

  status(): EndpointStatus {
    const metrics = this.breaker.metrics();
    const cause = this.breaker.lastOpenCause;
    const { live, ready, warm, model, checkedAt, trouble } = this.facts;
    // What is wrong with a model that only a request has named is not the endpoint's.
    const latched = this.#latch(WHOLE_ENDPOINT) ?? this.#latch(this.defaultModel ?? model ?? WHOLE_ENDPOINT);
    const triedElsewhereMs = (this.triedElsewhereUntil ?? 0) - this.#clock.now();
    const { p50Ms, p95Ms } = this.#answeredIn.metrics;
    const shownModel = this.config.model ?? model;
    return {
      id: this.id,
      type: this.config.type,
      url: this.config.url,
      tier: this.config.tier,
      ...(shownModel === undefined ? {} : { model: shownModel }),
      state: metrics.state,
      mode: metrics.mode,
      metrics,
      ...(p50Ms !== undefined && p95Ms !== undefined && { answeredIn: { p50Ms, p95Ms } }),
      retryAfterMs: Math.max(this.breaker.retryAfterMs, triedElsewhereMs),
      ...(metrics.state === "half_open" && triedElsewhereMs > 0 && { trialElsewhere: true as const }),
      ...(metrics.state !== "closed" && cause instanceof Error
        ? { openedBecause: cause.message, ...(cause instanceof EndpointFailure && { openedKind: cause.kind }) }
        : {}),
      ...(latched && {
        latched: { kind: latched.kind, message: latched.message, ...(!latched.blocks && { callsPass: true as const }) },
      }),
      ...(this.#gate && this.#gate.untilWall > this.#clock.wallNow() ? { notBefore: this.#gate.untilWall } : {}),
      ...(live === undefined ? {} : { live }),
      ...(ready === undefined ? {} : { ready }),
      ...(warm === undefined ? {} : { warm }),
      ...(trouble && { trouble }),
      ...(checkedAt === undefined ? {} : { lastHealthCheckAt: checkedAt }),
      ...(this.client.simulated ? { simulated: true } : {}),
      inFlight: this.inFlight,
      queued: this.queued,
    };
  }

  #latch(key: string): Latch | undefined {
    const latch = this.#latches.get(key);
    if (!latch || latch.until === undefined || latch.until > this.#clock.now()) return latch;
    this.#latches.delete(key);
    return undefined;
  }

  /** Whether it is the model that is asked where a request names none, as far as that is known. */
  #isOwn(model: string): boolean {
    const own = this.defaultModel ?? this.facts.model;
    return own === undefined || sameModel(own, model);
  }

  #setLatch(key: string, failure: EndpointFailure, how: Pick<Latch, "blocks" | "seenByLook"> & Partial<Latch>): void {
    const { kind, message, details } = failure;
    this.#latches.set(key, { until: undefined, ...how, kind, message, status: details.status });
  }
}

function sum<T>(map: Map<string, T>, of: (value: T) => number): number {
  let total = 0;
  for (const value of map.values()) total += of(value);
  return total;
}
