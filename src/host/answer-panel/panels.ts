import * as vscode from "vscode";
import { afterItsWindow, type Conversation } from "../../core/conversation/conversation";
import type { ConversationStore } from "../../core/conversation/conversation-store";
import { parseMemory } from "../../core/messages/answer";
import type { LlmService } from "../../core/service/service-api";
import { PAGES } from "../page/pages";
import { answer as texts } from "../texts/answer";
import { AnswerPanel, type PanelDeps } from "./panel";
import type { Question } from "./turn/question";

export interface PanelsDeps extends PanelDeps {
  service: PanelDeps["service"] & Pick<LlmService, "onEvent">;
  conversations: Pick<ConversationStore, "load">;
  onDidChangeSettings(listener: () => void): vscode.Disposable;
  /** Told of a conversation that comes back, as its window left it. */
  cameBack(kept: Conversation): void;
}

/** All answer panels. A question goes to the last panel, below what is there, unless that one is still answering. They are restored after a window reload (restore-pages.ts). */
export class AnswerPanels implements vscode.Disposable {
  readonly #open = new Map<vscode.WebviewPanel, AnswerPanel>();
  readonly #subscriptions: vscode.Disposable[];
  readonly #deps: PanelsDeps;

  constructor(deps: PanelsDeps) {
    this.#deps = deps;
    const events = deps.service.onEvent((event) => {
      if (event.type === "state" || event.type === "status")
        for (const panel of this.#open.values()) panel.breakerChanged(event.endpoint);
    });
    const settings = deps.onDidChangeSettings(() => {
      for (const panel of this.#open.values()) panel.settingsChanged();
    });
    this.#subscriptions = [events, settings];
  }

  ask(question: Question): Promise<void> {
    return (this.#idle() ?? this.#create()).ask(question);
  }

  /** An empty conversation, in the last panel unless that one is still answering. */
  begin(): void {
    const idle = this.#idle();
    if (idle) idle.open();
    else this.#create().focus();
  }

  /** Goes on with an earlier conversation: in the panel that shows it, else in the last one that is idle. */
  resume(kept: Conversation): void {
    const shown = [...this.#open.values()].find(({ conversationId }) => conversationId === kept.id);
    if (shown) return shown.focus();
    const idle = this.#idle();
    if (idle) idle.open(restored(kept));
    else this.#create(restored(kept)).focus();
  }

  /** The cursor goes to the box of the last panel, which is made if there is none. */
  focus(): void {
    ([...this.#open.values()].at(-1) ?? this.#create()).focus();
  }

  async restore(view: vscode.WebviewPanel, state: unknown): Promise<void> {
    const memory = parseMemory(state);
    const kept = memory && (await this.#deps.conversations.load(memory.conversation));
    // A panel whose conversation is not known any more, and in which nothing was typed, is of no use to anybody.
    if (!kept && !memory?.draft) return view.dispose();
    if (kept) this.#deps.cameBack(kept);
    this.#adopt(view, kept && restored(kept));
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const [view, panel] of [...this.#open]) {
      panel.interrupt();
      view.dispose();
    }
  }

  #idle(): AnswerPanel | undefined {
    return [...this.#open.values()].findLast((panel) => !panel.busy);
  }

  #create(kept?: Conversation): AnswerPanel {
    const view = vscode.window.createWebviewPanel(PAGES.answer, texts.panelTitle, {
      viewColumn: this.#column(),
      preserveFocus: true,
    });
    return this.#adopt(view, kept);
  }

  /** Beside the editor; where there are answers already, with them: beside an answer would be one column further each time. */
  #column(): vscode.ViewColumn {
    const editorColumn = vscode.window.activeTextEditor?.viewColumn;
    const columns = [...this.#open.keys()].map(({ viewColumn }) => viewColumn);
    return columns.findLast((column) => column !== undefined && column !== editorColumn) ?? vscode.ViewColumn.Beside;
  }

  #adopt(view: vscode.WebviewPanel, kept?: Conversation): AnswerPanel {
    view.iconPath = vscode.Uri.joinPath(this.#deps.extensionUri, "media", "icon.svg");
    const panel = new AnswerPanel(view, this.#deps, kept);
    this.#open.set(view, panel);
    view.onDidDispose(() => this.#open.delete(view));
    return panel;
  }
}

function restored(kept: Conversation): Conversation {
  return { ...kept, turns: kept.turns.map(afterItsWindow) };
}
