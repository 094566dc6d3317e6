import type { Clock } from "../../core/breaker/types";
import type { Logger } from "../../core/ports/logger";
import { warnOfSettings } from "../actions/open-settings";
import { settings as texts } from "../texts/settings";
import { ProblemNotice } from "./problem-notice";
import type { SettingsStore } from "./store";

/** Has what is wrong with the settings told in notices and in the log. */
export function tellProblems(settings: SettingsStore, clock: Clock, log: Logger): { dispose(): void } {
  const notice = new ProblemNotice({
    clock,
    tell: (problems) => {
      for (const { message } of problems) log.warn(message);
      return warnOfSettings(
        texts.bad(problems.map(({ message }) => message)),
        problems[0] && `llmBreaker.${problems[0].setting}`,
      );
    },
  });
  const update = (): void => notice.update([...settings.problems]);
  update();
  const subscription = settings.onDidChange(update);
  return {
    dispose() {
      subscription.dispose();
      notice.dispose();
    },
  };
}
