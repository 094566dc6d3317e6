import { t } from "../../core/l10n/t";
import { settingNames, settingRules, type SettingName, type Settings } from "./list";
import { BadValue, type Rule } from "./rules/value-rules";
import { shownName, shownValue } from "./rules/shown-value";

export interface SettingProblem {
  setting: SettingName;
  /** Where it is: `llmBreaker.endpoints[1].url`. */
  path: string;
  /** Names the place, the allowed range and what was found. */
  message: string;
}

/** Where the raw values come from: the editor's configuration, or its defaults. */
export type RawSettings = (name: SettingName) => unknown;

/**
 * Checks every setting. A bad value is a problem and leaves the last good value of that setting in force (its default before
 * there was one).
 */
export function readSettings(
  raw: RawSettings,
  defaults: RawSettings,
  lastGood?: Settings,
): { settings: Settings; problems: SettingProblem[] } {
  const problems: SettingProblem[] = [];
  const settings: Record<string, unknown> = {};
  for (const setting of settingNames) {
    const rule: Rule<unknown> = settingRules[setting];
    const value = raw(setting);
    try {
      settings[setting] = rule(value, `llmBreaker.${setting}`);
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      problems.push({ setting, path: error.path, message: error.message });
      settings[setting] = lastGood ? lastGood[setting] : rule(defaults(setting), `llmBreaker.${setting}`);
    }
  }
  const checked = settings as Settings;
  const stray = strayStep(checked);
  if (stray) {
    problems.push({ setting: "chain", ...stray });
    const before =
      lastGood && !strayStep({ ...checked, chain: lastGood.chain })
        ? lastGood.chain
        : settingRules.chain(defaults("chain"), "llmBreaker.chain");
    return { settings: { ...checked, chain: before }, problems };
  }
  return { settings: checked, problems };
}

/** What is wrong with a step that names an endpoint which is not there; no single setting shows that. */
function strayStep({ chain, endpoints }: Settings): Omit<SettingProblem, "setting"> | undefined {
  const ids = endpoints.map(({ id }) => id);
  const index = chain.findIndex(({ endpoint }) => endpoint !== undefined && !ids.includes(endpoint));
  if (index === -1) return undefined;
  const path = `llmBreaker.chain[${index}].endpoint`;
  const message = t(
    "{0} must be the id of an endpoint ({1}), but is {2}.",
    path,
    ids.map(shownName).join(", "),
    shownValue(chain[index]?.endpoint),
  );
  return { path, message };
}
