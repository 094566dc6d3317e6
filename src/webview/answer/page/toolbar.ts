import type { ToHost } from "../../../core/messages/answer";
import { isBusy, type AnswerHead } from "../../../core/messages/turn";
import { element, setText } from "../../shared/dom";
import { keepFocus } from "../../shared/held-still";
import { icon, type IconName } from "../../shared/icons";
import { texts } from "./texts";

type Command = Extract<
  ToHost,
  { type: "stop" | "copy" | "insert" | "replace" | "apply" | "discard" | "askAgain" }
>["type"];

/** The buttons below an answer. While it runs there is Stop; afterwards what to do with the text. */
export class Toolbar {
  readonly node = element("div", { class: "toolbar", role: "toolbar", "aria-label": texts.toolbar });
  readonly #buttons: Record<Command, HTMLButtonElement>;
  readonly #run: (command: Command) => void;

  constructor(run: (command: Command) => void) {
    this.#run = run;
    this.#buttons = {
      stop: this.#button("stop", "stop", texts.stop),
      copy: this.#button("copy", "copy", texts.copy),
      insert: this.#button("insert", "insert", texts.insert),
      replace: this.#button("replace", "replace", ""),
      apply: this.#button("apply", "check", texts.apply),
      discard: this.#button("discard", "discard", texts.discard),
      askAgain: this.#button("askAgain", "again", texts.askAgain),
    };
    this.node.append(...Object.values(this.#buttons));
  }

  show(head: AnswerHead, hasText: boolean): void {
    const busy = isBusy(head.status);
    const had = document.activeElement;
    this.#display("stop", busy);
    this.#display("copy", hasText);
    this.#display("insert", hasText && !busy);
    this.#display("replace", hasText && !busy && head.replace !== undefined);
    setText(this.#buttons.replace.lastElementChild as HTMLElement, head.replace ?? "");
    this.#display("apply", head.place === "proposed");
    this.#display("discard", head.place === "proposed");
    this.#display("askAgain", !busy && !offersAgain(head));
    // Hiding the focused button would drop the focus to the page's start.
    if (this.node.contains(had)) keepFocus(had, [this.#buttons.stop, this.#buttons.askAgain]);
  }

  #display(command: Command, visible: boolean): void {
    this.#buttons[command].hidden = !visible;
  }

  #button(command: Command, iconName: IconName, label: string): HTMLButtonElement {
    const button = element(
      "button",
      { class: command === "stop" || command === "apply" ? "primary" : "secondary", "data-command": command },
      icon(iconName),
      element("span", {}, label),
    );
    button.addEventListener("click", () => {
      this.#run(command);
      if (command === "copy") confirmCopy(button);
    });
    return button;
  }
}

/** Whether what is said of the answer's end has that button already. */
const offersAgain = ({ status }: AnswerHead): boolean =>
  "actions" in status && status.actions.some(({ label }) => label === texts.askAgain);

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
