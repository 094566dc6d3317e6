// First of all: what comes after it is made of texts.
import "./host/l10n/speak-editor-language";
import type * as vscode from "vscode";
import type { ExtensionApi } from "./host/api/extension-api";
import { createHost, type Host } from "./host/create-host";

export type { ExtensionApi };

let host: Host | undefined;

export function activate(context: vscode.ExtensionContext): ExtensionApi {
  host = createHost(context);
  return host.api;
}

/** Waits until every socket is closed and every entry written, which a subscription could not. */
export async function deactivate(): Promise<void> {
  await host?.shutDown();
}
