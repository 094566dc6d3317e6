import type * as vscode from "vscode";
import { inert } from "../../core/foreign/foreign-text";

export type InputWindow = Pick<typeof vscode.window, "showInputBox" | "createInputBox">;

/** What an input box says beside what is typed. The editor draws links and icons in all of it. */
export interface InputWords {
  title: string;
  prompt: string;
  placeholder?: string;
}

/** A box under our own control, apart from its words. */
export type OpenInput = Omit<vscode.InputBox, keyof InputWords | "validationMessage">;

/** Boxes to type into. */
export class Inputs {
  readonly #window: InputWindow;

  constructor(window: InputWindow) {
    this.#window = window;
  }

  /** Asks for a secret. @param complaint what is wrong with a value, if anything @returns what was typed, undefined when the box was left */
  async secret(words: InputWords, complaint: (value: string) => string | undefined): Promise<string | undefined> {
    const validateInput = (value: string): string | undefined => optional(complaint(value));
    return this.#window.showInputBox({ ...inertWords(words), password: true, ignoreFocusOut: true, validateInput });
  }

  /** A box that is shown and hidden by the caller. `complain` shows what is wrong with the value, or takes that away; `promptWith` says something else above the box. */
  create(words: InputWords): { box: OpenInput; complain(message?: string): void; promptWith(prompt: string): void } {
    const box = this.#window.createInputBox();
    const { title, prompt, placeHolder } = inertWords(words);
    box.title = title;
    box.prompt = prompt;
    box.placeholder = placeHolder;
    return {
      box,
      complain: (message) => (box.validationMessage = optional(message)),
      promptWith: (other) => (box.prompt = inert(other)),
    };
  }
}

const optional = (text: string | undefined): string | undefined => (text === undefined ? undefined : inert(text));

function inertWords({ title, prompt, placeholder }: InputWords): {
  title: string;
  prompt: string;
  placeHolder?: string;
} {
  return {
    title: inert(title),
    prompt: inert(prompt),
    ...(placeholder !== undefined && { placeHolder: inert(placeholder) }),
  };
}
