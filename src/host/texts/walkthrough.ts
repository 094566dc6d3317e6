import { quote } from "../../core/foreign/foreign-text";
import { t } from "../../core/l10n/t";
import { countdown } from "./format";

export const outage = {
  pick: t("Which endpoint is to look as if it were down?"),
  begun: (id: string, forMs: number) =>
    t("“{0}” looks down for {1}. Ask something and see.", quote(id), countdown(forMs)),
  ended: t("The simulated outage has ended: the next call is a trial."),
  noneRuns: t("No outage is being simulated."),
  nothingToDisturb: t(
    "There is no endpoint whose outage could be simulated: those of the editor are not ours to disturb.",
  ),
};
