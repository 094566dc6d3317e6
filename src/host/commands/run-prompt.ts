import { tWord } from "../../core/l10n/t";
import * as vscode from "vscode";
import { openSettings } from "../actions/open-settings";
import { codeBudget } from "../code/budget";
import { BUILT_IN_PROMPTS } from "../code/built-in-prompts";
import { diffMessages, promptMessages } from "../code/code-prompt";
import { editorInUse } from "../code/editor-in-use";
import { codeQuestion } from "../code/code-question";
import { inWords, unknownPlaceholders, variablesOf, PROMPT_VARIABLES } from "../code/prompt-variables";
import type { Ask } from "../answer-panel/turn/question";
import { stagedDiff } from "../composer/staged-diff";
import { tellNothingStaged } from "../composer/tell-nothing-staged";
import type { HostContext } from "./context";
import { choices, messages, type Choice } from "../notify";
import type { UserPrompt } from "../settings/list";
import { buttons } from "../texts/standing";
import { prompts as texts } from "../texts/prompts";

interface Item extends Choice {
  run?: UserPrompt;
  command?: string;
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
    const unknown = unknownPlaceholders(prompt);
    if (unknown.length > 0) return tellUnknown(prompt, unknown);
    const question = await questionOf(prompt, context);
    if (!question) return;
    await context.ready();
    await context.answers.ask(question);
  };

/** A placeholder with a typing error would reach the model as it is, which then guesses what was meant. */
async function tellUnknown({ name }: UserPrompt, unknown: string[]): Promise<void> {
  const pressed = await messages.warning(
    texts.unknown(inWords(name), unknown, [...PROMPT_VARIABLES]),
    buttons.openSettings,
  );
  if (pressed !== undefined) await openSettings("llmBreaker.prompts");
}

/** Undefined, and said, where the prompt is about changes and nothing is staged. */
async function questionOf(prompt: UserPrompt, { settings, places }: HostContext): Promise<Ask | undefined> {
  const title = inWords(nameOf(prompt));
  // The history keeps it, whatever language is spoken when that is read.
  const command = texts.command(inWords(prompt.name));
  const named = variablesOf(prompt);
  const maxChars = codeBudget(settings.current.endpoints);
  const changesOnly = named.has("diff") && named.size === 1;
  // Where code goes too, both have to fit.
  const diff = named.has("diff") ? await stagedDiff(changesOnly ? maxChars : Math.floor(maxChars / 2)) : undefined;
  if (named.has("diff") && !diff) return tellNothingStaged(texts);
  if (diff && changesOnly)
    return {
      type: "ask",
      title: `${title}: ${texts.staged}`,
      label: { command, title: texts.staged },
      messages: diffMessages(prompt, diff.text),
      ...(diff.cut && { notice: texts.diffCut }),
    };
  const question = await codeQuestion({
    command,
    title: (subject) => `${title}: ${subject}`,
    messages: (code) => promptMessages(prompt, code, diff?.text),
    places,
    maxChars: maxChars - (diff?.text.length ?? 0),
  });
  return diff?.cut ? { ...question, notice: [question.notice, texts.diffCut].join(" ").trim() } : question;
}

async function choose(own: UserPrompt[]): Promise<UserPrompt | undefined> {
  const edit: Item = { icon: "$(gear)", label: texts.edit };
  const commit: Item = { label: texts.commit, detail: texts.commitDetail, command: "llmBreaker.commitMessage" };
  const items: Item[] = [
    ...group(texts.own, own),
    ...group(texts.builtIn, BUILT_IN_PROMPTS),
    commit,
    { label: "", kind: vscode.QuickPickItemKind.Separator },
    edit,
  ];
  const picked = await choices.pick(items, { title: texts.title, placeHolder: texts.placeholder, matchOnDetail: true });
  if (picked === edit) await openSettings("llmBreaker.prompts");
  if (picked?.command !== undefined) await vscode.commands.executeCommand(picked.command);
  return picked?.run;
}

/** Those of our own have names in every language. */
const nameOf = (prompt: UserPrompt): string => (BUILT_IN_PROMPTS.includes(prompt) ? tWord(prompt.name) : prompt.name);

function group(label: string, prompts: UserPrompt[]): Item[] {
  if (prompts.length === 0) return [];
  const language = editorInUse()?.document.languageId;
  const words = language === undefined ? {} : { language };
  return [
    { label, kind: vscode.QuickPickItemKind.Separator },
    ...prompts.map((run) => ({ label: inWords(nameOf(run), words), detail: inWords(run.prompt, words), run })),
  ];
}
