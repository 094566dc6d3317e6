import type * as vscode from "vscode";
import type { ScriptedOpenAi } from "../../support/servers";
import type { SecondExtension } from "../../support/second-extension/extension";
import type { Heard } from "../support/chat";

type Fault = Parameters<ScriptedOpenAi["fault"]>[0];

/** What a chat heard, and what its server saw. */
export interface Outcome extends Heard {
  /** The requests for an answer that the server got. */
  requests: readonly Record<string, unknown>[];
  /** The client closed the last one before its answer was whole. */
  closedByClient: boolean;
  /** Undefined: there was no end in time. */
  tookMs: number | undefined;
}

/** What a server does, and what a chat should get then. */
export interface ChatCase {
  /** The row's first cell; no other row has the same. */
  name: string;
  /** In words, for the row's second cell. */
  wanted: string;
  fault?: Fault;
  /** How often it strikes; without it always. */
  times?: number;
  question?(api: typeof vscode): vscode.LanguageModelChatMessage[];
  options?: vscode.LanguageModelChatRequestOptions;
  /** The chat wants no more after the first part. */
  cancels?: true;
  right(outcome: Outcome): boolean;
}

/** All that the server says where it says all. */
export const SAID = "Der Himmel ist blau, weil Luft blaues Licht stärker streut: 空は青い 🙂 and so on to the end.";

export const whole = ({ text, error }: Outcome): boolean => error === undefined && text === SAID;

/** An error of the editor's kind that says so, whatever had come before it. */
export const fails =
  (words: RegExp, code?: string) =>
  ({ error }: Outcome): boolean =>
    error !== undefined && words.test(error.message) && (code === undefined || error.code === code);

/** As a chat asks. */
export const userSays = ({ api }: SecondExtension, text: string): vscode.LanguageModelChatMessage[] => [
  api.LanguageModelChatMessage.User(text),
];
