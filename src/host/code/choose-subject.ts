import * as vscode from "vscode";
import { analyze as texts } from "../texts";

/** A range of a document to send, and how to speak of it. */
export interface Subject {
  range: vscode.Range;
  subject: string;
  notice?: string;
  /** What the button says that puts an answer in its place; absent where nobody has pointed at what would be replaced. */
  replace?: string;
}

/** Symbols of a file this size take language servers seconds, and the file would be trimmed around the cursor anyway. */
const MAX_CHARS_FOR_SYMBOLS = 1_000_000;
const SYMBOLS_TIMEOUT_MS = 3000;

/** What is selected, else the innermost function, method or class around the cursor, else the whole file. */
export async function chooseSubject(document: vscode.TextDocument, selection: vscode.Range): Promise<Subject> {
  const name = fileName(document.uri);
  if (!selection.isEmpty)
    return { range: selection, subject: linesOf(name, selection), replace: texts.replaceSelection };
  const symbol = await enclosingSymbol(document, selection.start);
  if (symbol)
    return {
      range: symbol.range,
      subject: texts.symbol(symbol.name, name),
      notice: texts.symbolNotice(symbol.name),
      replace: texts.replaceSymbol(symbol.name),
    };
  const whole = new vscode.Range(0, 0, document.lineCount - 1, document.lineAt(document.lineCount - 1).text.length);
  return { range: whole, subject: texts.wholeFile(name), notice: texts.fileNotice };
}

export function fileName(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf("/") + 1) || uri.toString();
}

function linesOf(name: string, range: vscode.Range): string {
  const last = range.end.character === 0 && range.end.line > range.start.line ? range.end.line : range.end.line + 1;
  return texts.lines(name, range.start.line + 1, last);
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
