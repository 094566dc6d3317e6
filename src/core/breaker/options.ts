import { COUNT, DELAY, FACTOR, obeys, SHARE, TIME, type NumberRule } from "./number-rule";
import type { BreakerMode, BreakerOptions, RecoveryBackoff, WindowOptions } from "./types";

type Rules<T> = { readonly [K in keyof T as T[K] extends number ? K : never]: NumberRule };

/** What each option that is a number may be. */
const rules: Rules<BreakerOptions> = {
  failureThreshold: COUNT,
  recoveryTimeoutMs: DELAY,
  successThreshold: COUNT,
  halfOpenMaxCalls: COUNT,
  trialTimeoutMs: TIME,
  failureRateThreshold: SHARE,
  slowCallDurationMs: TIME,
  slowCallRateThreshold: SHARE,
  minimumCalls: COUNT,
};
const backoffRules: Rules<RecoveryBackoff> = { factor: FACTOR, maxMs: TIME, jitter: SHARE };

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
  window: Object.freeze({ type: "count", size: 20 }),
  recoveryBackoff: Object.freeze({ factor: 1, maxMs: 300_000, jitter: 0 }),
});

/** Options as a caller gives them: any part, a partial backoff too; `undefined` means "as before". */
export type OptionsPatch = { [K in keyof BreakerOptions]?: (K extends "recoveryBackoff" ? Partial<RecoveryBackoff> : BreakerOptions[K]) | undefined };

type Fields = Record<string, unknown>;

function reject(name: string, value: unknown, description: string): never {
  const shown = typeof value === "string" ? `"${value}"` : typeof value === "object" && value ? "an object" : String(value);
  throw new RangeError(`${name} must be ${description}, but is ${shown}`);
}

function fieldsOf(name: string, value: unknown): Fields {
  return typeof value === "object" && value ? (value as Fields) : reject(name, value, "an object");
}

/** Lays the numbers of `patch` over `fields`, which is changed and frozen; each obeys its rule. */
function lay<T>(prefix: string, patch: Fields, fields: Fields, rulesOfT: Record<string, NumberRule>): Readonly<T> {
  for (const name in rulesOfT) {
    const rule = rulesOfT[name] as NumberRule;
    const [min, max, whole] = rule;
    const value = patch[name];
    if (value !== undefined) fields[name] = value;
    if (!obeys(fields[name], rule)) reject(prefix + name, fields[name], `a ${whole ? "whole " : ""}number ${max > 1 ? `of at least ${min}` : `from ${min} to ${max}`}`);
  }
  return Object.freeze(fields) as Readonly<T>;
}

function windowFrom(given: unknown): WindowOptions {
  const { type, ...sizes } = fieldsOf("window", given);
  return lay(
    "window.",
    sizes,
    { type },
    type === "count" ? { size: COUNT } : type === "time" ? { durationMs: TIME } : reject("window.type", type, '"count" or "time"'),
  );
}

/**
 * Lays `patch` over `base` in a new frozen object; neither is kept or changed.
 * @throws RangeError that names the first bad option and its value
 */
export function mergeOptions(patch: OptionsPatch | undefined, base: Readonly<BreakerOptions>): Readonly<BreakerOptions> {
  if (patch === undefined) return base;
  const { window, recoveryBackoff, ...numbers } = fieldsOf("options", patch);
  const fields: Fields = { ...base };
  if (window !== undefined) fields.window = windowFrom(window);
  if (recoveryBackoff !== undefined) fields.recoveryBackoff = lay("recoveryBackoff.", fieldsOf("recoveryBackoff", recoveryBackoff), { ...base.recoveryBackoff }, backoffRules);
  return lay("", numbers, fields, rules);
}

/** @throws RangeError when `mode` is none */
export function checkMode(mode: BreakerMode): void {
  if (!["auto", "forced_open", "metrics_only"].includes(mode)) reject("mode", mode, '"auto", "forced_open" or "metrics_only"');
}
