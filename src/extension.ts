// First of all, and alone: what comes after it is made of texts, in chunks of code that are loaded when the language is known.
import "./host/l10n/speak-editor-language";
import type * as vscode from "vscode";
import type { ExtensionApi } from "./host/api/extension-api";
import type { Host } from "./host/create-host";

export type { ExtensionApi };

let host: Host | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<ExtensionApi> {
  const { createHost } = await import("./host/create-host");
  // Reading the code and building with it are two turns of the host's thread: what a person types meanwhile is answered between them.
  await new Promise((resolve) => setImmediate(resolve));
  host = createHost(context);
  return host.api;
}

/** Waits until every socket is closed and every entry written, which a subscription could not. */
export async function deactivate(): Promise<void> {
  await host?.shutDown();
}
