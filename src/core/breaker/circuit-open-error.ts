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
  if (retryAfterMs === Infinity) return "The circuit breaker is open until it is released";
  const seconds = Math.ceil(retryAfterMs / 1000);
  return state === "half_open"
    ? `The circuit breaker is trying the endpoint with another call; the next place is free in ${seconds} s at the latest`
    : `The circuit breaker is open; the next trial is in ${seconds} s`;
}

/** The limit of the runtime's stack traces: V8's own property, absent or read-only elsewhere. */
const traces = Error as { stackTraceLimit?: unknown };

/**
 * The breaker refused a call without running it. It is an ordinary error but for its stack trace, which is never taken: it would only lead
 * to the breaker and cost more than all the rest of a refusal.
 */
export class CircuitOpenError extends Error {
  declare readonly name: "CircuitOpenError";
  readonly code = "CIRCUIT_OPEN";
  readonly state: CircuitState;
  readonly retryAfterMs: number;
  readonly openedAt: number | undefined;

  constructor(details: CircuitOpenDetails, message = describe(details)) {
    const limit = traces.stackTraceLimit;
    setLimit(0);
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    setLimit(limit);
    this.state = details.state;
    this.retryAfterMs = details.retryAfterMs;
    this.openedAt = details.openedAt;
  }
}

Object.defineProperty(CircuitOpenError.prototype, "name", { value: "CircuitOpenError", configurable: true, writable: true });

function setLimit(limit: unknown): void {
  try {
    traces.stackTraceLimit = limit;
  } catch {
    // A frozen Error (hardened runtimes): then there is a trace, and nothing else is different.
  }
}
