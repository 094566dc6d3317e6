import { codeBudget } from "../code/budget";
import { fixMessages } from "../code/code-prompt";
import { codeQuestion, NothingToSend } from "../code/code-question";
import { editorInUse } from "../code/editor-in-use";
import { isCodeTarget, problemsAt, targetOf, type CodeTarget } from "../code/code-target";
import type { HostContext } from "./context";
import { fix as texts } from "../texts/prompts";

/** “LLM: Fix with LLM”: asks for the code back, mended, so that it can take its place. The lightbulb hands over what is to be mended. */
export const fixProblems =
  (context: HostContext) =>
  async (given?: unknown): Promise<void> => {
    const { range, problems } = isCodeTarget(given) ? given : here();
    const question = await codeQuestion({
      command: texts.command,
      title: texts.question,
      messages: fixMessages,
      places: context.places,
      maxChars: codeBudget(context.settings.current.endpoints),
      range,
      problems,
      replace: texts.replace,
    });
    await context.ready();
    await context.answers.ask(question);
  };

/** @throws {NothingToSend} where nothing is reported */
function here(): CodeTarget {
  const editor = editorInUse();
  const diagnostics = editor ? problemsAt(editor.document, [editor.selection]) : [];
  if (!editor || diagnostics.length === 0) throw new NothingToSend(texts.noProblems, "problems");
  return targetOf(editor.document, editor.selection, diagnostics);
}
