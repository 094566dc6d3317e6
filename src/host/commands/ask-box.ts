import * as vscode from "vscode";
import { choices, inputs, type OpenInput } from "../notify";
import { ask as texts } from "../texts/asking";
import type { AskHistory } from "./ask-history";

/** While this context is set, Up and Down in the box recall earlier questions (keybindings in package.json). */
const OPEN_CONTEXT = "llmBreaker.askBoxOpen";

type Outcome = { type: "question"; question: string } | { type: "history"; typed: string } | { type: "left" };

/** What would go with the question: told in the box, shown and taken off by its buttons. */
export interface Along {
  label: string;
  show(): Promise<void>;
}

/** What a person has typed, and whether what was to go with it was left. */
export interface Asked {
  question: string;
  along: boolean;
}

/** The input box of “LLM: Ask…”: one at a time, with the session's questions behind Up, Down and a button. */
export class AskBox {
  #box: OpenInput | undefined;
  readonly #history: AskHistory;

  constructor(history: AskHistory) {
    this.#history = history;
  }

  /** Resolves with the question, or with undefined when the box was left. */
  async show(offered?: Along): Promise<Asked | undefined> {
    let typed = "";
    let along = offered;
    const takeOff = (): void => (along = undefined);
    for (;;) {
      const outcome = await this.#open(typed, along, takeOff);
      if (outcome.type === "question") return { question: outcome.question, along: along !== undefined };
      if (outcome.type === "left") return undefined;
      const earlier = [...this.#history.all].reverse().map((label) => ({ label }));
      typed = (await choices.pick(earlier, { title: texts.history }))?.label ?? outcome.typed;
    }
  }

  showPrevious(): void {
    this.#recall(this.#box && this.#history.previous(this.#box.value));
  }

  showNext(): void {
    this.#recall(this.#box && this.#history.next());
  }

  #recall(question: string | undefined): void {
    if (this.#box && question !== undefined) this.#box.value = question;
  }

  #open(typed: string, along: Along | undefined, takeOff: () => void): Promise<Outcome> {
    this.#box?.hide();
    const { box, complain, promptWith } = inputs.create(texts);
    box.value = typed;
    // The palette gives the focus back to where it was opened from, which may be after this box took it.
    box.ignoreFocusOut = true;
    const show = { iconPath: new vscode.ThemeIcon("eye"), tooltip: texts.showSelection };
    const leaveOut = { iconPath: new vscode.ThemeIcon("clear-all"), tooltip: texts.leaveOutSelection };
    const earlier = { iconPath: new vscode.ThemeIcon("history"), tooltip: texts.history };
    const dress = (goesAlong: boolean): void => {
      promptWith(goesAlong && along ? texts.withSelection(along.label) : texts.prompt);
      box.buttons = [...(goesAlong ? [show, leaveOut] : []), ...(this.#history.all.length > 0 ? [earlier] : [])];
    };
    dress(along !== undefined);
    this.#history.rewind();
    this.#box = box;
    setContext(true);

    return new Promise((resolve) => {
      let outcome: Outcome = { type: "left" };
      const close = (how: Outcome): void => {
        outcome = how;
        box.hide();
      };
      box.onDidChangeValue(() => complain());
      box.onDidTriggerButton((button) => {
        if (button === show) void along?.show();
        else if (button === leaveOut) {
          takeOff();
          dress(false);
        } else close({ type: "history", typed: box.value });
      });
      box.onDidAccept(() => {
        const question = box.value.trim();
        if (question === "") complain(texts.empty);
        else close({ type: "question", question });
      });
      box.onDidHide(() => {
        box.dispose();
        if (this.#box === box) {
          this.#box = undefined;
          setContext(false);
        }
        resolve(outcome);
      });
      box.show();
    });
  }
}

function setContext(open: boolean): void {
  void vscode.commands.executeCommand("setContext", OPEN_CONTEXT, open);
}
