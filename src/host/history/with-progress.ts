import * as vscode from "vscode";

/** Runs with a cancellable notification. @returns undefined when it was cancelled. */
export async function withProgress<T>(title: string, work: (signal: AbortSignal, report: (message: string, share: number) => void) => Promise<T>): Promise<T | undefined> {
  const cancellation = new AbortController();
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
    const listener = token.onCancellationRequested(() => cancellation.abort());
    let shown = 0;
    try {
      return await work(cancellation.signal, (message, share) => {
        progress.report({ message, increment: Math.max(0, share * 100 - shown) });
        shown = Math.max(shown, share * 100);
      });
    } catch (error) {
      if (cancellation.signal.aborted) return undefined;
      throw error;
    } finally {
      listener.dispose();
    }
  });
}
