import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { pageHtml } from "../page/page-html";
import { RELOAD_COMMANDS } from "../page/reload-page";
import { PAGES } from "../page/pages";
import type { DashboardDeps } from "./deps";
import { DashboardSession } from "./session";
import { dashboard as texts } from "./texts";

/** The dashboard's editor tab: one per window, restored after a reload (restore-pages.ts). */
export class DashboardPanel implements vscode.Disposable {
  #panel: vscode.WebviewPanel | undefined;
  readonly #extensionUri: vscode.Uri;
  readonly #deps: DashboardDeps;

  constructor(extensionUri: vscode.Uri, deps: DashboardDeps) {
    this.#extensionUri = extensionUri;
    this.#deps = deps;
  }

  show(): void {
    if (this.#panel) {
      this.#panel.reveal();
      return;
    }
    this.#fill(vscode.window.createWebviewPanel(PAGES.dashboard, texts.title, vscode.ViewColumn.Active));
  }

  restore(panel: vscode.WebviewPanel): void {
    this.#panel?.dispose();
    this.#fill(panel);
  }

  dispose(): void {
    this.#panel?.dispose();
  }

  #fill(panel: vscode.WebviewPanel): void {
    this.#panel = panel;
    const { webview } = panel;
    const assets = vscode.Uri.joinPath(this.#extensionUri, "dist", "webview");
    const session = new DashboardSession(this.#deps, (message) => void webview.postMessage(message));
    panel.iconPath = {
      light: vscode.Uri.joinPath(this.#extensionUri, "media", "dashboard-light.svg"),
      dark: vscode.Uri.joinPath(this.#extensionUri, "media", "dashboard-dark.svg"),
    };
    webview.options = { enableScripts: true, localResourceRoots: [assets], enableCommandUris: RELOAD_COMMANDS };
    webview.onDidReceiveMessage((raw: unknown) => session.receive(raw));
    // A hidden page is gone; when it is shown again it is loaded anew, remembers its view by itself and says “ready”.
    panel.onDidChangeViewState(() => {
      if (!panel.visible) session.hide();
    });
    panel.onDidDispose(() => {
      session.dispose();
      if (this.#panel === panel) this.#panel = undefined;
    });
    webview.html = pageHtml({
      title: texts.title,
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString("base64url"),
      script: webview.asWebviewUri(vscode.Uri.joinPath(assets, "dashboard.js")).toString(),
      style: webview.asWebviewUri(vscode.Uri.joinPath(assets, "dashboard.css")).toString(),
    });
  }
}
