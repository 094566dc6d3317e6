// First of all, and alone: what comes after it is made of texts, in chunks of code that are loaded when the language is known.
import "./host/l10n/speak-editor-language";
import type * as vscode from "vscode";
import type { ExtensionApi } from "./host/api/extension-api";
import type { Host } from "./host/create-host";

export type { ExtensionApi };

let host: Host | undefined;

/**
 * All extensions share one thread with what a person types. So the start is three short turns of it, not one long: this file, the code of the start, and what is built
 * with that.
 */
export async function activate(context: vscode.ExtensionContext): Promise<ExtensionApi> {
  await nextTurn();
  // Without it there is nobody who could tell that anything is missing: the editor does.
  // eslint-disable-next-line no-restricted-syntax
  const { createHost } = await import("./host/create-host");
  await nextTurn();
  host = createHost(context);
  return host.api;
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Waits until every socket is closed and every entry written, which a subscription could not. */
export async function deactivate(): Promise<void> {
  await host?.shutDown();
}
