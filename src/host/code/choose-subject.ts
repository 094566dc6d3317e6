import * as vscode from "vscode";
import { inOrder } from "../editing/followed-places";
import { analyze as texts } from "../texts/asking";

/** What of a document to send, and how to speak of it. */
export interface Subject {
  /** In the order of the file, apart from each other. */
  ranges: readonly vscode.Range[];
  subject: string;
  notice?: string;
  /** What the button says that puts an answer in its place; absent where nobody has pointed at what would be replaced. */
  replace?: string;
}

/** Symbols of a file this size take language servers seconds, and the file would be trimmed around the cursor anyway. */
const MAX_CHARS_FOR_SYMBOLS = 1_000_000;
const SYMBOLS_TIMEOUT_MS = 3000;
/** More selections than these are only counted. */
const MOST_NAMED = 3;

/** All that is selected, else the innermost function, method or class around the cursor, else the whole file. */
export async function chooseSubject(
  document: vscode.TextDocument,
  selections: readonly vscode.Range[],
): Promise<Subject> {
  const name = fileName(document.uri);
  const selected = inOrder(selections.filter((selection) => !selection.isEmpty));
  if (selected.length > 0)
    return {
      ranges: selected,
      subject: linesOf(name, selected),
      replace: selected.length === 1 ? texts.replaceSelection : texts.replaceSelections,
    };
  const cursor = selections[0]?.start ?? new vscode.Position(0, 0);
  const symbol = await enclosingSymbol(document, cursor);
  if (symbol)
    return {
      ranges: [symbol.range],
      subject: texts.symbol(symbol.name, name),
      notice: texts.symbolNotice(symbol.name),
      replace: texts.replaceSymbol(symbol.name),
    };
  const whole = new vscode.Range(0, 0, document.lineCount - 1, document.lineAt(document.lineCount - 1).text.length);
  return { ranges: [whole], subject: texts.wholeFile(name), notice: texts.fileNotice };
}

export function fileName(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf("/") + 1) || uri.toString();
}

/** “parse.ts, lines 10–24, 30–31 and 2 more”. */
function linesOf(name: string, ranges: readonly vscode.Range[]): string {
  const spans = ranges.slice(0, MOST_NAMED).map((range) => ({
    from: range.start.line + 1,
    to: range.end.character === 0 && range.end.line > range.start.line ? range.end.line : range.end.line + 1,
  }));
  return texts.lines(name, spans, ranges.length - spans.length);
}

async function enclosingSymbol(
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.DocumentSymbol | undefined> {
  if (document.getText().length > MAX_CHARS_FOR_SYMBOLS) return undefined;
  const found = vscode.commands.executeCommand<(vscode.DocumentSymbol | vscode.SymbolInformation)[] | undefined>(
    "vscode.executeDocumentSymbolProvider",
    document.uri,
  );
  const symbols = await Promise.race([Promise.resolve(found).catch(() => undefined), after(SYMBOLS_TIMEOUT_MS)]);
  return innermost(
    (symbols ?? []).filter((symbol): symbol is vscode.DocumentSymbol => "children" in symbol),
    position,
  );
}

const WORTH_SENDING = new Set([
  vscode.SymbolKind.Class,
  vscode.SymbolKind.Constructor,
  vscode.SymbolKind.Enum,
  vscode.SymbolKind.Function,
  vscode.SymbolKind.Interface,
  vscode.SymbolKind.Method,
  vscode.SymbolKind.Struct,
]);

function innermost(symbols: vscode.DocumentSymbol[], position: vscode.Position): vscode.DocumentSymbol | undefined {
  for (const symbol of symbols) {
    if (!symbol.range.contains(position)) continue;
    return innermost(symbol.children, position) ?? (WORTH_SENDING.has(symbol.kind) ? symbol : undefined);
  }
  return undefined;
}

function after(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), ms));
}
