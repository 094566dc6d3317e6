import * as vscode from "vscode";
import { analyze as texts } from "../texts";
import type { AnalyzeTarget } from "./analyze-selection";

/** “Analyze with LLM” in the lightbulb: for a selection, and for what the editor reports at the cursor. */
export function registerLightbulb(): vscode.Disposable {
  const refactor = vscode.CodeActionKind.Refactor.append("llm");
  return vscode.languages.registerCodeActionsProvider(
    [{ scheme: "file" }, { scheme: "untitled" }, { scheme: "vscode-remote" }],
    {
      provideCodeActions(_document, range, { diagnostics, only }) {
        const kind = diagnostics.length > 0 ? vscode.CodeActionKind.QuickFix : refactor;
        if ((range.isEmpty && diagnostics.length === 0) || (only && !only.contains(kind))) return [];
        const around = diagnostics.reduce<vscode.Range>((all, diagnostic) => all.union(diagnostic.range), range);
        const target: AnalyzeTarget = {
          lightbulb: true,
          range: range.isEmpty ? wholeLines(around) : range,
          problems: diagnostics.map(({ message }) => message),
        };
        const action = new vscode.CodeAction(texts.lightbulb, kind);
        action.command = { command: "llmBreaker.analyzeSelection", title: texts.lightbulb, arguments: [target] };
        if (diagnostics.length > 0) action.diagnostics = [...diagnostics];
        return [action];
      },
    },
    { providedCodeActionKinds: [refactor, vscode.CodeActionKind.QuickFix] },
  );
}

/** A problem marks a word; a model needs the lines around it. */
function wholeLines(range: vscode.Range): vscode.Range {
  return new vscode.Range(Math.max(0, range.start.line - 5), 0, range.end.line + 6, 0);
}
