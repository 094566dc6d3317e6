import { codeBudget } from "../code/budget";
import { analyzeMessages } from "../code/code-prompt";
import { codeQuestion } from "../code/code-question";
import { isCodeTarget } from "../code/code-target";
import type { HostContext } from "./context";
import { analyze as texts } from "../texts/asking";

/** “LLM: Analyze Selection”. The lightbulb hands over the range and what the editor reports there. */
export const analyzeSelection =
  (context: HostContext) =>
  async (target?: unknown): Promise<void> => {
    const question = await codeQuestion({
      command: texts.command,
      title: texts.question,
      messages: analyzeMessages,
      places: context.places,
      maxChars: codeBudget(context.settings.current.endpoints),
      ...(isCodeTarget(target) ? { range: target.range, problems: target.problems } : { problems: [] }),
    });
    await context.ready();
    await context.answers.ask(question);
  };
