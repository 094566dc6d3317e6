import type * as vscode from "vscode";
import { codeBudget } from "../code/budget";
import { analyzeMessages } from "../code/code-prompt";
import { codeQuestion } from "../code/code-question";
import type { HostContext } from "./context";
import { analyze as texts } from "../texts";

/** “LLM: Analyze Selection”. The lightbulb hands over the range and what the editor reports there. */
export const analyzeSelection =
  (context: HostContext) =>
  async (target?: unknown): Promise<void> => {
    const { range, problems } = isTarget(target) ? target : { range: undefined, problems: [] };
    const question = await codeQuestion({
      command: texts.command,
      title: texts.question,
      messages: analyzeMessages,
      maxChars: codeBudget(context.settings.current.endpoints),
      ...(range !== undefined && { range }),
      problems,
    });
    await context.ready();
    await context.answers.ask(question);
  };

export interface AnalyzeTarget {
  lightbulb: true;
  range: vscode.Range;
  problems: string[];
}

/** The editor's context menu passes the document's address instead. */
function isTarget(value: unknown): value is AnalyzeTarget {
  return typeof value === "object" && value !== null && "lightbulb" in value;
}
