import type { CancelSignal } from "../../async/cancel-signal";
import type { CircuitBreaker } from "../../breaker/circuit-breaker";
import type { Clock } from "../../ports/clock";
import { hostOf, isLoopback } from "../../endpoint/address";
import type { EndpointClient, ProbeResult } from "../../endpoint/client";
import { shownUrl } from "../../foreign/shown-url";
import { EndpointFailure } from "../../failure/endpoint-failure";
import type { FailureKind } from "../../model/failure-kinds";
import type { Verdict } from "../../failure/verdict";
import { typeInfo } from "../../model/endpoint-types";
import { Bulkhead } from "./bulkhead";
import type { ResolvedEndpoint } from "../config/config";
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
  facts: { live?: boolean; ready?: boolean; warm?: boolean; model?: string; checkedAt?: number } = {};
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
      this.#setLatch(restraint.scope === "model" ? (model ?? WHOLE_ENDPOINT) : WHOLE_ENDPOINT, failure, until, true);
    }
    if (restraint.type === "mark") this.#setLatch(WHOLE_ENDPOINT, failure, undefined, false);
    if (restraint.type !== "gate") return undefined;
    const hint = failure.details.retryAfterMs;
    const waitMs = hint ?? Math.min(LONGEST_GATE_MS, throttleBackoffMs * 2 ** this.#gateStreak);
    this.#gateStreak = hint === undefined ? this.#gateStreak + 1 : 0;
    const untilWall = this.#clock.wallNow() + waitMs;
    this.#gate = { untilWall, message: failure.message };
    return untilWall;
  }

  /** An answer proves that whatever kept calls away is over for this model. */
  noteSuccess(model: string): void {
    this.#latches.delete(WHOLE_ENDPOINT);
    this.#latches.delete(model);
    this.#gate = undefined;
    this.#gateStreak = 0;
    this.emptyStreak = 0;
    this.lastAnswerAt = this.#clock.wallNow();
    const { facts } = this;
    facts.live = facts.ready = true;
    facts.model = model;
    if (this.loadsModels) facts.warm = true;
    this.noteWarm(model, true);
  }

  /** Takes over what a probe saw. @returns whether a fact changed. */
  noteProbe(result: ProbeResult): boolean {
    const before = this.facts;
    const model = result.model ?? before.model;
    this.facts = {
      live: result.live,
      ...(result.ready !== undefined && { ready: result.ready }),
      ...(result.warm !== undefined && { warm: result.warm }),
      ...(model !== undefined && { model }),
      checkedAt: this.#clock.wallNow(),
    };
    if (result.live) this.lastAnswerAt = this.#clock.wallNow();
    if (result.model !== undefined && result.warm !== undefined) this.noteWarm(result.model, result.warm);
    if (result.ready) {
      for (const [key, latch] of this.#latches)
        if (
          latch.kind === "model_missing" &&
          (key === WHOLE_ENDPOINT || key === model || result.models?.some((name) => sameModel(name, key)))
        )
          this.#latches.delete(key);
    }
    if (result.live && this.#latches.get(WHOLE_ENDPOINT)?.blocks === false) this.#latches.delete(WHOLE_ENDPOINT);
    const { failure } = result;
    // A check that is refused for its key or for want of credit tells what a call will hear; whether it does is for the call to find out.
    if (
      failure instanceof EndpointFailure &&
      (failure.kind === "auth" || failure.kind === "quota") &&
      !this.#latches.has(WHOLE_ENDPOINT)
    ) {
      this.#setLatch(WHOLE_ENDPOINT, failure, undefined, false);
    }
    return before.live !== this.facts.live || before.ready !== this.facts.ready || before.warm !== this.facts.warm;
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
    const latched = [...this.#latches.keys()].map((key) => this.#latch(key)).find((latch) => latch !== undefined);
    const { live, ready, warm, model, checkedAt } = this.facts;
    const shownModel = this.config.model ?? model;
    return {
      id: this.id,
      type: this.config.type,
      url: this.config.url,
      tier: this.config.tier,
      ...(shownModel !== undefined && { model: shownModel }),
      state: metrics.state,
      mode: metrics.mode,
      metrics,
      retryAfterMs: Math.max(this.breaker.retryAfterMs, (this.triedElsewhereUntil ?? 0) - this.#clock.now()),
      ...(metrics.state !== "closed" &&
        cause instanceof Error && {
          openedBecause: cause.message,
          ...(cause instanceof EndpointFailure && { openedKind: cause.kind }),
        }),
      ...(latched && { latched: { kind: latched.kind, message: latched.message } }),
      ...(this.#gate && this.#gate.untilWall > this.#clock.wallNow() && { notBefore: this.#gate.untilWall }),
      ...(live !== undefined && { live }),
      ...(ready !== undefined && { ready }),
      ...(warm !== undefined && { warm }),
      ...(checkedAt !== undefined && { lastHealthCheckAt: checkedAt }),
      ...(this.client.simulated && { simulated: true }),
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

  #setLatch(key: string, failure: EndpointFailure, until: number | undefined, blocks: boolean): void {
    this.#latches.set(key, {
      kind: failure.kind,
      message: failure.message,
      status: failure.details.status,
      until,
      blocks,
    });
  }
}

/** Ollama takes "llama3.2" for "llama3.2:latest". */
function sameModel(one: string, other: string): boolean {
  const full = (name: string) => (name.includes(":") ? name : `${name}:latest`);
  return full(one) === full(other);
}

function sum<T>(map: Map<string, T>, of: (value: T) => number): number {
  let total = 0;
  for (const value of map.values()) total += of(value);
  return total;
}
