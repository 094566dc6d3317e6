import { isBusy, type AnswerHead, type ToHost } from "../../../core/messages/answer";
import { element, setText } from "../../shared/dom";
import { icon, type IconName } from "../../shared/icons";
import { texts } from "./texts";

type Command = Extract<ToHost, { type: "stop" | "copy" | "insert" | "replace" | "askAgain" }>["type"];

/** The buttons below the answer. While it runs there is Stop; afterwards what to do with the text. */
export class Toolbar {
  readonly node = element("div", { class: "toolbar", role: "toolbar", "aria-label": texts.toolbar });
  readonly #buttons: Record<Command, HTMLButtonElement>;
  readonly #post: (message: ToHost) => void;

  constructor(post: (message: ToHost) => void) {
    this.#post = post;
    this.#buttons = {
      stop: this.#button("stop", "stop", texts.stop),
      copy: this.#button("copy", "copy", texts.copy),
      insert: this.#button("insert", "insert", texts.insert),
      replace: this.#button("replace", "replace", ""),
      askAgain: this.#button("askAgain", "again", texts.askAgain),
    };
    this.node.append(...Object.values(this.#buttons));
  }

  show(head: AnswerHead, hasText: boolean): void {
    const busy = isBusy(head.status);
    this.#display("stop", busy);
    this.#display("copy", hasText);
    this.#display("insert", hasText && !busy);
    this.#display("replace", hasText && !busy && head.replace !== undefined);
    setText(this.#buttons.replace.lastElementChild as HTMLElement, head.replace ?? "");
    this.#display("askAgain", !busy);
  }

  #display(command: Command, visible: boolean): void {
    const button = this.#buttons[command];
    // Hiding the focused button would drop the focus to the page's start.
    if (!visible && document.activeElement === button)
      (command === "stop" ? this.#buttons.askAgain : this.#buttons.stop).focus();
    button.hidden = !visible;
  }

  #button(command: Command, iconName: IconName, label: string): HTMLButtonElement {
    const button = element(
      "button",
      { class: command === "stop" ? "primary" : "secondary", "data-command": command },
      icon(iconName),
      element("span", {}, label),
    );
    button.addEventListener("click", () => {
      this.#post({ type: command });
      if (command === "copy") confirmCopy(button);
    });
    return button;
  }
}

/** Shows for a moment that the text is on the clipboard. */
export function confirmCopy(button: HTMLButtonElement): void {
  const before = button.firstElementChild;
  if (!before || button.dataset["copied"] !== undefined) return;
  const check = icon("check");
  button.dataset["copied"] = "";
  before.replaceWith(check);
  setTimeout(() => {
    check.replaceWith(before);
    delete button.dataset["copied"];
  }, 1500);
}
