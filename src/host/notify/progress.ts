import type * as vscode from "vscode";
import { untilAborted, within, type Timers } from "../../core/async/wait";
import { inert } from "../../core/foreign/foreign-text";

/** What takes no longer needs no bar, in milliseconds. */
const QUICK_MS = 2_000;

export type ProgressWindow = Pick<typeof vscode.window, "withProgress">;

/** Notifications with a bar and Cancel. The editor joins title and message and makes links of what it finds there. */
export class Progress {
  readonly #window: ProgressWindow;
  readonly #location: vscode.ProgressLocation;
  readonly #timers: Timers;

  /** @param location where it is shown: in a notification */
  constructor(window: ProgressWindow, location: vscode.ProgressLocation, timers: Timers) {
    this.#window = window;
    this.#location = location;
    this.#timers = timers;
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

  /**
   * Waits for work that is quick as a rule and cannot be stopped: where it takes long there is a notification, and Cancel ends the waiting. Rejects as the work does.
   * @returns whether the work was done before
   */
  async waitFor(title: string, work: Promise<void>): Promise<boolean> {
    const done = work.then(() => true);
    if (await within(done, QUICK_MS, this.#timers)) return true;
    return (await this.run(title, (signal) => untilAborted(done, signal))) === true;
  }
}
