import type { ProbeResult } from "../../../endpoint/client";
import { sameModel } from "../../../endpoint/ollama/ollama-url";
import { EndpointFailure } from "../../../failure/endpoint-failure";
import type { EndpointStatus } from "../../../model/endpoint";
import { needsSomebody, type FailureKind } from "../../../model/failure-kinds";
import type { Verdict } from "../../../failure/verdict";
import type { Clock } from "../../../ports/clock";

/** Why nothing is sent to an endpoint just now, beside its breaker. */
export type Hold =
  | { type: "latch"; kind: FailureKind; message: string; status: number | undefined }
  /** `untilWall`: epoch milliseconds. */
  | { type: "gate"; untilWall: number; message: string };

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
/** Beside the names of models, each of which may be held back by itself. */
const WHOLE_ENDPOINT = "";

/** What keeps calls from an endpoint though its breaker would let them through: what a failure said about calls to come. */
export class Holds {
  readonly #clock: Clock;
  /** By model, or for the whole endpoint. */
  readonly #latches = new Map<string, Latch>();
  #gate: { untilWall: number; message: string } | undefined;
  /** Rate limits without a hint since the last answer. */
  #gateStreak = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What keeps calls for a model from being sent, if anything. */
  on(model: string | undefined): Hold | undefined {
    for (const key of this.#latches.size > 0 ? [WHOLE_ENDPOINT, model ?? WHOLE_ENDPOINT] : []) {
      const latch = this.#latch(key);
      if (latch?.blocks) return { type: "latch", kind: latch.kind, message: latch.message, status: latch.status };
    }
    return this.#gate && this.notBefore !== undefined ? { type: "gate", ...this.#gate } : undefined;
  }

  /** What is wrong with the whole endpoint, else with its own model; what is wrong with one that only a request has named is not the endpoint's. */
  latched(ownModel: string | undefined): EndpointStatus["latched"] {
    const latch = this.#latch(WHOLE_ENDPOINT) ?? this.#latch(ownModel ?? WHOLE_ENDPOINT);
    return latch && { kind: latch.kind, message: latch.message, ...(!latch.blocks && { callsPass: true }) };
  }

  /** The end of a rate limit in epoch milliseconds, while it lasts. */
  get notBefore(): number | undefined {
    return this.#gate && this.#gate.untilWall > this.#clock.wallNow() ? this.#gate.untilWall : undefined;
  }

  /** Takes down what a failure's verdict says about calls to come. @returns the gate's end in epoch milliseconds, where one was set */
  restrain(
    failure: EndpointFailure,
    { restraint }: Verdict,
    model: string | undefined,
    throttleBackoffMs: number,
  ): number | undefined {
    switch (restraint.type) {
      case "none":
        return undefined;
      case "latch": {
        const until = restraint.until === "changed" ? undefined : this.#clock.now() + restraint.until;
        const key = restraint.scope === "model" ? (model ?? WHOLE_ENDPOINT) : WHOLE_ENDPOINT;
        const seenByLook = this.#latches.get(key)?.kind === failure.kind;
        this.#setLatch(key, failure, { until, blocks: true, seenByLook });
        return undefined;
      }
      case "mark":
        this.#setLatch(WHOLE_ENDPOINT, failure, { blocks: false, seenByLook: false });
        return undefined;
      case "gate": {
        const hint = failure.details.retryAfterMs;
        const waitMs = hint ?? Math.min(LONGEST_GATE_MS, throttleBackoffMs * 2 ** this.#gateStreak);
        this.#gateStreak = hint === undefined ? this.#gateStreak + 1 : 0;
        const untilWall = this.#clock.wallNow() + waitMs;
        this.#gate = { untilWall, message: failure.message };
        return untilWall;
      }
    }
  }

  /** An answer proves that whatever kept calls away is over for this model. */
  answered(model: string): void {
    this.#latches.delete(WHOLE_ENDPOINT);
    this.#latches.delete(model);
    this.#openGate();
  }

  /**
   * What a probe saw may be the end of a latch, or a reason to show one. A look that fails for something that somebody has to mend tells what a call will
   * hear; whether it does is for the call to find out. One that does not is the end of what is only shown, and of what looks had seen: a list of models may
   * be open to everybody, and says nothing of a key then.
   * @param model the one that was looked at, as far as it is known
   */
  probed({ live, ready, models, failure }: ProbeResult, model: string | undefined): void {
    if (live) {
      const isLooked = (key: string): boolean =>
        key === WHOLE_ENDPOINT || (model !== undefined && sameModel(model, key));
      // Of the model that was looked at is said whether it is ready. All others that are listed are there, whether that one is or not.
      this.#endMissing((key) => (isLooked(key) ? ready === true : isIn(models, key)));
    }
    const latch = this.#latch(WHOLE_ENDPOINT);
    if (failure instanceof EndpointFailure && needsSomebody(failure.kind)) {
      // An API need not have a route for looks: that it has none says nothing of the address.
      if (live && failure.kind === "not_an_api") return;
      this.#setLatch(WHOLE_ENDPOINT, failure, { blocks: latch?.blocks ?? false, seenByLook: true });
    } else if (live && latch && (!latch.blocks || latch.seenByLook)) this.#latches.delete(WHOLE_ENDPOINT);
  }

  /** Somebody was told that these models are there. @returns whether one of them had been missing */
  listed(models: readonly string[]): boolean {
    const before = this.#latches.size;
    this.#endMissing((key) => (key === WHOLE_ENDPOINT ? models.length > 0 : isIn(models, key)));
    return this.#latches.size < before;
  }

  /** The model was missing and is not any more. */
  downloaded(model: string): void {
    this.#endMissing((key) => key === WHOLE_ENDPOINT || sameModel(key, model));
  }

  clear(): void {
    this.#latches.clear();
    this.#openGate();
  }

  #openGate(): void {
    this.#gate = undefined;
    this.#gateStreak = 0;
  }

  #endMissing(isThere: (model: string) => boolean): void {
    for (const [key, { kind }] of this.#latches)
      if (kind === "model_missing" && isThere(key)) this.#latches.delete(key);
  }

  #latch(key: string): Latch | undefined {
    const latch = this.#latches.get(key);
    if (!latch || latch.until === undefined || latch.until > this.#clock.now()) return latch;
    this.#latches.delete(key);
    return undefined;
  }

  #setLatch(
    key: string,
    failure: EndpointFailure,
    how: Pick<Latch, "blocks" | "seenByLook"> & { until?: number | undefined },
  ): void {
    const { kind, message, details } = failure;
    this.#latches.set(key, { until: undefined, ...how, kind, message, status: details.status });
  }
}

const isIn = (models: readonly string[] | undefined, model: string): boolean =>
  models?.some((name) => sameModel(name, model)) ?? false;
