import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { parseToHost, type ToHost, type ToPage } from "../../core/messages/answer";
import type { LlmService } from "../../core/service/service-api";
import { inert } from "../../core/foreign/foreign-text";
import type { Logger } from "../../core/ports/logger";
import { answer as texts } from "../texts";
import { shortened } from "../texts/format";
import type { Action } from "../standing/actions";
import { codeIn, fitted } from "./code-in";
import type { EditorTarget } from "./editor-target";
import { messages } from "../notify";
import { agreed, type Confirm } from "./hidden-in-code";
import { pageHtml } from "../page/page-html";
import type { Question } from "./question";
import { anew } from "./replay";
import { AnswerSession } from "./session";

export interface PanelDeps {
  extensionUri: vscode.Uri;
  service: Pick<LlmService, "stream" | "endpoints" | "pull">;
  editors: EditorTarget;
  log: Logger;
  /** Does what does not concern the panel itself. @returns whether asking again makes sense now */
  perform(action: Action): Promise<boolean>;
}

/** Text that comes within one frame of a screen goes to the page in one message. */
const FRAME_MS = 16;

/** One answer panel: a webview beside the editor, and the session whose answer it shows. */
export class AnswerPanel {
  static readonly viewType = "llmBreaker.answer";
  #session: AnswerSession | undefined;
  #pageReady = false;
  readonly #panel: vscode.WebviewPanel;
  readonly #deps: PanelDeps;

  constructor(panel: vscode.WebviewPanel, deps: PanelDeps) {
    this.#panel = panel;
    this.#deps = deps;
    const { webview } = panel;
    const assets = vscode.Uri.joinPath(deps.extensionUri, "dist", "webview");
    webview.options = { enableScripts: true, localResourceRoots: [assets] };
    webview.onDidReceiveMessage((raw: unknown) => this.#receive(raw));
    webview.html = pageHtml({
      title: texts.panelTitle,
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString("base64url"),
      script: webview.asWebviewUri(vscode.Uri.joinPath(assets, "answer.js")).toString(),
      style: webview.asWebviewUri(vscode.Uri.joinPath(assets, "answer.css")).toString(),
      highlighter: webview.asWebviewUri(vscode.Uri.joinPath(assets, "highlight-worker.js")).toString(),
    });
    panel.onDidDispose(() => {
      this.#pageReady = false;
      this.#session?.stop();
    });
    panel.onDidChangeViewState(() => (this.#pageReady &&= panel.visible));
  }

  get busy(): boolean {
    return this.#session?.busy ?? false;
  }

  breakerChanged(endpoint: string): void {
    this.#session?.breakerChanged(endpoint);
  }

  /** Brings the panel to the front and runs the question in it; what ran before is stopped. Resolves when the answer ended, however. */
  async ask(question: Question): Promise<void> {
    this.#panel.reveal(this.#columnBesideEditor(), true);
    await this.run(question);
  }

  /** The same, but leaves the panel where it is. */
  async run(question: Question): Promise<void> {
    this.#session?.stop();
    this.#panel.title = titleOf(question);
    const session: AnswerSession = new AnswerSession(question, {
      service: this.#deps.service,
      post: (message) => {
        if (this.#session === session) this.#post(message);
      },
      now: () => Date.now(),
      schedule: (fn) => void setTimeout(fn, FRAME_MS),
      log: (message, error) => this.#deps.log.warn(message, error),
    });
    this.#session = session;
    await session.run();
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
    if (message.type === "ready") {
      this.#pageReady = true;
      if (this.#session) this.#post(this.#session.snapshot());
      return;
    }
    const session = this.#session;
    if (!session) return;
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
        await this.#insert(session.content);
        break;
      case "insertCode":
        await this.#insert(message.code);
        break;
      case "replace":
        await this.#replace(session);
        break;
      case "askAgain":
        await this.ask(anew(session.question));
        break;
      case "openLink":
        await vscode.env.openExternal(vscode.Uri.parse(message.href, true));
        break;
      case "action":
        await this.#act(session, session.actionAt(message.index));
        break;
    }
  }

  async #insert(text: string): Promise<void> {
    const known = await agreed(text, confirm);
    if (known !== undefined) warn(await this.#deps.editors.insert(known));
  }

  async #replace(session: AnswerSession): Promise<void> {
    const { source } = anew(session.question);
    const code = codeIn(session.content);
    const known = source && code !== undefined ? await agreed(code, confirm) : undefined;
    if (source && known !== undefined)
      warn(await this.#deps.editors.replace(source, fitted(known, source.text, source.start.character > 0)));
  }

  async #act(session: AnswerSession, action: Action | undefined): Promise<void> {
    if (!action) return;
    switch (action.do) {
      case "pull":
        if (await session.pull(action.endpoint, action.model)) await this.ask(anew(session.question));
        break;
      case "shorten": {
        const shorter = anew(session.question).shorten?.();
        if (shorter) await this.ask(shorter);
        break;
      }
      default:
        if ((await this.#deps.perform(action)) && this.#session === session && !session.busy)
          await this.ask(anew(session.question));
    }
  }
}

const confirm: Confirm = (message, detail, ...buttons) => messages.confirm(message, detail, ...buttons);

/** Short enough for a tab. */
function titleOf({ title }: Question): string {
  // The lists of open editors draw icons.
  const line = inert(title);
  return line === "" ? texts.panelTitle : shortened(line, 30);
}

function warn(problem: string | undefined): void {
  if (problem !== undefined) void messages.warning(problem);
}
