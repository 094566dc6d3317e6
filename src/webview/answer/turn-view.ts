import type { OfTurn, ToHost } from "../../core/messages/answer";
import { isBusy, type AnswerHead, type AnswerStatus } from "../../core/messages/turn";
import { element } from "../shared/dom";
import { AnswerSheet } from "./sheet/answer-sheet";
import { CodeBlock } from "./code/code-block";
import { HeadView } from "./page/head-view";
import { MarkdownView, type Frames } from "./sheet/markdown-view";
import { plainText } from "./sheet/plain-text";
import { StatusView } from "./page/status-view";
import { texts } from "./page/texts";
import { Toolbar } from "./page/toolbar";

type Discarded = Extract<OfTurn, { type: "show" }>["discarded"];

/** One question of the conversation, the way its answer took, the answer, and what can be done with it. */
export class TurnView {
  readonly node: HTMLElement;
  readonly #head = new HeadView();
  readonly #discarded = element("div", { class: "discarded" });
  readonly #article = element("article", { class: "markdown", "aria-label": texts.answer });
  readonly #status: StatusView;
  readonly #toolbar: Toolbar;
  readonly #markdown: MarkdownView;
  #text = "";
  #shown: AnswerHead | undefined;

  /**
   * @param turn which question of the conversation it is, for what its buttons say to the host
   * @param frames shared by all of them
   */
  constructor(turn: number, post: (message: ToHost) => void, frames: Frames) {
    this.#status = new StatusView((index) => post({ type: "action", turn, index }));
    this.#toolbar = new Toolbar((command) => post({ type: command, turn }));
    const sheet = new AnswerSheet(
      this.#article,
      (language) => new CodeBlock(language, (type, code) => post({ type, turn, code })),
      (href) => post({ type: "openLink", href }),
    );
    this.#markdown = new MarkdownView(sheet, frames);
    this.node = element(
      "section",
      { class: "turn", "aria-label": texts.turn(turn + 1) },
      this.#head.node,
      this.#discarded,
      this.#article,
      this.#status.node,
      this.#toolbar.node,
    );
  }

  get busy(): boolean {
    return this.status !== undefined && isBusy(this.status);
  }

  /** What is shown of how the answer stands; undefined before anything is. */
  get status(): AnswerStatus | undefined {
    return this.#shown?.status;
  }

  take(message: OfTurn): void {
    switch (message.type) {
      case "show":
        this.#text = message.text;
        this.#setAside(message.discarded);
        this.#markdown.set(this.#text);
        this.#showHead(message.head);
        break;
      case "head":
        this.#showHead(message.head);
        break;
      case "append":
        if (this.#text === "" && this.#shown) this.#toolbar.show(this.#shown, true);
        this.#text += message.text;
        this.#markdown.append(message.text);
        this.#status.heard();
        break;
      case "restart":
        this.#discarded.append(setAside(this.#text, message.reason));
        this.#text = "";
        this.#markdown.set("");
        break;
    }
  }

  /** The host is gone: what runs there nobody will tell of. The text stays. */
  showOrphaned(orphaned: boolean): void {
    if (this.busy) this.node.classList.toggle("orphaned", orphaned);
  }

  /** Ends what runs for this view alone. */
  dispose(): void {
    this.#status.dispose();
    this.node.remove();
  }

  #showHead(head: AnswerHead): void {
    this.#shown = head;
    this.#head.show(head);
    this.#status.show(head.status, this.#text !== "");
    this.#toolbar.show(head, this.#text !== "");
    this.#article.classList.toggle("broken", head.broken);
    this.#article.classList.toggle("replaceable", head.place === "replaceable");
    this.#article.setAttribute("aria-busy", String(head.status.phase === "answering"));
    if (!isBusy(head.status)) this.#markdown.finish();
  }

  #setAside(discarded: Discarded): void {
    this.#discarded.replaceChildren(...discarded.map(({ text, reason }) => setAside(text, reason)));
  }
}

/** The answer of an attempt that broke: out of the way, but not lost. */
function setAside(answer: string, reason: string): HTMLElement {
  return element(
    "details",
    {},
    element("summary", {}, texts.discarded(reason)),
    element("div", { class: "text" }, ...plainText(answer)),
  );
}
