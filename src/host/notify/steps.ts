import type * as vscode from "vscode";
import { inert } from "../../core/foreign/foreign-text";
import { shown, type Choice, type Shown } from "./choices";

export type StepWindow = Pick<typeof vscode.window, "createQuickPick" | "createInputBox">;

/** What every step says. */
export interface StepWords {
  title: string;
  placeholder: string;
  /** Counted from 1; from the second one a person can go back. */
  step: number;
  of: number;
}

/** How a step was left: done, back to the one before, or away from all of them. */
export type StepEnd<T> = { type: "done"; value: T } | { type: "back" } | { type: "left" };

/** A line that stands for a value; one without only says something. */
type Line<T> = Choice & { value?: T };

type Input<T> = vscode.QuickPick<Shown<Line<T>>> | vscode.InputBox;

/** Questions one after another, with a way back. They stay while a person looks something up elsewhere. */
export class Steps {
  readonly #window: StepWindow;
  readonly #back: vscode.QuickInputButton;

  constructor(window: StepWindow, back: vscode.QuickInputButton) {
    this.#window = window;
    this.#back = back;
  }

  /** @param typed a line of its own for what is typed, which comes first @param marked the value whose line is marked at first */
  choose<T>(
    words: StepWords,
    lines: readonly Line<T>[],
    { typed, marked }: { typed?: (text: string) => Line<T>; marked?: T | undefined } = {},
  ): Promise<StepEnd<T>> {
    const list = this.#window.createQuickPick<Shown<Line<T>>>();
    list.matchOnDescription = true;
    list.matchOnDetail = true;
    const draw = (text: string): void => {
      const own = typed && text !== "" ? [{ ...shown(typed(text)), alwaysShow: true }] : [];
      list.items = [...own, ...lines.map((line) => shown(line))];
    };
    draw("");
    const first = list.items.find(({ choice }) => marked !== undefined && choice.value === marked);
    if (first) list.activeItems = [first];
    if (typed) list.onDidChangeValue((text) => draw(text.trim()));
    return this.#run(list, words, () => list.selectedItems[0]?.choice.value);
  }

  /** @param complaint what is wrong with the value, if anything @param secret what is typed is not shown */
  type(
    { prompt, ...words }: StepWords & { prompt: string },
    complaint: (value: string) => string | undefined,
    { value = "", secret = false }: { value?: string; secret?: boolean } = {},
  ): Promise<StepEnd<string>> {
    const box = this.#window.createInputBox();
    box.prompt = inert(prompt);
    box.value = value;
    box.password = secret;
    const check = (): boolean => {
      const problem = complaint(box.value);
      box.validationMessage = problem === undefined ? undefined : inert(problem);
      return problem === undefined;
    };
    // Not before it is meant to be whole: an address is wrong for most of the time that it is typed.
    box.onDidChangeValue(() => {
      if (box.validationMessage !== undefined) check();
    });
    return this.#run<string>(box, words, () => (check() ? box.value.trim() : undefined));
  }

  #run<T>(input: Input<T>, words: StepWords, accepted: () => T | undefined): Promise<StepEnd<T>> {
    input.title = inert(words.title);
    input.placeholder = inert(words.placeholder);
    if (words.of > 1) [input.step, input.totalSteps] = [words.step, words.of];
    input.ignoreFocusOut = true;
    input.buttons = words.step > 1 ? [this.#back] : [];
    return new Promise((resolve) => {
      let end: StepEnd<T> = { type: "left" };
      const close = (how: StepEnd<T>): void => {
        end = how;
        input.hide();
      };
      input.onDidTriggerButton(() => close({ type: "back" }));
      input.onDidAccept(() => {
        const value = accepted();
        if (value !== undefined) close({ type: "done", value });
      });
      input.onDidHide(() => {
        input.dispose();
        resolve(end);
      });
      input.show();
    });
  }
}
