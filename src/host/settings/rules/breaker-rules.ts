import { t } from "../../../core/l10n/t";
import { BACKOFF_RULES, DEFAULT_OPTIONS, NUMBER_RULES } from "../../../core/breaker/options";
import type { BreakerOptions, RecoveryBackoff, WindowOptions } from "../../../core/breaker/types";
import { BadValue, choice, number, object, plainObject, type NumberRange, type Rule } from "./value-rules";

/** A window as it stands in the settings: calls, or seconds. */
type WindowSetting = { type: "count"; size: number } | { type: "time"; duration: number };

export interface BackoffSetting {
  factor?: number;
  /** Seconds. */
  max?: number;
  jitter?: number;
}

const windowSetting: Rule<WindowSetting> = (raw, path) => {
  const { type } = plainObject(
    raw,
    path,
    t('an object such as { "type": "count", "size": 20 } or { "type": "time", "duration": 60 }'),
  );
  if (choice("count", "time")(type, `${path}.type`) === "count") {
    const { size } = object({ type: choice("count"), size: number({ min: 1, max: 10_000, whole: true }) })(raw, path);
    if (size === undefined) throw new BadValue(`${path}.size`, t("a whole number from {0} to {1}", 1, 10_000), size);
    return { type: "count", size };
  }
  const { duration } = object({ type: choice("time"), duration: number({ min: 1, max: 86_400, unit: "seconds" }) })(
    raw,
    path,
  );
  if (duration === undefined)
    throw new BadValue(`${path}.duration`, t("a number of seconds from {0} to {1}", 1, 86_400), duration);
  return { type: "time", duration };
};

/**
 * What the numbers may be, times in seconds: the breaker's own limits. Where it has none that a person would meet (any count, any time from a
 * microsecond on), one that a slip of the keyboard does not pass.
 */
export const breakerRanges = {
  failureThreshold: { ...NUMBER_RULES.failureThreshold, max: 1000 },
  recoveryTimeout: { min: NUMBER_RULES.recoveryTimeoutMs.min / 1000, max: 86_400, unit: "seconds" },
  successThreshold: { ...NUMBER_RULES.successThreshold, max: 100 },
  halfOpenMaxCalls: { ...NUMBER_RULES.halfOpenMaxCalls, max: 100 },
  trialTimeout: { min: 1, max: 3600, unit: "seconds" },
  failureRateThreshold: NUMBER_RULES.failureRateThreshold,
  slowCallDuration: { min: 0.1, max: 3600, unit: "seconds" },
  slowCallRateThreshold: NUMBER_RULES.slowCallRateThreshold,
  minimumCalls: { ...NUMBER_RULES.minimumCalls, max: 10_000 },
} as const satisfies Record<string, NumberRange>;

/** The breaker's settings, for all endpoints or inside one endpoint; times in seconds. */
export const breakerRules = {
  failureThreshold: number(breakerRanges.failureThreshold),
  recoveryTimeout: number(breakerRanges.recoveryTimeout),
  successThreshold: number(breakerRanges.successThreshold),
  halfOpenMaxCalls: number(breakerRanges.halfOpenMaxCalls),
  trialTimeout: number(breakerRanges.trialTimeout),
  failureRateThreshold: number(breakerRanges.failureRateThreshold),
  slowCallDuration: number(breakerRanges.slowCallDuration),
  slowCallRateThreshold: number(breakerRanges.slowCallRateThreshold),
  minimumCalls: number(breakerRanges.minimumCalls),
  window: windowSetting,
  recoveryBackoff: object({
    factor: number({ ...BACKOFF_RULES.factor, max: 100 }),
    max: number({ min: 1, max: 86_400, unit: "seconds" }),
    jitter: number(BACKOFF_RULES.jitter),
  }) as Rule<BackoffSetting>,
};

export type BreakerSettings = { [K in keyof typeof breakerRules]: ReturnType<(typeof breakerRules)[K]> };

/** The settings that were given, as options of the breaker (seconds become milliseconds). */
export function breakerOptions(settings: Partial<BreakerSettings>): Partial<BreakerOptions> {
  const options: Partial<BreakerOptions> = {};
  const { failureThreshold, recoveryTimeout, successThreshold, halfOpenMaxCalls, trialTimeout } = settings;
  const { failureRateThreshold, slowCallDuration, slowCallRateThreshold, minimumCalls, window, recoveryBackoff } =
    settings;
  if (failureThreshold !== undefined) options.failureThreshold = failureThreshold;
  if (recoveryTimeout !== undefined) options.recoveryTimeoutMs = recoveryTimeout * 1000;
  if (successThreshold !== undefined) options.successThreshold = successThreshold;
  if (halfOpenMaxCalls !== undefined) options.halfOpenMaxCalls = halfOpenMaxCalls;
  if (trialTimeout !== undefined) options.trialTimeoutMs = trialTimeout * 1000;
  if (failureRateThreshold !== undefined) options.failureRateThreshold = failureRateThreshold;
  if (slowCallDuration !== undefined) options.slowCallDurationMs = slowCallDuration * 1000;
  if (slowCallRateThreshold !== undefined) options.slowCallRateThreshold = slowCallRateThreshold;
  if (minimumCalls !== undefined) options.minimumCalls = minimumCalls;
  if (window !== undefined) options.window = windowOptions(window);
  if (recoveryBackoff !== undefined) options.recoveryBackoff = backoffOptions(recoveryBackoff);
  return options;
}

function windowOptions(window: WindowSetting): WindowOptions {
  return window.type === "count"
    ? { type: "count", size: window.size }
    : { type: "time", durationMs: window.duration * 1000 };
}

/** What is left out takes the breaker's default. */
function backoffOptions({ factor, max, jitter }: BackoffSetting): RecoveryBackoff {
  const otherwise = DEFAULT_OPTIONS.recoveryBackoff;
  return {
    factor: factor ?? otherwise.factor,
    maxMs: max === undefined ? otherwise.maxMs : max * 1000,
    jitter: jitter ?? otherwise.jitter,
  };
}
