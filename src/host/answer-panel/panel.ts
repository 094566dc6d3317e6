import { randomBytes, randomUUID } from "node:crypto";
import * as vscode from "vscode";
import type { Conversation } from "../../core/conversation/conversation";
import { parseToHost, type ToHost, type ToPage } from "../../core/messages/answer";
import type { Logger } from "../../core/ports/logger";
import type { LlmService } from "../../core/service/service-api";
import { inert } from "../../core/foreign/foreign-text";
import type { Box } from "./box";
import { shortened } from "../texts/format";
import type { Action } from "../standing/actions";
import { answer as texts } from "../texts/answer";
import { CodeActions, type CodeActionsDeps } from "./code-actions";
import { ConversationSession, type ConversationDeps } from "./conversation-session";
import { pageHtml } from "../page/page-html";
import { RELOAD_COMMANDS } from "../page/reload-page";
import type { UnseenEnd } from "./end-notice";
import type { Question } from "./turn/question";
import { anew } from "./turn/replay";
import type { AnswerSession } from "./turn/session";

export interface PanelDeps extends CodeActionsDeps, Pick<ConversationDeps, "keep" | "room" | "options" | "offered"> {
  extensionUri: vscode.Uri;
  service: Pick<LlmService, "stream" | "endpoints" | "pull">;
  log: Logger;
  /** Makes the host's part of the box that asks on. */
  createBox(changed: () => void): Box;
  /** Lets a person choose an earlier conversation to go on with. */
  chooseConversation(): Promise<void>;
  /** What is wrong with the settings, in a sentence, and the first of them; undefined while all can be used. */
  badSettings(): { words: string; setting: string } | undefined;
  /** Does what does not concern the panel itself. @returns whether asking again makes sense now */
  perform(action: Action): Promise<boolean>;
  /** Told of an answer that ended while its tab was hidden. */
  endedUnseen(end: UnseenEnd): void;
}

/** Text that comes within one frame of a screen goes to the page in one message. */
const FRAME_MS = 16;

/** One answer panel: a webview beside the editor, and the conversation that it shows. */
export class AnswerPanel {
  #conversation: ConversationSession;
  readonly #code = new WeakMap<AnswerSession, CodeActions>();
  readonly #box: Box;
  #pageReady = false;
  #closed = false;
  readonly #panel: vscode.WebviewPanel;
  readonly #deps: PanelDeps;

  /** @param kept an earlier conversation to go on with */
  constructor(panel: vscode.WebviewPanel, deps: PanelDeps, kept?: Conversation) {
    this.#panel = panel;
    this.#deps = deps;
    this.#box = deps.createBox(() => this.#conversation.tellComposer());
    this.#conversation = this.#begin(kept);
    const { webview } = panel;
    const assets = vscode.Uri.joinPath(deps.extensionUri, "dist", "webview");
    webview.options = { enableScripts: true, localResourceRoots: [assets], enableCommandUris: RELOAD_COMMANDS };
    webview.onDidReceiveMessage((raw: unknown) => this.#receive(raw));
    const address = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(assets, file)).toString();
    webview.html = pageHtml({
      title: texts.panelTitle,
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString("base64url"),
      script: address("answer.js"),
      style: address("answer.css"),
      later: {
        highlighter: address("highlight-worker.js"),
        diagrams: address("diagram-worker.js"),
        math: address("math-module.js"),
        "math-style": address("math-module.css"),
      },
    });
    panel.onDidDispose(() => {
      this.#closed = true;
      this.#pageReady = false;
      this.#conversation.stop();
      this.#box.dispose();
    });
    panel.onDidChangeViewState(() => (this.#pageReady &&= panel.visible));
  }

  get busy(): boolean {
    return this.#conversation.busy;
  }

  /** The window ends: what runs is no person's wish to stop. */
  interrupt(): void {
    this.#conversation.stop("interrupted");
  }

  /** Which conversation it shows. */
  get conversationId(): string {
    return this.#conversation.id;
  }

  breakerChanged(endpoint: string): void {
    this.#conversation.breakerChanged(endpoint);
  }

  /** To be told when the settings are others. */
  settingsChanged(): void {
    this.#conversation.tellComposer();
  }

  /** Brings the panel to the front and asks in it, below what is there. Resolves when the answer ended, however. */
  async ask(question: Question): Promise<void> {
    this.#panel.reveal(this.#columnBesideEditor(), true);
    const answered = this.#watched(question.title, this.#conversation.ask(question));
    this.#nameTab();
    await answered;
  }

  /** Shows another conversation, an empty one without `kept`. What ran in the one before is stopped; it is kept. */
  open(kept?: Conversation): void {
    this.#conversation.stop();
    this.#conversation = this.#begin(kept);
    this.#conversation.show();
    this.focus();
  }

  /** The cursor goes to the box. */
  focus(): void {
    this.#panel.reveal(this.#panel.viewColumn, false);
    this.#post({ type: "focus" });
  }

  #begin(kept: Conversation | undefined): ConversationSession {
    const conversation: ConversationSession = new ConversationSession(
      kept?.id ?? randomUUID(),
      {
        service: this.#deps.service,
        post: (message) => {
          if (this.#conversation === conversation) this.#post(message);
        },
        now: () => Date.now(),
        schedule: (fn) => void setTimeout(fn, FRAME_MS),
        later: (ms, fn) => void setTimeout(fn, ms),
        log: (message, error) => this.#deps.log.warn(message, error),
        keep: (whole) => this.#deps.keep(whole),
        room: () => this.#deps.room(),
        options: () => this.#deps.options(),
        offered: (actions) => this.#deps.offered(actions),
        composer: () => ({ ...this.#box.state(), badSettings: this.#deps.badSettings()?.words }),
      },
      kept,
    );
    this.#panel.title = titleOf(conversation.title);
    return conversation;
  }

  /** Waits for the end of an answer, and tells of one that nobody sees. */
  async #watched(question: string, answered: Promise<void>): Promise<void> {
    const conversation = this.#conversation;
    const askedAt = Date.now();
    await answered;
    if (this.#closed || this.#panel.visible || this.#conversation !== conversation) return;
    this.#deps.endedUnseen({ question, tookMs: Date.now() - askedAt, show: () => !this.#closed && this.focus() });
  }

  #nameTab(): void {
    this.#panel.title = titleOf(this.#conversation.title);
  }

  /** Not over the editor whose code is being asked about: then the next column; else where the panel is. */
  #columnBesideEditor(): vscode.ViewColumn | undefined {
    const editorColumn = vscode.window.activeTextEditor?.viewColumn;
    return editorColumn !== undefined && editorColumn === this.#panel.viewColumn ? vscode.ViewColumn.Beside : undefined;
  }

  #post(message: ToPage): void {
    // A hidden page is gone; when it comes back it says “ready” and gets the whole.
    if (this.#pageReady) void this.#panel.webview.postMessage(message);
  }

  #receive(raw: unknown): void {
    const message = parseToHost(raw);
    if (!message) {
      this.#deps.log.warn("The answer page sent a message that is none of its messages.");
      return;
    }
    this.#take(message).catch((error: unknown) =>
      this.#deps.log.error(`“${message.type}” in the answer panel failed`, error),
    );
  }

  async #take(message: ToHost): Promise<void> {
    if ("turn" in message) {
      const session = this.#conversation.turn(message.turn);
      if (session) await this.#takeOf(session, message);
      return;
    }
    switch (message.type) {
      case "ready":
        this.#pageReady = true;
        this.#conversation.show();
        break;
      case "areYouThere":
        this.#post({ type: "here" });
        break;
      case "ask": {
        const question = await this.#box.question(message.text);
        if (question) await this.ask(question);
        break;
      }
      case "unqueue":
        this.#conversation.unqueue(message.index);
        break;
      case "addKind":
        await this.#box.addKind(message.kind);
        break;
      case "removeChip":
        this.#box.remove(message.id);
        break;
      case "addContext":
        await this.#box.add();
        break;
      case "showContext":
        await this.#box.show();
        break;
      case "chooseModel":
        await vscode.commands.executeCommand("llmBreaker.chooseModel");
        break;
      case "newConversation":
        this.open();
        break;
      case "runPrompt":
        await vscode.commands.executeCommand("llmBreaker.runPrompt");
        break;
      case "openConversation":
        await this.#deps.chooseConversation();
        break;
      case "openSettings": {
        const bad = this.#deps.badSettings();
        if (bad) await this.#deps.perform({ do: "open_settings", setting: bad.setting });
        break;
      }
      case "focusEditor":
        await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
        break;
      case "openLink":
        await vscode.env.openExternal(vscode.Uri.parse(message.href, true));
        break;
    }
  }

  async #takeOf(session: AnswerSession, message: Extract<ToHost, { turn: number }>): Promise<void> {
    const code = this.#codeOf(session);
    switch (message.type) {
      case "stop":
        session.stop();
        break;
      case "copy":
        await vscode.env.clipboard.writeText(session.content);
        break;
      case "copyCode":
        await vscode.env.clipboard.writeText(message.code);
        break;
      case "insert":
        await code.insertAnswer();
        break;
      case "insertCode":
        await code.insertCode(message.code);
        break;
      case "replace":
        await code.replace();
        break;
      case "replaceByCode":
        await code.replaceBy(message.code);
        break;
      case "apply":
        await code.apply();
        break;
      case "discard":
        await code.discard();
        break;
      case "askAgain":
        await this.#watched(session.question.title, this.#conversation.askAgain(message.turn));
        break;
      case "action":
        await this.#act(session, message.turn, session.actionAt(message.index));
        break;
    }
  }

  #codeOf(session: AnswerSession): CodeActions {
    const known = this.#code.get(session) ?? new CodeActions(session, this.#deps);
    this.#code.set(session, known);
    return known;
  }

  async #act(session: AnswerSession, turn: number, action: Action | undefined): Promise<void> {
    const conversation = this.#conversation;
    if (!action) return;
    switch (action.do) {
      case "pull":
        if (await session.pull(action.endpoint, action.model)) await conversation.askAgain(turn);
        break;
      case "shorten": {
        const shorter = anew(session.question).shorten?.();
        if (shorter) await this.ask(shorter);
        break;
      }
      default:
        if ((await this.#deps.perform(action)) && this.#conversation === conversation && !conversation.busy)
          await conversation.askAgain(turn);
    }
  }
}

/** Short enough for a tab. */
function titleOf(title: string): string {
  // The lists of open editors draw icons.
  const line = inert(title);
  return line === "" ? texts.panelTitle : shortened(line, 30);
}
