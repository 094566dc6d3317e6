import { AUTO, FORCED_OPEN } from "./phase";
import type { BreakerOptions, RecoveryBackoff, WindowOptions } from "./types";

/** Options as a caller gives them: any part, a partial backoff too; `undefined` means "as before". */
export type OptionsPatch = { [K in keyof BreakerOptions]?: (K extends "recoveryBackoff" ? Partial<RecoveryBackoff> : BreakerOptions[K]) | undefined };

/** Gives what a value named `name` stands for, laid over what was there before. Throws a RangeError with name and value where it is bad. */
type Rule = (name: string, value?: unknown, before?: unknown) => unknown;

function reject(name: string, value: unknown, description: string): never {
  const shown = typeof value === "string" || typeof value === "object" ? JSON.stringify(value) : String(value);
  throw new RangeError(`${name} must be ${description}, but is ${shown}`);
}

const isWithin = (value: unknown, min: number, max: number): value is number => typeof value === "number" && value >= min && value <= max;

function number(min: number, max: number, byDefault?: number, whole?: boolean): Rule {
  return (name, value = byDefault) =>
    isWithin(value, min, max) && (!whole || Number.isInteger(value)) ? value : reject(name, value, `a ${whole ? "whole " : ""}number from ${min} to ${max}`);
}

const MOST = Number.MAX_SAFE_INTEGER;
const count = (byDefault?: number) => number(1, MOST, byDefault, true);
/** Milliseconds; fractions too, but no clock tells less than a microsecond. */
const time = (byDefault?: number) => number(0.001, MOST, byDefault);
const share = (byDefault: number) => number(0, 1, byDefault);

type Fields = Record<string, unknown>;

/** A frozen object of what the rules know. */
function object(rules: Record<string, Rule>): Rule {
  return (name, patch = {}, before) => {
    if (typeof patch !== "object" || !patch) reject(name || "options", patch, "an object");
    const fields: Fields = { ...(before as Fields) };
    for (const key in rules) {
      const value = (patch as Fields)[key];
      if (value !== undefined || !(key in fields)) fields[key] = rules[key]!(name ? `${name}.${key}` : key, value, fields[key]);
    }
    return Object.freeze(fields);
  };
}

const oneOf = (...words: unknown[]): Rule => (name, value) => (words.includes(value) ? value : reject(name, value, words.join(" or ")));

const windowRule: Rule = (name, window = { type: "count", size: 20 }) =>
  object({ type: oneOf("count", "time"), ...((window as WindowOptions | null)?.type === "time" ? { durationMs: time() } : { size: count() }) })(name, window);

const options = object({
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
  recoveryBackoff: object({ factor: number(1, Number.MAX_VALUE, 1), maxMs: time(300_000), jitter: share(0) }),
}) as (name: string, patch?: OptionsPatch, before?: Readonly<BreakerOptions>) => Readonly<BreakerOptions>;

/** What holds for a breaker that is told nothing else. */
export const defaultOptions = options("");

/**
 * Lays `patch` over `base` in a new frozen object; neither is kept or changed.
 * @throws RangeError that names the first bad option and its value
 */
export const mergeOptions = (patch: OptionsPatch | undefined, base: Readonly<BreakerOptions>): Readonly<BreakerOptions> => (patch === undefined ? base : options("", patch, base));

export const modeRule = oneOf(AUTO, FORCED_OPEN, "metrics_only");

/** Whether it is a time at all, in milliseconds. */
export const isDelay = (value: unknown, longest = MOST): value is number => isWithin(value, 0, longest);
