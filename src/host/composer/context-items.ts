import * as vscode from "vscode";
import type { ContextChip } from "../../core/messages/answer";
import { fileName } from "../code/choose-subject";
import { editorInSight } from "../code/editor-in-use";
import { looksBinary } from "../code/trim";
import { inOrder } from "../editing/followed-places";
import { composer as texts } from "../texts/asking";
import { fenced } from "./fenced";
import { stagedDiffs } from "./staged-changes";

/** Something of the editor that can go with a question. */
export interface ContextItem {
  kind: ContextChip["kind"];
  label: string;
  detail: string;
  /** The language for the fence around it. */
  language: string;
  /** What is sent of it, as it is when it is sent. */
  text(): Promise<string>;
}

/** What of the editor could go with a question now. */
export async function offeredContext(): Promise<ContextItem[]> {
  const editor = vscode.window.activeTextEditor ?? editorInSight();
  const items = [
    editor && selectionItem(editor),
    editor && fileItem(editor.document),
    editor && problemsItem(editor.document),
    ...(await changesItems()),
  ];
  return items.filter((item) => item !== undefined);
}

/** What is selected in the editor that a person is in. */
export function activeSelection(): ContextItem | undefined {
  const editor = vscode.window.activeTextEditor;
  return editor && selectionItem(editor);
}

/** All that is selected in the editor; undefined where nothing is. */
function selectionItem({ document, selections }: vscode.TextEditor): ContextItem | undefined {
  const ranges = inOrder(selections.filter((selection) => !selection.isEmpty));
  const text = ranges.map((range) => document.getText(range)).join("\n…\n");
  if (!/\S/.test(text)) return undefined;
  const lines = ranges.map(linesOf).join(", ");
  return {
    kind: "selection",
    label: texts.selection(fileName(document.uri), lines),
    detail: pathOf(document.uri),
    language: document.languageId,
    text: () => Promise.resolve(text),
  };
}

/** “3” or “3–7”, counted from 1; a line of which only the start is touched is none of them. */
function linesOf({ start, end }: vscode.Range): string {
  const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
  return last === start.line ? `${last + 1}` : `${start.line + 1}–${last + 1}`;
}

function fileItem(document: vscode.TextDocument): ContextItem | undefined {
  const text = document.getText();
  if (!/\S/.test(text) || looksBinary(text)) return undefined;
  return {
    kind: "file",
    label: fileName(document.uri),
    detail: pathOf(document.uri),
    language: document.languageId,
    text: () => Promise.resolve(document.getText()),
  };
}

function problemsItem({ uri }: vscode.TextDocument): ContextItem | undefined {
  const count = vscode.languages.getDiagnostics(uri).length;
  if (count === 0) return undefined;
  return {
    kind: "problems",
    label: texts.problems(count, fileName(uri)),
    detail: pathOf(uri),
    language: "",
    text: () =>
      Promise.resolve(
        vscode.languages
          .getDiagnostics(uri)
          .map(({ range, message }) => texts.problem(range.start.line + 1, message))
          .join("\n"),
      ),
  };
}

async function changesItems(): Promise<ContextItem[]> {
  return (await stagedDiffs()).map(({ root, diff }) => ({
    kind: "changes",
    label: texts.changes,
    detail: root,
    language: "diff",
    text: () => Promise.resolve(diff),
  }));
}

/** An item as it is sent. */
export async function fencedItem({ label, language, text }: ContextItem): Promise<string> {
  return fenced(label, language, await text());
}

function pathOf(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri);
}
