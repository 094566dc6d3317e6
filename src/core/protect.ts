import type { CircuitBreaker } from "./breaker/circuit-breaker";
import { CircuitOpenError } from "./breaker/circuit-open-error";
import { guarded } from "./breaker/guarded";
import { argumentsKey } from "./arguments-key";

/** What a protected function returns instead of a result. */
export interface Unavailable {
  success: false;
  message: "Service temporarily unavailable";
  fallback: true;
  /** Seconds until the breaker admits a call: 0 when it does already, Infinity when that is not a matter of time. */
  retryAfter: number;
}

/** Where last results are kept; a Map is one. */
export interface ResultCache<R> {
  get(key: string): R | undefined | Promise<R | undefined>;
  set(key: string, value: R): unknown;
}

/** What `protect` needs of a logger. */
export interface ProtectLogger {
  warn(message: string, ...details: unknown[]): void;
}

export interface ProtectOptions<R> {
  /** With it, the last result for the same arguments is the answer while there is no better one. */
  cache?: ResultCache<R> | undefined;
  /** The console by default. */
  logger?: ProtectLogger | undefined;
}

/**
 * Wraps `fn` so that it goes through `breaker` and never throws: what goes wrong is logged under `operationName`, and the answer is the last
 * cached result for the same arguments, or else {@link Unavailable}. Results are kept for arguments that are plain data; a signal among the
 * arguments is left out of account. Throws a TypeError at once where `fn` is no function: that would look like an outage that never ends.
 */
export function protect<This, A extends unknown[], R>(
  operationName: string,
  breaker: CircuitBreaker,
  fn: (this: This, ...args: A) => Promise<R> | R,
  options: ProtectOptions<R> = {},
): (this: This, ...args: A) => Promise<R | Unavailable> {
  if (typeof fn !== "function") throw new TypeError("fn must be a function.");
  const { cache } = options;
  return async function (this: This, ...args: A): Promise<R | Unavailable> {
    const key = cache && argumentsKey(operationName, args);
    try {
      const result = await breaker.execute(() => fn.apply(this, args));
      if (cache && key !== undefined && result !== undefined) void quietly(() => cache.set(key, result));
      return result;
    } catch (error) {
      const refusal = guarded(() => (error instanceof CircuitOpenError ? error : undefined), undefined);
      const retryAfterMs = refusal ? refusal.retryAfterMs : breaker.retryAfterMs;
      const why = refusal ? "was refused" : "failed";
      void quietly(() => (options.logger ?? globalThis.console).warn(`${operationName} ${why}`, error));
      const last = cache && key !== undefined ? await quietly(() => cache.get(key)) : undefined;
      if (last !== undefined) return last;
      return {
        success: false,
        message: "Service temporarily unavailable",
        fallback: true,
        retryAfter: Math.ceil(retryAfterMs / 1000),
      };
    }
  };
}

/** What `action` gives; undefined when it fails. A logger or a cache out of order is no reason to lose a call. */
async function quietly<T>(action: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await action();
  } catch {
    return undefined;
  }
}
