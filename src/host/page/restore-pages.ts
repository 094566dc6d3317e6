import * as vscode from "vscode";
import { PAGES } from "./pages";

/** Who takes in a page that comes back after the window was reloaded. */
export type Restorers = Record<keyof typeof PAGES, (panel: vscode.WebviewPanel, state: unknown) => Promise<void>>;

/** Pages are restored after the window was reloaded, which VS Code does when the extension has been started for it. */
export function restorePages({ answer, dashboard }: Restorers): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.window.registerWebviewPanelSerializer(PAGES.answer, { deserializeWebviewPanel: answer }),
    vscode.window.registerWebviewPanelSerializer(PAGES.dashboard, { deserializeWebviewPanel: dashboard }),
  );
}
