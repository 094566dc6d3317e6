import type * as vscode from "vscode";

type DataPart = new (data: Uint8Array, mimeType: string) => object;
type ThinkingPart = new (value: string) => object;

/** What not every editor of `engines.vscode` has, or has without its typings saying so, beside what `language-models` declares. */
declare module "vscode" {
  export const LanguageModelThinkingPart: ThinkingPart | undefined;
}

/** The parts of the editor's API that the provider uses, so that a test can stand in for them. */
export type HostApi = Pick<
  typeof vscode,
  "CancellationError" | "LanguageModelError" | "LanguageModelTextPart" | "LanguageModelToolCallPart" | "ThemeIcon"
> & { LanguageModelDataPart?: DataPart; LanguageModelThinkingPart?: ThinkingPart };

/** What may be reported of an answer: some editors know more parts than the typings. */
export interface PartSink {
  report(part: object): void;
}
