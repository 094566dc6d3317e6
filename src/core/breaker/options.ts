import { described, readFields } from "./option-fields";
import type { BreakerMode, BreakerOptions, RecoveryBackoff, WindowOptions } from "./types";

/** Options as a caller gives them: any part, a partial backoff too; `undefined` means "as before". */
export type OptionsPatch = {
  [K in keyof BreakerOptions]?:
    (K extends "recoveryBackoff" ? Partial<RecoveryBackoff> : BreakerOptions[K]) | undefined;
};

/** What a number may be. */
export interface NumberRule {
  readonly min: number;
  readonly max: number;
  readonly whole?: true;
}

const COUNT: NumberRule = { min: 1, max: Number.MAX_SAFE_INTEGER, whole: true };
/** Milliseconds; fractions too, but no clock tells less than a microsecond. */
export const DURATION: NumberRule = { min: 0.001, max: Number.MAX_SAFE_INTEGER };
const SHARE: NumberRule = { min: 0, max: 1 };

type NumberOption = Exclude<keyof BreakerOptions, "window" | "recoveryBackoff">;

export const NUMBER_RULES: Readonly<Record<NumberOption, NumberRule>> = {
  failureThreshold: COUNT,
  recoveryTimeoutMs: { min: 0, max: Number.MAX_SAFE_INTEGER },
  successThreshold: COUNT,
  halfOpenMaxCalls: COUNT,
  trialTimeoutMs: DURATION,
  failureRateThreshold: SHARE,
  slowCallDurationMs: DURATION,
  slowCallRateThreshold: SHARE,
  minimumCalls: COUNT,
};

export const BACKOFF_RULES: Readonly<Record<keyof RecoveryBackoff, NumberRule>> = {
  factor: { min: 1, max: Number.MAX_VALUE },
  maxMs: DURATION,
  jitter: SHARE,
};

const OPTION_NAMES = [...(Object.keys(NUMBER_RULES) as NumberOption[]), "window", "recoveryBackoff"] as const;

/** What holds for a breaker that is told nothing else. */
export const DEFAULT_OPTIONS: Readonly<BreakerOptions> = Object.freeze({
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

/**
 * Lays a patch over what was there before in a new frozen object; neither is kept or changed.
 * @throws RangeError that names the first bad or unknown option and its value
 */
export function mergeOptions(
  patch: OptionsPatch = {},
  before: Readonly<BreakerOptions> = DEFAULT_OPTIONS,
): Readonly<BreakerOptions> {
  const given = readFields(patch, "options", OPTION_NAMES);
  return Object.freeze({
    ...before,
    ...checkNumbers(given, NUMBER_RULES),
    window: given.window === undefined ? before.window : readWindow(given.window),
    recoveryBackoff:
      given.recoveryBackoff === undefined
        ? before.recoveryBackoff
        : readBackoff(given.recoveryBackoff, before.recoveryBackoff),
  });
}

/** @throws RangeError when it is no mode */
export function checkMode(mode: BreakerMode): void {
  checkChoice("mode", mode, ["auto", "forced_open", "metrics_only"]);
}

/** @throws RangeError that names the number and its value */
export function checkNumber(name: string, value: unknown, { min, max, whole }: NumberRule): number {
  if (typeof value === "number" && value >= min && value <= max && !(whole && !Number.isInteger(value))) return value;
  throw new RangeError(
    `${name} must be a ${whole ? "whole " : ""}number from ${min} to ${max}, but is ${described(value)}`,
  );
}

export const isSameWindow = (one: WindowOptions, other: WindowOptions): boolean =>
  one.type === "count"
    ? other.type === "count" && one.size === other.size
    : other.type === "time" && one.durationMs === other.durationMs;

function readWindow(value: unknown): WindowOptions {
  const { type, size, durationMs } = readFields(value, "window", ["type", "size", "durationMs"]);
  checkChoice("window.type", type, ["count", "time"]);
  if (type === "count") return Object.freeze({ type: "count", size: checkNumber("window.size", size, COUNT) });
  return Object.freeze({ type: "time", durationMs: checkNumber("window.durationMs", durationMs, DURATION) });
}

function readBackoff(value: unknown, before: RecoveryBackoff): RecoveryBackoff {
  const given = readFields(value, "recoveryBackoff", ["factor", "maxMs", "jitter"]);
  return Object.freeze({ ...before, ...checkNumbers(given, BACKOFF_RULES, "recoveryBackoff.") });
}

/** The numbers that were given. */
function checkNumbers<K extends string>(
  given: { readonly [name in K]?: unknown },
  rules: Readonly<Record<K, NumberRule>>,
  prefix = "",
): Partial<Record<K, number>> {
  const numbers: Partial<Record<K, number>> = {};
  for (const name of Object.keys(rules) as K[]) {
    if (given[name] !== undefined) numbers[name] = checkNumber(prefix + name, given[name], rules[name]);
  }
  return numbers;
}

function checkChoice(name: string, value: unknown, choices: readonly string[]): void {
  if (!choices.includes(value as string))
    throw new RangeError(`${name} must be ${choices.join(" or ")}, but is ${described(value)}`);
}
