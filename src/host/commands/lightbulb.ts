import * as vscode from "vscode";
import { targetOf } from "../code/code-target";
import { analyze as texts } from "../texts/asking";
import { fix as fixTexts } from "../texts/prompts";

/** In the lightbulb: “Analyze with LLM” for a selection and for what the editor reports at the cursor, and “Fix with LLM” for the latter. */
export function registerLightbulb(): vscode.Disposable {
  const refactor = vscode.CodeActionKind.Refactor.append("llm");
  const quickFix = vscode.CodeActionKind.QuickFix;
  return vscode.languages.registerCodeActionsProvider(
    [{ scheme: "file" }, { scheme: "untitled" }, { scheme: "vscode-remote" }],
    {
      provideCodeActions(document, range, { diagnostics, only }) {
        const reported = diagnostics.length > 0;
        const kind = reported ? quickFix : refactor;
        if ((range.isEmpty && !reported) || (only && !only.contains(kind))) return [];
        const action = (title: string, command: string): vscode.CodeAction => {
          const made = new vscode.CodeAction(title, kind);
          made.command = { command, title, arguments: [targetOf(document, range, diagnostics)] };
          if (reported) made.diagnostics = [...diagnostics];
          return made;
        };
        return [
          ...(reported ? [action(fixTexts.lightbulb, "llmBreaker.fixProblems")] : []),
          action(texts.lightbulb, "llmBreaker.analyzeSelection"),
        ];
      },
    },
    { providedCodeActionKinds: [refactor, quickFix] },
  );
}
