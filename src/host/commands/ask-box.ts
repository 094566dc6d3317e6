import * as vscode from "vscode";
import { ask as texts } from "../texts";
import type { AskHistory } from "./ask-history";

/** While this context is set, Up and Down in the box recall earlier questions (keybindings in package.json). */
const openContext = "llmBreaker.askBoxOpen";

type Outcome = { type: "question"; question: string } | { type: "history"; typed: string } | { type: "left" };

/** The input box of “LLM: Ask…”: one at a time, with the session's questions behind Up, Down and a button. */
export class AskBox {
  private box: vscode.InputBox | undefined;

  constructor(private readonly history: AskHistory) {}

  /** Resolves with the question, or with undefined when the box was left. */
  async show(): Promise<string | undefined> {
    let typed = "";
    for (;;) {
      const outcome = await this.open(typed);
      if (outcome.type === "question") return outcome.question;
      if (outcome.type === "left") return undefined;
      typed = (await vscode.window.showQuickPick([...this.history.all].reverse(), { title: texts.history })) ?? outcome.typed;
    }
  }

  showPrevious(): void {
    this.recall(this.box && this.history.previous(this.box.value));
  }

  showNext(): void {
    this.recall(this.box && this.history.next());
  }

  private recall(question: string | undefined): void {
    if (this.box && question !== undefined) this.box.value = question;
  }

  private open(typed: string): Promise<Outcome> {
    this.box?.hide();
    const box = vscode.window.createInputBox();
    box.title = texts.title;
    box.placeholder = texts.placeholder;
    box.prompt = texts.prompt;
    box.value = typed;
    // The palette gives the focus back to where it was opened from, which may be after this box took it.
    box.ignoreFocusOut = true;
    if (this.history.all.length > 0) box.buttons = [{ iconPath: new vscode.ThemeIcon("history"), tooltip: texts.history }];
    this.history.rewind();
    this.box = box;
    setContext(true);

    return new Promise((resolve) => {
      let outcome: Outcome = { type: "left" };
      const close = (how: Outcome): void => {
        outcome = how;
        box.hide();
      };
      box.onDidChangeValue(() => (box.validationMessage = undefined));
      box.onDidTriggerButton(() => close({ type: "history", typed: box.value }));
      box.onDidAccept(() => {
        const question = box.value.trim();
        if (question === "") box.validationMessage = texts.empty;
        else close({ type: "question", question });
      });
      box.onDidHide(() => {
        box.dispose();
        if (this.box === box) {
          this.box = undefined;
          setContext(false);
        }
        resolve(outcome);
      });
      box.show();
    });
  }
}

function setContext(open: boolean): void {
  void vscode.commands.executeCommand("setContext", openContext, open);
}
