import * as vscode from "vscode";
import type { TextMessage } from "../../core/model/chat";
import type { Ask } from "../answer-panel/turn/question";
import type { FollowedPlaces } from "../editing/followed-places";
import { analyze as texts } from "../texts/asking";
import type { WayOn } from "../texts/ways-on";
import { chooseSubject, fileName } from "./choose-subject";
import type { CodeContext } from "./code-prompt";
import { problemsAt } from "./code-target";
import { editorInUse } from "./editor-in-use";
import { looksBinary, trimAround } from "./trim";

/** Thrown where there is no code to send; the message is the sentence to show. */
export class NothingToSend extends Error {
  override readonly name = "NothingToSend";
  /** Where there may be some. */
  readonly wayOn: WayOn | undefined;

  constructor(message: string, wayOn?: WayOn) {
    super(message);
    this.wayOn = wayOn;
  }
}

export interface CodeQuestionOptions {
  /** What the history calls the command. */
  command: string;
  /** What the header shows, given the subject. */
  title(subject: string): string;
  messages(context: CodeContext): TextMessage[];
  maxChars: number;
  /** What to send instead of the selection (lightbulb). */
  range?: vscode.Range;
  places: Pick<FollowedPlaces, "follow">;
  /** What is reported there; by default all that the editor reports. */
  problems?: string[];
  /** What the button says that puts an answer in the code's place, where that is not for the choice of the code to say. */
  replace?: string;
}

/** A prompt this short is not the one that is too long for an endpoint. */
const SHORTEST_EXCERPT = 500;

/** Makes a question about the code in the active editor. @throws {NothingToSend} when there is none that could be sent */
export async function codeQuestion(options: CodeQuestionOptions): Promise<Ask> {
  const editor = editorInUse();
  if (!editor) throw new NothingToSend(noEditorSentence(), "openFile");
  const { document } = editor;
  const name = fileName(document.uri);
  const all = document.getText();
  if (!/\S/.test(all)) throw new NothingToSend(texts.empty(name));
  if (looksBinary(all)) throw new NothingToSend(texts.binary(name));

  const focus = options.range ? [options.range] : editor.selections;
  const chosen = await chooseSubject(document, focus);
  const code = chosen.ranges.map((range) => document.getText(range)).join(`\n${texts.gap}\n`);
  if (!/\S/.test(code)) throw new NothingToSend(texts.blankSelection);
  const cursor = focus[0]?.isEmpty ? focus[0].start.line - (chosen.ranges[0]?.start.line ?? 0) : 0;
  const place = options.places.follow(document, chosen.ranges);
  const replace = options.replace ?? chosen.replace;
  const problems = options.problems ?? problemsAt(document, chosen.ranges).map(({ message }) => message);

  const build = (maxChars: number): Ask => {
    const excerpt = trimAround(code, cursor, maxChars);
    const context: CodeContext = {
      code: excerpt.text,
      language: document.languageId,
      file: name,
      subject: chosen.subject,
      problems,
    };
    const notice = excerpt.trimmed
      ? texts.trimmed(excerpt.to - excerpt.from + 1, excerpt.totalLines, code.length)
      : chosen.notice;
    return {
      type: "ask",
      title: options.title(chosen.subject),
      label: { command: options.command, title: chosen.subject },
      messages: options.messages(context),
      ...(notice !== undefined && { notice }),
      ...(!excerpt.trimmed &&
        replace !== undefined && {
          source: { place, replace },
        }),
      shorten: () => (excerpt.text.length > SHORTEST_EXCERPT ? build(Math.floor(excerpt.text.length / 2)) : undefined),
    };
  };
  return build(options.maxChars);
}

/** Why there is no text editor: nothing is open, or what is open is no text. */
function noEditorSentence(): string {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  const shown =
    tab?.input instanceof vscode.TabInputText || tab?.input instanceof vscode.TabInputCustom ? tab : undefined;
  return shown ? texts.notText(shown.label) : texts.noEditor;
}
