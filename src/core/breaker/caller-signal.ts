import { whenAborted } from "../async/abort-listeners";
import { guarded } from "./guarded";

/** What cut a call short, and what that says of the endpoint: nothing, unless time was over. */
export interface Interruption {
  readonly verdict: "failure" | "release";
  readonly reason: unknown;
}

/** Anything that can be asked like an AbortSignal: some runtimes and polyfills have classes of their own. */
export const isSignal = (value: unknown): value is AbortSignal =>
  guarded(() => {
    const { aborted, addEventListener } = value as Partial<AbortSignal>;
    return typeof aborted === "boolean" && typeof addEventListener === "function";
  }, false);

/** The signal that a caller gave to one call. What of it cannot be read says nothing, and what of it cannot be called does nothing. */
export class CallerSignal {
  readonly #signal: AbortSignal;
  #interruption: Interruption | undefined;
  #stopListening: (() => void) | undefined;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** Undefined while it is not aborted; the same from then on. */
  get interruption(): Interruption | undefined {
    this.#interruption ??= guarded(() => this.#signal.aborted, false) ? interruptionFor(this.#signal) : undefined;
    return this.#interruption;
  }

  /** Calls `onAbort` when it is aborted, until {@link stopListening}. */
  listen(onAbort: () => void): void {
    this.#stopListening = guarded(() => whenAborted(this.#signal, onAbort), undefined);
  }

  /** Leaves nothing behind on it. */
  stopListening(): void {
    guarded(() => this.#stopListening?.(), undefined);
  }
}

function interruptionFor(signal: AbortSignal): Interruption {
  const given = guarded<unknown>(() => signal.reason, undefined);
  // A runtime's own signal always has a reason: this one, where its maker gave none.
  const reason = given === undefined ? new DOMException("The caller aborted the call", "AbortError") : given;
  return { verdict: isTimeout(reason) ? "failure" : "release", reason };
}

/** As `AbortSignal.timeout` aborts, and programs that do the same. */
const isTimeout = (reason: unknown): boolean =>
  guarded(() => (reason as { name?: unknown }).name === "TimeoutError", false);
