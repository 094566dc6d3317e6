import type { Composer, ContextChip, ToHost } from "../../../core/messages/answer";
import { element, setAttribute, setText } from "../../shared/dom";
import { keepFocus, setChildren } from "../../shared/held-still";
import { icon } from "../../shared/icons";
import { texts } from "./texts";

/** Words behind a “#” that add something of the editor. */
const KINDS: readonly ContextChip["kind"][] = ["selection", "file", "problems", "changes"];

/** The box that asks on, with what goes with the question, who is asked, and what waits. */
export class ComposerView {
  readonly node: HTMLElement;
  readonly #box = element("textarea", { rows: "1", dir: "auto" });
  readonly #chips = element("div", { class: "chips", role: "list", "aria-label": texts.context });
  readonly #badSettings = element("p", { class: "bad-settings", role: "status", hidden: true });
  readonly #queued = element("ol", { class: "queued", "aria-label": texts.queuedQuestions });
  readonly #hints = element("div", { class: "hints", hidden: true });
  readonly #target = element("button", { class: "quiet target" }, icon("model"), element("span"));
  readonly #post: (message: ToHost) => void;
  readonly #changed: (draft: string) => void;

  /** @param changed told of what stands in the box after each change */
  constructor(post: (message: ToHost) => void, changed: (draft: string) => void) {
    this.#post = post;
    this.#changed = changed;
    this.#box.addEventListener("input", () => this.#typed());
    this.#box.addEventListener("keydown", (event) => this.#key(event));
    this.#target.addEventListener("click", () => post({ type: "chooseModel" }));
    const add = quiet("add", texts.addContext, () => post({ type: "addContext" }));
    const look = quiet("look", texts.showContext, () => post({ type: "showContext" }));
    const send = element(
      "button",
      { class: "primary send", title: texts.send, "aria-label": texts.send, onclick: () => this.#send() },
      icon("send"),
    );
    this.node = element(
      "footer",
      { class: "composer" },
      this.#badSettings,
      this.#queued,
      element(
        "div",
        { class: "field" },
        this.#chips,
        this.#hints,
        this.#box,
        element("div", { class: "row" }, add, look, this.#target, send),
      ),
    );
  }

  show({ target, chips, queued, badSettings }: Composer): void {
    this.#badSettings.hidden = badSettings === undefined;
    setChildren(
      this.#badSettings,
      icon("warning"),
      element("span", { title: badSettings ?? "" }, badSettings ?? ""),
      element(
        "button",
        { class: "secondary", onclick: () => this.#post({ type: "openSettings" }) },
        texts.openSettings,
      ),
    );
    setText(this.#target.lastElementChild as HTMLElement, target.label);
    const choose = texts.chooseModel(target.label, target.detail);
    for (const name of ["title", "aria-label"]) setAttribute(this.#target, name, choose);
    const had = document.activeElement;
    this.#chips.hidden = chips.length === 0;
    setChildren(this.#chips, ...chips.map((chip) => this.#chip(chip)));
    this.#queued.hidden = queued.length === 0;
    setChildren(this.#queued, ...queued.map((question, index) => this.#waiting(question, index)));
    // What had the focus may just have been taken off, by the person at it.
    keepFocus(had, [this.#box]);
  }

  /** @param begun whether there is a question before the one that is typed */
  invite(begun: boolean): void {
    this.#box.placeholder = texts.box(begun);
    this.#box.setAttribute("aria-label", texts.box(begun));
  }

  /** Puts back what had been typed before the page was gone. */
  restore(draft: string): void {
    this.#box.value = draft;
    this.#fit();
  }

  focus(): void {
    this.#box.focus();
  }

  #chip({ id, kind, label, detail }: ContextChip): HTMLElement {
    return element(
      "span",
      { class: "chip", role: "listitem", title: detail, "data-id": id },
      icon(kind),
      element("span", { dir: "auto" }, label),
      quiet("discard", texts.removeChip(label), () => this.#post({ type: "removeChip", id })),
    );
  }

  #waiting(question: string, index: number): HTMLElement {
    return element(
      "li",
      { "data-index": String(index) },
      element("span", { dir: "auto" }, texts.waits(question)),
      quiet("discard", texts.takeBack, () => this.#post({ type: "unqueue", index })),
    );
  }

  #typed(): void {
    this.#fit();
    this.#changed(this.#box.value);
    const word = this.#wordAtCursor();
    const kinds = word?.startsWith("#") ? KINDS.filter((kind) => `#${kind}`.startsWith(word)) : [];
    this.#hints.hidden = kinds.length === 0;
    this.#hints.replaceChildren(
      ...kinds.map((kind) =>
        element("button", { class: "secondary", onclick: () => this.#complete(kind) }, icon(kind), `#${kind}`),
      ),
    );
  }

  #key(event: KeyboardEvent): void {
    // The Enter that ends the input of a character is no Enter of the question.
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#send();
    } else if (event.key === "Tab" && !event.shiftKey && !this.#hints.hidden) {
      event.preventDefault();
      (this.#hints.firstElementChild as HTMLElement | null)?.click();
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (this.#hints.hidden) this.#post({ type: "focusEditor" });
      this.#hints.hidden = true;
    }
  }

  #send(): void {
    const text = this.#box.value;
    if (text.trim() === "") return;
    this.#post({ type: "ask", text });
    this.#set("");
  }

  /** Takes the word at the cursor for what it begins, and out of the text. */
  #complete(kind: ContextChip["kind"]): void {
    const word = this.#wordAtCursor() ?? "";
    const at = this.#box.selectionStart;
    this.#set(this.#box.value.slice(0, at - word.length) + this.#box.value.slice(at));
    this.#box.setSelectionRange(at - word.length, at - word.length);
    this.#post({ type: "addKind", kind });
    this.focus();
  }

  #set(text: string): void {
    this.#box.value = text;
    this.#typed();
  }

  #wordAtCursor(): string | undefined {
    return this.#box.value.slice(0, this.#box.selectionStart).split(/\s/).at(-1);
  }

  /** As high as what is in it. */
  #fit(): void {
    this.#box.style.height = "auto";
    this.#box.style.height = `${this.#box.scrollHeight + 2}px`;
  }
}

function quiet(name: Parameters<typeof icon>[0], label: string, onclick: () => void): HTMLButtonElement {
  return element("button", { class: "quiet", title: label, "aria-label": label, onclick }, icon(name));
}
