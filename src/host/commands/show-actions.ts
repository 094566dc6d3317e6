import * as vscode from "vscode";
import { labelOf, type Action } from "../answer-panel/actions";
import type { HostContext } from "../context";
import { healthActions, healthSentence } from "../status-bar/health-words";
import { iconOf, stateWord } from "../status-bar/words";
import { actions as texts } from "../texts";

interface Item extends vscode.QuickPickItem {
  command?: string;
  argument?: string;
  action?: Action;
}

/** What a click on the status item opens. */
export const showActions = (context: HostContext) => async (): Promise<void> => {
  const endpoints = context.service.endpoints();
  const resting = endpoints.filter(({ state }) => state !== "closed").flatMap((status): Item[] => {
    const item = { description: stateWord(status), ...(status.openedBecause !== undefined && { detail: status.openedBecause }), argument: status.id };
    return [
      { ...item, label: `$(debug-continue) Try ${status.id} Now`, command: "llmBreaker.tryNow" },
      { ...item, label: `$(debug-restart) Reset ${status.id}`, command: "llmBreaker.resetBreaker" },
    ];
  });
  // What only the user can mend, with what would.
  const troubled = endpoints.filter(({ state }) => state === "closed").flatMap((status): Item[] => {
    const [action] = healthActions(status);
    return action ? [{ label: `${iconOf(status)} ${status.id}: ${labelOf(action)}`, detail: healthSentence(status, Date.now()), action }] : [];
  });
  const items: Item[] = [
    { label: "$(comment) Ask…", command: "llmBreaker.ask" },
    { label: "$(search) Analyze Selection", command: "llmBreaker.analyzeSelection" },
    { label: "$(play) Run Prompt…", command: "llmBreaker.runPrompt" },
    { label: "$(dashboard) Open Dashboard", command: "llmBreaker.openDashboard" },
    { label: "Endpoints", kind: vscode.QuickPickItemKind.Separator },
    { label: "$(pulse) Check Endpoint Health", command: "llmBreaker.checkHealth" },
    ...troubled,
    ...resting,
    { label: "$(key) Set API Key…", command: "llmBreaker.setApiKey" },
    { label: "", kind: vscode.QuickPickItemKind.Separator },
    { label: "$(gear) Settings", command: "llmBreaker.openSettings" },
    { label: "$(output) Show Log", command: "llmBreaker.showLog" },
  ];
  const picked = await vscode.window.showQuickPick(items, { title: texts.title, placeHolder: texts.placeholder });
  if (picked?.action) await context.perform(picked.action);
  else if (picked?.command) await vscode.commands.executeCommand(picked.command, ...(picked.argument === undefined ? [] : [picked.argument]));
};
