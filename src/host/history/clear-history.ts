import * as vscode from "vscode";
import type { ClearQuery, HistoryStore } from "../../core/history/types";
import { historyTexts as texts } from "./texts";
import { withProgress } from "./with-progress";

const dayMs = 86_400_000;

/** `LLM: Clear History…`: asks what, asks again, removes. */
export function clearHistory({ history, wallNow = Date.now }: { history: HistoryStore; wallNow?: () => number }): () => Promise<void> {
  return async () => {
    if ((await history.overview()).requests === 0 && (await history.listTransitions({ limit: 1 })).length === 0) {
      return void vscode.window.showInformationMessage(texts.clearEmpty);
    }
    const { everything, week, day, texts: textsOnly } = texts.choices;
    const choices: (vscode.QuickPickItem & { what: string; query: ClearQuery })[] = [
      { ...everything, query: {} },
      { ...week, query: { beforeMs: wallNow() - 7 * dayMs } },
      { ...day, query: { beforeMs: wallNow() - dayMs } },
      { ...textsOnly, query: { textsOnly: true } },
    ];
    const choice = await vscode.window.showQuickPick(choices, { title: texts.clearTitle, placeHolder: texts.clearPlaceholder });
    if (choice === undefined) return;
    const confirmed = await vscode.window.showWarningMessage(texts.confirm(choice.what), { modal: true, detail: texts.confirmDetail }, texts.clearButton);
    if (confirmed === undefined) return;
    const done = await withProgress(texts.clearing, async (signal) => {
      await history.clear(choice.query, signal);
      return true;
    });
    if (done) void vscode.window.showInformationMessage(texts.cleared(choice.what));
  };
}
