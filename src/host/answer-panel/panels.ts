import * as vscode from "vscode";
import { parseMemory } from "../../core/messages/answer";
import type { LlmService } from "../../core/service/service-api";
import { answer as texts } from "../texts";
import { AnswerPanel, type PanelDeps } from "./panel";
import type { Question } from "./question";

export interface PanelsDeps extends PanelDeps {
  service: PanelDeps["service"] & Pick<LlmService, "onEvent">;
  /** The question that shows the answer again that ended then (epoch milliseconds), if it is still known. */
  find(endedAt: number): Promise<Question | undefined>;
}

/** All answer panels. A new question takes the last panel unless that one is still answering. They are restored after a window reload. */
export class AnswerPanels implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #open = new Map<vscode.WebviewPanel, AnswerPanel>();
  readonly #subscriptions: vscode.Disposable[];
  readonly #deps: PanelsDeps;

  constructor(deps: PanelsDeps) {
    this.#deps = deps;
    const events = deps.service.onEvent((event) => {
      if (event.type === "state" || event.type === "status")
        for (const panel of this.#open.values()) panel.breakerChanged(event.endpoint);
    });
    this.#subscriptions = [vscode.window.registerWebviewPanelSerializer(AnswerPanel.viewType, this), events];
  }

  ask(question: Question): Promise<void> {
    const idle = [...this.#open.values()].findLast((panel) => !panel.busy);
    return (idle ?? this.#create()).ask(question);
  }

  /** A panel whose answer is not known any more is of no use to anybody. */
  async deserializeWebviewPanel(view: vscode.WebviewPanel, state: unknown): Promise<void> {
    const memory = parseMemory(state);
    const question = memory && (await this.#deps.find(memory.endedAt));
    if (question) await this.#adopt(view).run(question);
    else view.dispose();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const panel of [...this.#open.keys()]) panel.dispose();
  }

  #create(): AnswerPanel {
    const view = vscode.window.createWebviewPanel(AnswerPanel.viewType, texts.panelTitle, {
      viewColumn: this.#column(),
      preserveFocus: true,
    });
    return this.#adopt(view);
  }

  /** Beside the editor; where there are answers already, with them: beside an answer would be one column further each time. */
  #column(): vscode.ViewColumn {
    const editorColumn = vscode.window.activeTextEditor?.viewColumn;
    const columns = [...this.#open.keys()].map(({ viewColumn }) => viewColumn);
    return columns.findLast((column) => column !== undefined && column !== editorColumn) ?? vscode.ViewColumn.Beside;
  }

  #adopt(view: vscode.WebviewPanel): AnswerPanel {
    view.iconPath = vscode.Uri.joinPath(this.#deps.extensionUri, "media", "icon.svg");
    const panel = new AnswerPanel(view, this.#deps);
    this.#open.set(view, panel);
    view.onDidDispose(() => this.#open.delete(view));
    return panel;
  }
}
