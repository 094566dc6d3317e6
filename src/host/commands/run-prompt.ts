import * as vscode from "vscode";
import { openSettings } from "../actions/open-settings";
import { codeBudget } from "../code/budget";
import { BUILT_IN_PROMPTS } from "../code/built-in-prompts";
import { promptMessages } from "../code/code-prompt";
import { codeQuestion } from "../code/code-question";
import type { HostContext } from "./context";
import { choices, type Choice } from "../notify";
import type { UserPrompt } from "../settings/list";
import { prompts as texts } from "../texts";

interface Item extends Choice {
  run?: UserPrompt;
}

/** “LLM: Run Prompt…”: the user's own prompts and the built-in ones, on the selection. Given a name it runs that one at once. */
export const runPrompt =
  (context: HostContext) =>
  async (name?: unknown): Promise<void> => {
    const own = context.settings.current.prompts;
    const named =
      typeof name === "string" ? [...own, ...BUILT_IN_PROMPTS].find((prompt) => prompt.name === name) : undefined;
    const prompt = named ?? (await choose(own));
    if (!prompt) return;
    const question = await codeQuestion({
      command: texts.command(prompt.name),
      title: (subject) => `${prompt.name}: ${subject}`,
      messages: (code) => promptMessages(prompt, code),
      maxChars: codeBudget(context.settings.current.endpoints),
    });
    await context.ready();
    await context.answers.ask(question);
  };

async function choose(own: UserPrompt[]): Promise<UserPrompt | undefined> {
  const edit: Item = { icon: "$(gear)", label: texts.edit };
  const items: Item[] = [
    ...group(texts.own, own),
    ...group(texts.builtIn, BUILT_IN_PROMPTS),
    { label: "", kind: vscode.QuickPickItemKind.Separator },
    edit,
  ];
  const picked = await choices.pick(items, { title: texts.title, placeHolder: texts.placeholder, matchOnDetail: true });
  if (picked === edit) await openSettings("llmBreaker.prompts");
  return picked?.run;
}

function group(label: string, prompts: UserPrompt[]): Item[] {
  if (prompts.length === 0) return [];
  return [
    { label, kind: vscode.QuickPickItemKind.Separator },
    ...prompts.map((run) => ({ label: run.name, detail: run.prompt, run })),
  ];
}
