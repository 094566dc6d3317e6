import { described } from "./option-fields";
import type { CircuitState } from "./types";

export interface CircuitOpenDetails {
  /** `open`, or `half_open` when every trial slot is taken. */
  state: CircuitState;
  /** Milliseconds until a trial call is admitted; Infinity when that is not a matter of time. */
  retryAfterMs: number;
  /** Epoch milliseconds. */
  openedAt?: number | undefined;
  /** The very error that tripped the breaker; undefined when no error did. */
  cause?: unknown;
}

/**
 * The breaker refused a call without running it. It is an ordinary error but for its stack trace, which is never taken: it would only lead
 * to the breaker, and cost more than all the rest of a refusal.
 */
export class CircuitOpenError extends Error {
  readonly code = "CIRCUIT_OPEN";
  readonly state: CircuitState;
  readonly retryAfterMs: number;
  readonly openedAt: number | undefined;

  /** @param name of the breaker, for the message */
  constructor(details: CircuitOpenDetails, name?: string, message = describe(details, name)) {
    const { stackTraceLimit } = Error;
    limitStackTraces(0);
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    limitStackTraces(stackTraceLimit);
    this.state = details.state;
    this.retryAfterMs = details.retryAfterMs;
    this.openedAt = details.openedAt;
  }

  static {
    // On the prototype, as of the errors of the language.
    this.prototype.name = "CircuitOpenError";
  }
}

function describe({ state, retryAfterMs }: CircuitOpenDetails, name: string | undefined): string {
  const breaker = name === undefined ? "Circuit breaker" : `Circuit breaker ${described(name)}`;
  const condition = state === "half_open" ? "is half-open and its trial calls are under way" : "is open";
  const next = Number.isFinite(retryAfterMs)
    ? `next trial in ${Math.ceil(retryAfterMs / 1000)} s`
    : "no call is admitted until it is released";
  return `${breaker} ${condition}: ${next}`;
}

/** V8's own property; elsewhere it means nothing. Where Error is frozen (hardened runtimes) it stays as it is. */
const limitStackTraces = (frames: number): boolean => Reflect.set(Error, "stackTraceLimit", frames);
