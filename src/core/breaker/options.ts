import { freeze, stringify } from "./intrinsics";
import { AUTO, FORCED_OPEN } from "./phase";
import type { BreakerOptions, RecoveryBackoff, WindowOptions } from "./types";

/** Options as a caller gives them: any part, a partial backoff too; `undefined` means "as before". */
export type OptionsPatch = { [K in keyof BreakerOptions]?: (K extends "recoveryBackoff" ? Partial<RecoveryBackoff> : BreakerOptions[K]) | undefined };

/** Gives what a value stands for, laid over what was there before. Throws a RangeError with `name` and value where it is bad. */
type Rule = (value: unknown, before?: unknown, name?: string) => unknown;

function reject(name: string | undefined, value: unknown, description: string): never {
  throw new RangeError(`${name} must be ${description}, but is ${/string|object/.test(typeof value) ? stringify(value) : String(value)}`);
}

export const isWithin = (value: unknown, min: number, max: number): value is number => typeof value === "number" && value >= min && value <= max;

/** The largest safe integer. */
export const MOST = 2 ** 53 - 1;

/** The largest number. */
export const HUGE = Number.MAX_VALUE;

const number = (min: number, max: number, byDefault?: number, whole?: boolean): Rule => (value = byDefault, _before, name) =>
  isWithin(value, min, max) && !(whole && value % 1) ? value : reject(name, value, `a ${whole ? "whole " : ""}number from ${min} to ${max}`);

const count = (byDefault?: number) => number(1, MOST, byDefault, true);
/** Milliseconds; fractions too, but no clock tells less than a microsecond. */
const time = (byDefault?: number) => number(0.001, MOST, byDefault);
const share = (byDefault: number) => number(0, 1, byDefault);

type Fields = Record<string, unknown>;

/** A frozen object of what the rules know. */
const object = (rules: Record<string, Rule>): Rule => (patch = {}, before, name) => {
  if (typeof patch !== "object" || !patch) reject(name ?? "options", patch, "an object");
  const fields: Fields = { ...(before as Fields) };
  for (const key in rules) {
    const value = (patch as Fields)[key];
    if (value !== undefined || !before) fields[key] = rules[key]!(value, fields[key], name ? `${name}.${key}` : key);
  }
  return freeze(fields);
};

const oneOf = (...words: unknown[]): Rule => (value, _before, name) => (words.includes(value) ? value : reject(name, value, words.join(" or ")));

const windowRule: Rule = (window = { type: "count", size: 20 }, _before, name) =>
  object({ type: oneOf("count", "time"), ...((window as WindowOptions | null)?.type === "time" ? { durationMs: time() } : { size: count() }) })(window, null, name);

/**
 * Lays a patch over what was there before in a new frozen object; neither is kept or changed.
 * @throws RangeError that names the first bad option and its value
 */
export const mergeOptions = object({
  failureThreshold: count(3),
  recoveryTimeoutMs: number(0, MOST, 60_000),
  successThreshold: count(1),
  halfOpenMaxCalls: count(1),
  trialTimeoutMs: time(120_000),
  failureRateThreshold: share(0.5),
  slowCallDurationMs: time(30_000),
  slowCallRateThreshold: share(0),
  minimumCalls: count(10),
  window: windowRule,
  recoveryBackoff: object({ factor: number(1, HUGE, 1), maxMs: time(300_000), jitter: share(0) }),
}) as (patch?: OptionsPatch, before?: Readonly<BreakerOptions>) => Readonly<BreakerOptions>;

/** What holds for a breaker that is told nothing else. */
export const defaultOptions = mergeOptions();

export const modeRule = oneOf(AUTO, FORCED_OPEN, "metrics_only");
