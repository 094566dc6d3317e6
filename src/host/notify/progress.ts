import type * as vscode from "vscode";
import { inert } from "../../core/foreign/foreign-text";

export type ProgressWindow = Pick<typeof vscode.window, "withProgress">;

/** Notifications with a bar and Cancel. The editor joins title and message and makes links of what it finds there. */
export class Progress {
  readonly #window: ProgressWindow;
  readonly #location: vscode.ProgressLocation;

  /** @param location where it is shown: in a notification */
  constructor(window: ProgressWindow, location: vscode.ProgressLocation) {
    this.#window = window;
    this.#location = location;
  }

  /** Runs with a cancellable notification. @returns undefined when it was cancelled. */
  async run<T>(
    title: string,
    work: (signal: AbortSignal, report: (message: string, share: number) => void) => Promise<T>,
  ): Promise<T | undefined> {
    const cancellation = new AbortController();
    return this.#window.withProgress(
      { location: this.#location, title: inert(title), cancellable: true },
      async (progress, token) => {
        const listener = token.onCancellationRequested(() => cancellation.abort());
        let shown = 0;
        try {
          return await work(cancellation.signal, (message, share) => {
            progress.report({ message: inert(message), increment: Math.max(0, share * 100 - shown) });
            shown = Math.max(shown, share * 100);
          });
        } catch (error) {
          if (cancellation.signal.aborted) return undefined;
          throw error;
        } finally {
          listener.dispose();
        }
      },
    );
  }
}
