import * as vscode from "vscode";

/** What a command is to be about instead of the selection, and what the editor reports there. */
export interface CodeTarget {
  lightbulb: true;
  range: vscode.Range;
  problems: string[];
}

/** The editor's context menu passes the document's address instead. */
export function isCodeTarget(value: unknown): value is CodeTarget {
  return typeof value === "object" && value !== null && "lightbulb" in value;
}

/** A problem marks a word; a model needs the lines around it, and puts whole lines back. */
const LINES_AROUND = 5;

/** What is selected, or else the lines around what is reported there. */
export function targetOf(
  document: vscode.TextDocument,
  range: vscode.Range,
  diagnostics: readonly vscode.Diagnostic[],
): CodeTarget {
  const around = diagnostics.reduce<vscode.Range>((all, diagnostic) => all.union(diagnostic.range), range);
  return {
    lightbulb: true,
    range: range.isEmpty ? wholeLines(document, around) : range,
    problems: diagnostics.map(({ message }) => message),
  };
}

/** What is reported about a stretch of a document; about the whole line where nothing is selected. */
export function problemsAt({ uri }: vscode.TextDocument, ranges: readonly vscode.Range[]): vscode.Diagnostic[] {
  const places = ranges.map((range) =>
    range.isEmpty ? new vscode.Range(range.start.line, 0, range.start.line + 1, 0) : range,
  );
  return vscode.languages.getDiagnostics(uri).filter(({ range }) =>
    places.some((place) => {
      const shared = place.intersection(range);
      return shared !== undefined && (range.start.line < place.end.line || place.end.character > 0);
    }),
  );
}

function wholeLines(document: vscode.TextDocument, { start, end }: vscode.Range): vscode.Range {
  const last = Math.min(document.lineCount - 1, end.line + LINES_AROUND);
  return new vscode.Range(Math.max(0, start.line - LINES_AROUND), 0, last, document.lineAt(last).text.length);
}
