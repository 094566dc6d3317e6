import type { HistoryOptions } from "../../../core/history/types";
import { flag, number } from "./value-rules";

const DAY_MS = 86_400_000;

/** The settings of the history, for the one list of settings. */
export const historyRules = {
  "history.storePrompts": flag,
  "history.maxAge": number({ min: 1, max: 3650, unit: "days" }),
  "history.maxRequests": number({ min: 100, max: 10_000_000, whole: true }),
};

export type HistorySettings = { [K in keyof typeof historyRules]: ReturnType<(typeof historyRules)[K]> };

export function historyOptions(settings: HistorySettings): HistoryOptions {
  return {
    storePrompts: settings["history.storePrompts"],
    maxAgeMs: settings["history.maxAge"] * DAY_MS,
    maxRequests: settings["history.maxRequests"],
  };
}
