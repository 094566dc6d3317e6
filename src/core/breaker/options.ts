import type { BreakerMode, BreakerOptions, RecoveryBackoff, WindowOptions } from "./types";

/** The numbers an option may be, and what it is when nobody says. */
type NumberRule = readonly [min: number, max: number, whole: boolean, byDefault?: number | undefined];

/** An object of rules stands for an object of options. */
interface Rules {
  readonly [name: string]: NumberRule | Rules;
}

const MOST = Number.MAX_SAFE_INTEGER;
const count = (byDefault?: number): NumberRule => [1, MOST, true, byDefault];
/** Milliseconds; fractions too, but no clock tells less than a microsecond. */
const time = (byDefault?: number): NumberRule => [0.001, MOST, false, byDefault];
const share = (byDefault: number): NumberRule => [0, 1, false, byDefault];

const rules: Rules = {
  failureThreshold: count(3),
  recoveryTimeoutMs: [0, MOST, false, 60_000],
  successThreshold: count(1),
  halfOpenMaxCalls: count(1),
  trialTimeoutMs: time(120_000),
  failureRateThreshold: share(0.5),
  slowCallDurationMs: time(30_000),
  slowCallRateThreshold: share(0),
  minimumCalls: count(10),
  recoveryBackoff: { factor: [1, Number.MAX_VALUE, false, 1], maxMs: time(300_000), jitter: share(0) },
};

/** Options as a caller gives them: any part, a partial backoff too; `undefined` means "as before". */
export type OptionsPatch = { [K in keyof BreakerOptions]?: (K extends "recoveryBackoff" ? Partial<RecoveryBackoff> : BreakerOptions[K]) | undefined };

type Fields = Record<string, unknown>;

function reject(name: string, value: unknown, description: string): never {
  const shown = typeof value === "string" || typeof value === "object" ? JSON.stringify(value) : String(value);
  throw new RangeError(`${name} must be ${description}, but is ${shown}`);
}

function check(name: string, value: unknown, [min, max, whole]: NumberRule): number {
  if (typeof value === "number" && value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
  return reject(name, value, `a ${whole ? "whole " : ""}number ${max > 1 ? `of at least ${min}` : `from ${min} to ${max}`}`);
}

const isNumberRule = (rule: NumberRule | Rules): rule is NumberRule => Array.isArray(rule);

/** Lays what the rules know of `patch` over `base`, in a new frozen object. What neither has gets its default. @param path where in the options it stands */
function lay<T>(path: string, patch: unknown, base: object | undefined, rulesOfT: Rules): Readonly<T> {
  if (typeof patch !== "object" || !patch) reject(path || "options", patch, "an object");
  const fields: Fields = { ...base };
  for (const key in rulesOfT) {
    const rule = rulesOfT[key] as NumberRule | Rules;
    const value = (patch as Fields)[key];
    if (value === undefined && key in fields) continue;
    const name = path ? `${path}.${key}` : key;
    fields[key] = isNumberRule(rule) ? check(name, value === undefined ? rule[3] : value, rule) : lay(name, value === undefined ? {} : value, fields[key] as object | undefined, rule);
  }
  return Object.freeze(fields) as Readonly<T>;
}

function windowFrom(window: WindowOptions): WindowOptions {
  const type = window?.type;
  if (type === "count") return lay("window", window, { type }, { size: count() });
  if (type === "time") return lay("window", window, { type }, { durationMs: time() });
  return reject(type ? "window.type" : "window", type ?? window, "of type count or time");
}

/** What holds for a breaker that is told nothing else. */
export const defaultOptions = lay<BreakerOptions>("", {}, { window: windowFrom({ type: "count", size: 20 }) }, rules);

/**
 * Lays `patch` over `base` in a new frozen object; neither is kept or changed.
 * @throws RangeError that names the first bad option and its value
 */
export function mergeOptions(patch: OptionsPatch | undefined, base: Readonly<BreakerOptions>): Readonly<BreakerOptions> {
  if (patch === undefined) return base;
  const window = patch?.window;
  return lay("", patch, window === undefined ? base : { ...base, window: windowFrom(window) }, rules);
}

/** @throws RangeError when `mode` is none */
export function checkMode(mode: BreakerMode): void {
  const modes = ["auto", "forced_open", "metrics_only"];
  if (!modes.includes(mode)) reject("mode", mode, modes.join(" or "));
}

/** Whether it is a time to wait or a latency, in milliseconds. */
export const isDelay = (value: unknown): value is number => typeof value === "number" && value >= 0 && value <= MOST;
