import { t } from "../../core/l10n/t";
import type { ChainStep } from "../../core/model/config";
import { historyRules } from "./rules/history-rules";
import { metricsRules } from "./rules/metrics-rules";
import { breakerRules } from "./rules/breaker-rules";
import { endpoints } from "./rules/endpoint-rules";
import { BadValue, choice, flag, list, number, object, text, type Rule } from "./rules/value-rules";

/** One prompt of the user's own for “LLM: Run Prompt…”, with variables such as `${selection}` in it. */
export interface UserPrompt {
  name: string;
  prompt: string;
  system?: string;
}

const chainStep: Rule<ChainStep> = (raw, path) => {
  const step = object({
    tier: choice("cloud", "local"),
    endpoint: text,
    timeout: number({ min: 0.1, max: 3600, unit: "seconds" }),
    delay: number({ min: 0, max: 3600, unit: "seconds" }),
  })(raw, path);
  if (step.timeout === undefined)
    throw new BadValue(`${path}.timeout`, t("given: a number of seconds from 0.1 to 3600"), step.timeout);
  if (step.tier === undefined && step.endpoint === undefined)
    throw new BadValue(path, t('an object with "tier" or "endpoint"'), raw);
  return {
    timeoutMs: step.timeout * 1000,
    ...(step.tier !== undefined && { tier: step.tier }),
    ...(step.endpoint !== undefined && { endpoint: step.endpoint }),
    ...(step.delay !== undefined && { delayMs: step.delay * 1000 }),
  };
};

const chain: Rule<ChainStep[]> = (raw, path) => {
  const steps = list(chainStep, t("a list of steps"))(raw, path);
  if (steps.length === 0) throw new BadValue(path, t("a list of at least one step"), raw);
  return steps;
};

const userPrompt: Rule<UserPrompt> = (raw, path) => {
  const { name, prompt, system } = object({ name: text, prompt: text, system: text })(raw, path);
  if (name === undefined) throw new BadValue(`${path}.name`, "given", name);
  if (prompt === undefined) throw new BadValue(`${path}.prompt`, "given", prompt);
  return { name, prompt, ...(system !== undefined && { system }) };
};

/** For how long somebody waits before they look elsewhere. */
const LONG_ANSWER_SECONDS = 10;

/** From how many seconds on the end of an answer that nobody sees is told. */
const unseenEnd: Rule<number | false> = (raw, path) => {
  if (typeof raw === "boolean") return raw && LONG_ANSWER_SECONDS;
  if (typeof raw === "number" && raw >= 1 && raw <= 3600) return raw;
  throw new BadValue(path, t("true, false or a number of seconds from 1 to 3600"), raw);
};

/**
 * The one list of settings: what `llmBreaker.<name>` must look like. Defaults stand in package.json alone, and a unit test
 * holds the two together. Times are in seconds.
 */
export const settingRules = {
  localOnly: flag,
  enabled: flag,
  ...breakerRules,
  endpoints,
  chain,
  connectTimeout: number({ min: 0.1, max: 120, orZero: true, unit: "seconds" }),
  idleTimeout: number({ min: 0.1, max: 3600, unit: "seconds" }),
  loadTimeout: number({ min: 1, max: 3600, unit: "seconds" }),
  thinkingTimeout: number({ min: 1, max: 86_400, unit: "seconds" }),
  totalTimeout: number({ min: 0.1, max: 86_400, orZero: true, unit: "seconds" }),
  // Checks go to every endpoint: an interval that is hardly one would flood them.
  healthCheckInterval: number({ min: 1, max: 86_400, orZero: true, unit: "seconds" }),
  // Shorter than any server needs to its first token, a hedge would only double every request.
  hedgeDelay: number({ min: 0.1, max: 600, orZero: true, unit: "seconds" }),
  throttleBackoff: number({ min: 0.1, max: 60, unit: "seconds" }),
  loadBalancing: choice("priority", "roundRobin", "leastLatency"),
  adaptive: flag,
  prompts: list(userPrompt, t("a list of prompts")),
  notifyWhenDone: unseenEnd,
  ...historyRules,
  ...metricsRules,
};

export type SettingName = keyof typeof settingRules;
export type Settings = { [K in SettingName]: ReturnType<(typeof settingRules)[K]> };
export const settingNames = Object.keys(settingRules) as SettingName[];
