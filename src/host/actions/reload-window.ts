import * as vscode from "vscode";
import { isNotLoaded, notLoadedText, onCodeMissing } from "../../core/failure/loaded";
import type { Logger } from "../../core/ports/logger";
import { messages } from "../notify";
import { buttons } from "../texts/standing";

/** Begins this window anew, with the files that are there now. */
export async function reloadWindow(): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.reloadWindow");
}

/**
 * Tells of code that could not be loaded, with the one button that helps. Whoever misses it first, a check that nobody has asked for too, has it told; from then on only
 * what a person asks for, and never twice at once.
 */
export class ReloadNotice implements vscode.Disposable {
  #state: "untold" | "on_show" | "answered" = "untold";
  readonly #subscription: { dispose(): void };

  constructor(log: Logger) {
    this.#subscription = onCodeMissing((cause) => {
      log.error("A part of the extension could not be loaded", cause);
      if (this.#state === "untold") this.#show();
    });
  }

  /** Does what a person has asked for. @returns undefined where its code cannot be loaded, which is told then */
  async orTell<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!isNotLoaded(error)) throw error;
      if (this.#state !== "on_show") this.#show();
      return undefined;
    }
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #show(): void {
    this.#state = "on_show";
    void messages.error(notLoadedText(), buttons.reloadWindow).then(async (pressed) => {
      this.#state = "answered";
      if (pressed !== undefined) await reloadWindow();
    });
  }
}
