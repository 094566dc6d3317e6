import * as vscode from "vscode";
import type { ExtensionApi } from "../../../src/extension";
import type { SecondExtension } from "../../support/second-extension/extension";

export const extensionId = "llm-breaker.llm-breaker";

/** The extension under test, running. */
export async function activated(): Promise<ExtensionApi> {
  const extension = vscode.extensions.getExtension<ExtensionApi>(extensionId);
  if (!extension) throw new Error(`${extensionId} is not installed in this editor.`);
  return extension.activate();
}

/** Settings of `llmBreaker.*` for a test, and the way back. */
export async function withSettings(values: Record<string, unknown>): Promise<() => Promise<void>> {
  await update(values);
  return () => update(Object.fromEntries(Object.keys(values).map((key) => [key, undefined])));
}

async function update(values: Record<string, unknown>): Promise<void> {
  for (const [key, value] of Object.entries(values)) {
    await vscode.workspace.getConfiguration("llmBreaker").update(key, value, vscode.ConfigurationTarget.Global);
  }
}

/** Asks again until the answer is not undefined. @throws after `timeoutMs`, with what was waited for */
export async function until<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  timeoutMs = 5000,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`Waited ${timeoutMs} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

type Teller = "showInformationMessage" | "showWarningMessage" | "showErrorMessage";

/** Takes down what messages the extension shows instead of showing them. */
export function listenToMessages(): { shown: string[]; restore(): void } {
  const shown: string[] = [];
  const window = vscode.window as unknown as Record<
    Teller,
    (message: string, ...rest: unknown[]) => Promise<undefined>
  >;
  const tellers: Teller[] = ["showInformationMessage", "showWarningMessage", "showErrorMessage"];
  const originals = tellers.map((name) => window[name]);
  for (const name of tellers) {
    window[name] = (message) => {
      shown.push(message);
      return Promise.resolve(undefined);
    };
  }
  return {
    shown,
    restore: () => tellers.forEach((name, index) => (window[name] = originals[index] as (typeof window)[Teller])),
  };
}

export function answerTabs(): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith("llmBreaker.answer"));
}

/** Opens a document and resolves when it is the active one, which older editors say a little later. */
export async function shown(options: { content: string; language?: string } | string): Promise<vscode.TextEditor> {
  const document = await (typeof options === "string"
    ? vscode.workspace.openTextDocument(options)
    : vscode.workspace.openTextDocument(options));
  const editor = await vscode.window.showTextDocument(document);
  await until("the document is the active one", () =>
    vscode.window.activeTextEditor?.document === document ? true : undefined,
  );
  return editor;
}

/** Another extension, running: what it sees is what every other extension sees. */
export async function secondExtension(): Promise<SecondExtension> {
  const extension = vscode.extensions.getExtension<SecondExtension>("llm-breaker-tests.second");
  if (!extension) throw new Error("The second extension is not loaded.");
  return extension.activate();
}
