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

const describe = ({ state, retryAfterMs }: CircuitOpenDetails): string =>
  `Circuit breaker ${state}: next trial ${retryAfterMs < Infinity ? `in ${Math.ceil(retryAfterMs / 1000)} s` : "when released"}`;

/** V8's own property; elsewhere it means nothing. Where Error is frozen (hardened runtimes) it stays as it is. */
const limitStackTraces = (frames: number | undefined) => Reflect.set(Error, "stackTraceLimit", frames);

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
    const { stackTraceLimit } = Error;
    limitStackTraces(0);
    super(message, details);
    limitStackTraces(stackTraceLimit);
    Object.assign(this, details);
  }

  static {
    // On the prototype, as of the errors of the language.
    this.prototype.name = "CircuitOpenError";
  }
}
