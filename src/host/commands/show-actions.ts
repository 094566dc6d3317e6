import * as vscode from "vscode";
import type { EndpointStatus } from "../../core/model/endpoint";
import { t } from "../../core/l10n/t";
import { labelOf, type Action } from "../standing/actions";
import type { HostContext } from "./context";
import { choices, type Choice } from "../notify";
import { healthActions, healthSentence } from "../standing/health-words";
import { causeOf, standingOf } from "../standing/standing";
import { iconOf, stateWord } from "../standing/words";
import { actions as texts } from "../texts/standing";
import { settings as settingsTexts } from "../texts/settings";

interface Item extends Choice {
  command?: string;
  argument?: string;
  action?: Action;
}

/** What a click on the status item opens. */
export const showActions = (context: HostContext) => async (): Promise<void> => {
  const { offline } = context.service;
  const now = Date.now();
  const endpoints = context.service.endpoints();
  // What only the user can mend, with what would.
  const troubled = new Map(
    endpoints.flatMap((status): [EndpointStatus, Item][] => {
      const [action] = context.offered(healthActions(status, now));
      if (!action) return [];
      const icon = iconOf(standingOf(status, now, offline));
      const detail = healthSentence(status, now, offline);
      return [[status, { icon, label: `${status.id}: ${labelOf(action)}`, detail, action }]];
    }),
  );
  const notClosed = endpoints
    .filter(({ state }) => state !== "closed")
    .flatMap((status): Item[] => {
      const detail = troubled.has(status) ? undefined : causeOf(status);
      const item = {
        description: stateWord(standingOf(status, now, offline)),
        ...(detail !== undefined && { detail }),
        argument: status.id,
      };
      return [
        { ...item, icon: "$(debug-continue)", label: t("Try {0} Now", status.id), command: "llmBreaker.tryNow" },
        { ...item, icon: "$(debug-restart)", label: t("Reset {0}", status.id), command: "llmBreaker.resetBreaker" },
      ];
    });
  const badSettings = context.settings.problems.map(({ setting, message }): Item => ({
    icon: "$(warning)",
    label: settingsTexts.openBad(`llmBreaker.${setting}`),
    detail: message,
    action: { do: "open_settings", setting: `llmBreaker.${setting}` },
  }));
  const items: Item[] = [
    ...badSettings,
    { icon: "$(comment)", label: t("Ask…"), command: "llmBreaker.ask" },
    { icon: "$(search)", label: t("Analyze Selection"), command: "llmBreaker.analyzeSelection" },
    { icon: "$(play)", label: t("Run Prompt…"), command: "llmBreaker.runPrompt" },
    { icon: "$(dashboard)", label: t("Open Dashboard"), command: "llmBreaker.openDashboard" },
    { label: t("Endpoints"), kind: vscode.QuickPickItemKind.Separator },
    { icon: "$(pulse)", label: t("Check Endpoint Health"), command: "llmBreaker.checkHealth" },
    ...troubled.values(),
    ...notClosed,
    { icon: "$(key)", label: t("Set API Key…"), command: "llmBreaker.setApiKey" },
    { label: "", kind: vscode.QuickPickItemKind.Separator },
    { icon: "$(gear)", label: t("Settings"), command: "llmBreaker.openSettings" },
    { icon: "$(output)", label: t("Show Log"), command: "llmBreaker.showLog" },
  ];
  const picked = await choices.pick(items, { title: texts.title, placeHolder: texts.placeholder });
  if (picked?.action) await context.perform(picked.action);
  else if (picked?.command)
    await vscode.commands.executeCommand(picked.command, ...(picked.argument === undefined ? [] : [picked.argument]));
};
