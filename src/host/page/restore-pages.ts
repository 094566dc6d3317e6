import * as vscode from "vscode";
import { isNotLoaded } from "../../core/failure/loaded";
import { PAGES } from "./pages";
import { RELOAD_COMMANDS, reloadHtml } from "./reload-page";

/** Who takes in a page that comes back after the window was reloaded. */
export type Restorers = Record<keyof typeof PAGES, (panel: vscode.WebviewPanel, state: unknown) => Promise<void>>;

/**
 * Pages are restored after the window was reloaded, which VS Code does when the extension has been started for it, and when a tab that was not shown since is chosen. The
 * code that fills them may be gone by then.
 */
export function restorePages({ answer, dashboard }: Restorers): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.window.registerWebviewPanelSerializer(PAGES.answer, { deserializeWebviewPanel: orReload(answer) }),
    vscode.window.registerWebviewPanelSerializer(PAGES.dashboard, { deserializeWebviewPanel: orReload(dashboard) }),
  );
}

const orReload =
  (restore: Restorers[keyof Restorers]) =>
  async (panel: vscode.WebviewPanel, state: unknown): Promise<void> => {
    try {
      await restore(panel, state);
    } catch (error) {
      if (!isNotLoaded(error)) throw error;
      panel.webview.options = { enableCommandUris: RELOAD_COMMANDS };
      panel.webview.html = reloadHtml();
    }
  };
