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

function describe({ state, retryAfterMs }: CircuitOpenDetails): string {
  const when = retryAfterMs < Infinity ? `in ${Math.ceil(retryAfterMs / 1000)} s` : "when it is released";
  return `The circuit breaker is ${state}, a trial call is possible ${when}`;
}

/**
 * The breaker refused a call without running it. It is an ordinary error but for its stack trace, which is never taken: it would only lead
 * to the breaker, and cost more than all the rest of a refusal.
 */
export class CircuitOpenError extends Error {
  readonly code = "CIRCUIT_OPEN";
  declare readonly state: CircuitState;
  declare readonly retryAfterMs: number;
  declare readonly openedAt: number | undefined;

  constructor(details: CircuitOpenDetails, message = describe(details)) {
    // V8's own property; elsewhere it means nothing. Where Error is frozen (hardened runtimes) there is a trace, and nothing else is different.
    const { stackTraceLimit } = Error;
    Reflect.set(Error, "stackTraceLimit", 0);
    super(message, details);
    Reflect.set(Error, "stackTraceLimit", stackTraceLimit);
    const { state, retryAfterMs, openedAt } = details;
    Object.assign(this, { state, retryAfterMs, openedAt });
  }

  static {
    // On the prototype, as of the errors of the language.
    this.prototype.name = "CircuitOpenError";
  }
}
