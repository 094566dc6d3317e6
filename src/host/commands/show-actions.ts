import * as vscode from "vscode";
import type { HostContext } from "../context";
import { iconOf, stateWord } from "../status-bar/words";
import { actions as texts } from "../texts";

interface Item extends vscode.QuickPickItem {
  command?: string;
  argument?: string;
}

/** What a click on the status item opens. */
export const showActions = (context: HostContext) => async (): Promise<void> => {
  const endpoints: Item[] = context.service.endpoints().map((status) => ({
    label: `${iconOf(status)} ${status.id}`,
    description: stateWord(status),
    ...(status.openedBecause !== undefined && { detail: status.openedBecause }),
    command: "llmBreaker.resetBreaker",
    argument: status.id,
  }));
  const resting = endpoints.filter((_item, index) => context.service.endpoints()[index]?.state !== "closed");
  const items: Item[] = [
    { label: "$(comment) Ask…", command: "llmBreaker.ask" },
    { label: "$(search) Analyze Selection", command: "llmBreaker.analyzeSelection" },
    { label: "$(play) Run Prompt…", command: "llmBreaker.runPrompt" },
    { label: "$(dashboard) Open Dashboard", command: "llmBreaker.openDashboard" },
    { label: "Endpoints", kind: vscode.QuickPickItemKind.Separator },
    { label: "$(pulse) Check Endpoint Health", command: "llmBreaker.checkHealth" },
    ...resting.flatMap((item) => [
      { ...item, label: `$(debug-continue) Try ${item.argument} Now`, command: "llmBreaker.tryNow" },
      { ...item, label: `$(debug-restart) Reset ${item.argument}` },
    ]),
    { label: "$(key) Set API Key…", command: "llmBreaker.setApiKey" },
    { label: "", kind: vscode.QuickPickItemKind.Separator },
    { label: "$(gear) Settings", command: "llmBreaker.openSettings" },
    { label: "$(output) Show Log", command: "llmBreaker.showLog" },
  ];
  const picked = await vscode.window.showQuickPick(items, { title: texts.title, placeHolder: texts.placeholder });
  if (picked?.command) await vscode.commands.executeCommand(picked.command, ...(picked.argument === undefined ? [] : [picked.argument]));
};
