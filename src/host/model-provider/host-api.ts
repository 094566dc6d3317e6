import type * as vscode from "vscode";

/** The parts of the editor's API that the provider uses, so that a test can stand in for them. */
export type HostApi = Pick<
  typeof vscode,
  "CancellationError" | "LanguageModelError" | "LanguageModelTextPart" | "LanguageModelToolCallPart" | "ThemeIcon"
> &
  NewerParts;

/** What not every editor of `engines.vscode` has, or has without its typings saying so. */
export interface NewerParts {
  LanguageModelDataPart?: new (data: Uint8Array, mimeType: string) => object;
  LanguageModelThinkingPart?: new (value: string) => object;
}

/** What may be reported of an answer: some editors know more parts than the typings. */
export interface PartSink {
  report(part: object): void;
}
