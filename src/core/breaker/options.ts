import { COUNT, DELAY, FACTOR, obeys, SHARE, TIME, type NumberRule } from "./number-rule";
import type { BreakerMode, BreakerOptions, RecoveryBackoff, WindowOptions } from "./types";

type Specs<T> = { readonly [K in keyof T]: readonly [fallback: T[K], rule: NumberRule] };

/** Every option that is a number: its default and what it may be. */
const specs: Specs<Omit<BreakerOptions, "window" | "recoveryBackoff">> = {
  failureThreshold: [3, COUNT],
  recoveryTimeoutMs: [60_000, DELAY],
  successThreshold: [1, COUNT],
  halfOpenMaxCalls: [1, COUNT],
  trialTimeoutMs: [120_000, TIME],
  failureRateThreshold: [0.5, SHARE],
  slowCallDurationMs: [30_000, TIME],
  slowCallRateThreshold: [0, SHARE],
  minimumCalls: [10, COUNT],
};

const backoffSpecs: Specs<RecoveryBackoff> = { factor: [1, FACTOR], maxMs: [300_000, TIME], jitter: [0, SHARE] };

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

/** The numbers of `patch`, where it has none those of `base`; each obeys its rule. */
function numbers(prefix: string, patch: Fields, base: Fields, rules: Record<string, readonly [unknown, NumberRule]>): Fields {
  const merged: Fields = {};
  for (const name in rules) {
    const [, rule] = rules[name] as readonly [unknown, NumberRule];
    const value = patch[name] === undefined ? base[name] : patch[name];
    const [min, max, whole] = rule;
    merged[name] = obeys(value, rule) ? value : reject(prefix + name, value, `a ${whole ? "whole " : ""}number ${max > 1 ? `of at least ${min}` : `from ${min} to ${max}`}`);
  }
  return merged;
}

function mergeWindow(given: unknown): WindowOptions {
  const fields = fieldsOf("window", given);
  const { type } = fields;
  const rules = type === "count" ? { size: [0, COUNT] as const } : type === "time" ? { durationMs: [0, TIME] as const } : reject("window.type", type, '"count" or "time"');
  return Object.freeze({ type, ...numbers("window.", fields, {}, rules) }) as WindowOptions;
}

function defaultsOf<T>(of: Specs<T>): T {
  const values: Fields = {};
  for (const name in of) values[name] = of[name][0];
  return values as T;
}

/** What holds for a breaker that is told nothing else. */
export const defaultOptions: Readonly<BreakerOptions> = Object.freeze({
  ...defaultsOf(specs),
  window: Object.freeze({ type: "count", size: 20 }),
  recoveryBackoff: Object.freeze(defaultsOf(backoffSpecs)),
});

/**
 * Lays `patch` over `base` in a new frozen object; neither is kept or changed.
 * @throws RangeError that names the first bad option and its value
 */
export function mergeOptions(patch: OptionsPatch | undefined, base: Readonly<BreakerOptions>): Readonly<BreakerOptions> {
  if (patch === undefined) return base;
  const { window, recoveryBackoff } = fieldsOf("options", patch);
  return Object.freeze({
    ...numbers("", patch, { ...base }, specs),
    window: window === undefined ? base.window : mergeWindow(window),
    recoveryBackoff: recoveryBackoff === undefined ? base.recoveryBackoff : Object.freeze(numbers("recoveryBackoff.", fieldsOf("recoveryBackoff", recoveryBackoff), { ...base.recoveryBackoff }, backoffSpecs)),
  }) as unknown as Readonly<BreakerOptions>;
}

/** @throws RangeError when `mode` is none */
export function checkMode(mode: BreakerMode): void {
  if (!["auto", "forced_open", "metrics_only"].includes(mode)) reject("mode", mode, '"auto", "forced_open" or "metrics_only"');
}
