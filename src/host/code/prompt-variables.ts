import { t } from "../../core/l10n/t";
import type { UserPrompt } from "../settings/list";

/** What a prompt may name as `${…}`. */
export const PROMPT_VARIABLES = ["selection", "language", "file", "problems", "diff"] as const;
export type PromptVariable = (typeof PROMPT_VARIABLES)[number];

/** A placeholder, or one that a backslash makes plain text: `\${x}`. What is longer, or no name, is code and stays. */
const PLACEHOLDER = /(\\?)\$\{([A-Za-z][\w.:-]{0,60})\}/g;

const isVariable = (name: string): name is PromptVariable => PROMPT_VARIABLES.some((known) => known === name);

/** The variables that a prompt names, its system message included. */
export function variablesOf(prompt: UserPrompt): ReadonlySet<PromptVariable> {
  return new Set(namesIn(prompt).filter(isVariable));
}

/** The placeholders that nothing could be filled into: they are told, never sent. */
export function unknownPlaceholders(prompt: UserPrompt): string[] {
  return [...new Set(namesIn(prompt).filter((name) => !isVariable(name)))];
}

/** Puts the values in their places, once: what looks like a placeholder in a value stays. */
export function filled(template: string, values: Record<PromptVariable, string>): string {
  return template.replace(PLACEHOLDER, (whole, escape: string, name: string) => {
    if (escape !== "") return whole.slice(1);
    return isVariable(name) ? values[name] : whole;
  });
}

/** A text with words in the place of its placeholders, for lists and titles. @param words what is known already */
export function inWords(template: string, words: Partial<Record<PromptVariable, string>> = {}): string {
  const all: Record<PromptVariable, string> = {
    selection: t("the selection"),
    language: "…",
    file: t("the file"),
    problems: t("its problems"),
    diff: t("the staged changes"),
    ...words,
  };
  return template.replace(PLACEHOLDER, (whole, escape: string, name: string) => {
    if (escape !== "") return whole.slice(1);
    return isVariable(name) ? all[name] : "…";
  });
}

function namesIn({ prompt, system }: UserPrompt): string[] {
  return [...`${prompt}\n${system ?? ""}`.matchAll(PLACEHOLDER)].flatMap(([, escape, name]) =>
    escape === "" && name !== undefined ? [name] : [],
  );
}
