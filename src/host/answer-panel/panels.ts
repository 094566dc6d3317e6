import * as vscode from "vscode";
import { answer as texts } from "../texts";
import { AnswerPanel, type PanelDeps } from "./panel";
import type { Question } from "./question";

/** All answer panels. A new question takes the last panel unless that one is still answering. */
export class AnswerPanels implements vscode.Disposable {
  private readonly open = new Map<vscode.WebviewPanel, AnswerPanel>();

  constructor(private readonly deps: PanelDeps) {}

  ask(question: Question): Promise<void> {
    const idle = [...this.open.values()].findLast((panel) => !panel.busy);
    return (idle ?? this.create()).ask(question);
  }

  dispose(): void {
    for (const panel of [...this.open.keys()]) panel.dispose();
  }

  private create(): AnswerPanel {
    const view = vscode.window.createWebviewPanel(AnswerPanel.viewType, texts.panelTitle, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true });
    view.iconPath = vscode.Uri.joinPath(this.deps.extensionUri, "media", "icon.svg");
    const panel = new AnswerPanel(view, this.deps);
    this.open.set(view, panel);
    view.onDidDispose(() => this.open.delete(view));
    return panel;
  }
}
