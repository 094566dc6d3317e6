import type { BreakerMode, BreakerOptions, RecoveryBackoff, WindowOptions } from "./types";

const defaultWindow: WindowOptions = Object.freeze({ type: "count", size: 20 });
const defaultBackoff: RecoveryBackoff = Object.freeze({ factor: 1, maxMs: 300_000, jitter: 0 });

/** What holds for a breaker that is told nothing else. */
export const defaultOptions: Readonly<BreakerOptions> = Object.freeze({
  failureThreshold: 3,
  recoveryTimeoutMs: 60_000,
  successThreshold: 1,
  halfOpenMaxCalls: 1,
  trialTimeoutMs: 120_000,
  failureRateThreshold: 0.5,
  slowCallDurationMs: 30_000,
  slowCallRateThreshold: 0,
  minimumCalls: 10,
  window: defaultWindow,
  recoveryBackoff: defaultBackoff,
});

type Rule = readonly [valid: (value: number) => boolean, description: string];

const count: Rule = [(value) => Number.isSafeInteger(value) && value >= 1, "a whole number of at least 1"];
const duration: Rule = [(value) => Number.isFinite(value) && value > 0, "a finite number of milliseconds above 0"];
const delay: Rule = [(value) => Number.isFinite(value) && value >= 0, "a finite number of milliseconds of at least 0"];
const share: Rule = [(value) => value >= 0 && value <= 1, "a number from 0 to 1"];
const growth: Rule = [(value) => Number.isFinite(value) && value >= 1, "a finite number of at least 1"];

function show(value: unknown): string {
  try {
    return typeof value === "string" || (typeof value === "object" && value !== null) ? JSON.stringify(value) : String(value);
  } catch {
    return typeof value;
  }
}

function reject(name: string, value: unknown, description: string): never {
  throw new RangeError(`${name} must be ${description}, but is ${show(value)}`);
}

function number(name: string, value: unknown, fallback: number | undefined, [valid, description]: Rule): number {
  if (value === undefined && fallback !== undefined) return fallback;
  return typeof value === "number" && valid(value) ? value : reject(name, value, description);
}

function object<T extends object>(name: string, value: T): T {
  return typeof value === "object" && value !== null ? value : reject(name, value, "an object");
}

function mergeWindow(given: WindowOptions | undefined, base: WindowOptions): WindowOptions {
  if (given === undefined) return base;
  const { type, size, durationMs } = object("window", given) as { type: unknown; size?: unknown; durationMs?: unknown };
  if (type === "count") return Object.freeze({ type, size: number("window.size", size, undefined, count) });
  if (type === "time") return Object.freeze({ type, durationMs: number("window.durationMs", durationMs, undefined, duration) });
  return reject("window.type", type, '"count" or "time"');
}

function mergeBackoff(given: Partial<RecoveryBackoff> | undefined, base: RecoveryBackoff): RecoveryBackoff {
  if (given === undefined) return base;
  object("recoveryBackoff", given);
  return Object.freeze({
    factor: number("recoveryBackoff.factor", given.factor, base.factor, growth),
    maxMs: number("recoveryBackoff.maxMs", given.maxMs, base.maxMs, duration),
    jitter: number("recoveryBackoff.jitter", given.jitter, base.jitter, share),
  });
}

/** Options as a caller gives them: any part, a partial backoff too; `undefined` means "as before". */
export type OptionsPatch = { [K in keyof BreakerOptions]?: (K extends "recoveryBackoff" ? Partial<RecoveryBackoff> : BreakerOptions[K]) | undefined };

/**
 * Lays `patch` over `base` in a new frozen object; neither is kept or changed.
 * @throws RangeError that names the first bad option and its value
 */
export function mergeOptions(patch: OptionsPatch | undefined, base: Readonly<BreakerOptions>): Readonly<BreakerOptions> {
  if (patch === undefined) return base;
  object("options", patch);
  return Object.freeze({
    failureThreshold: number("failureThreshold", patch.failureThreshold, base.failureThreshold, count),
    recoveryTimeoutMs: number("recoveryTimeoutMs", patch.recoveryTimeoutMs, base.recoveryTimeoutMs, delay),
    successThreshold: number("successThreshold", patch.successThreshold, base.successThreshold, count),
    halfOpenMaxCalls: number("halfOpenMaxCalls", patch.halfOpenMaxCalls, base.halfOpenMaxCalls, count),
    trialTimeoutMs: number("trialTimeoutMs", patch.trialTimeoutMs, base.trialTimeoutMs, duration),
    failureRateThreshold: number("failureRateThreshold", patch.failureRateThreshold, base.failureRateThreshold, share),
    slowCallDurationMs: number("slowCallDurationMs", patch.slowCallDurationMs, base.slowCallDurationMs, duration),
    slowCallRateThreshold: number("slowCallRateThreshold", patch.slowCallRateThreshold, base.slowCallRateThreshold, share),
    minimumCalls: number("minimumCalls", patch.minimumCalls, base.minimumCalls, count),
    window: mergeWindow(patch.window, base.window),
    recoveryBackoff: mergeBackoff(patch.recoveryBackoff, base.recoveryBackoff),
  });
}

const modes: readonly unknown[] = ["auto", "forced_open", "metrics_only"] satisfies BreakerMode[];

/** @throws RangeError when `mode` is none */
export function checkMode(mode: BreakerMode): BreakerMode {
  return modes.includes(mode) ? mode : reject("mode", mode, '"auto", "forced_open" or "metrics_only"');
}
