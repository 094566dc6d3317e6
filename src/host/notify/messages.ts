import type * as vscode from "vscode";
import { inert } from "../../core/foreign/foreign-text";

/** What of the editor's window shows messages. */
export type MessageWindow = Pick<
  typeof vscode.window,
  "showInformationMessage" | "showWarningMessage" | "showErrorMessage" | "setStatusBarMessage"
>;

/**
 * Messages for people. The editor makes links of `[label](target)` and icons of `$(name)` in them, whoever wrote that, so every whole text
 * is made inert here: our own texts have no links in them. Each resolves with the button that was pressed, as it was given.
 */
export class Messages {
  readonly #window: MessageWindow;

  constructor(window: MessageWindow) {
    this.#window = window;
  }

  information(message: string, ...buttons: string[]): Promise<string | undefined> {
    return pressed(buttons, (labels) => this.#window.showInformationMessage(inert(message), ...labels));
  }

  warning(message: string, ...buttons: string[]): Promise<string | undefined> {
    return pressed(buttons, (labels) => this.#window.showWarningMessage(inert(message), ...labels));
  }

  error(message: string, ...buttons: string[]): Promise<string | undefined> {
    return pressed(buttons, (labels) => this.#window.showErrorMessage(inert(message), ...labels));
  }

  /** A dialog that must be answered; the editor adds Cancel, which resolves with undefined. */
  confirm(message: string, detail: string, ...buttons: string[]): Promise<string | undefined> {
    return pressed(buttons, (labels) =>
      this.#window.showWarningMessage(inert(message), { modal: true, detail: inert(detail) }, ...labels),
    );
  }

  /** Some words in the status bar that go away by themselves. */
  transient(message: string, forMs: number): void {
    this.#window.setStatusBarMessage(inert(message), forMs);
  }
}

async function pressed(
  buttons: string[],
  show: (labels: string[]) => Thenable<string | undefined>,
): Promise<string | undefined> {
  const labels = buttons.map((button) => inert(button));
  const label = await show(labels);
  return label === undefined ? undefined : buttons[labels.indexOf(label)];
}
