import { existsSync } from "node:fs";
import * as vscode from "vscode";
import { PRODUCT } from "../texts/product";
import type { LogTail } from "./log-tail";

const SCHEME = "llm-breaker-log";

export interface LogView extends vscode.Disposable {
  show(): Promise<void>;
}

/**
 * Shows the output channel. A server of the editor that runs without its native modules writes no log files, and every output
 * channel stays empty there; then the last lines come as a read-only document instead.
 * @param logUri the folder of this window's log files
 */
export function logView(channel: vscode.LogOutputChannel, tail: LogTail, logUri: vscode.Uri): LogView {
  const provider = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: () => tail.text,
  });
  return {
    async show() {
      if (tail.text === "" || existsSync(vscode.Uri.joinPath(logUri, `${PRODUCT}.log`).fsPath)) {
        channel.show();
        return;
      }
      // A new address each time: the document of before would show what it showed then.
      const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${PRODUCT}.log`, query: String(Date.now()) });
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
    },
    dispose: () => provider.dispose(),
  };
}
