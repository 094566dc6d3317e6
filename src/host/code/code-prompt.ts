import type { ChatMessage } from "../../core/model/chat";
import type { UserPrompt } from "../settings/list";

export interface CodeContext {
  code: string;
  /** VS Code's language id. */
  language: string;
  file: string;
  /** “parse.ts, lines 10–24”. */
  subject: string;
  /** What the editor says is wrong there. */
  problems: string[];
}

const ASSISTANT =
  "You are a programming assistant inside a code editor. Answer in Markdown, precisely and without preamble.";

export function askMessages(question: string): ChatMessage[] {
  return [
    { role: "system", content: ASSISTANT },
    { role: "user", content: question },
  ];
}

export function analyzeMessages(context: CodeContext): ChatMessage[] {
  const task =
    context.problems.length > 0
      ? `The editor reports:\n${context.problems.map((problem) => `- ${problem}`).join("\n")}\n\nExplain the cause and show the corrected code.`
      : "Explain what this code does, then point out defects, risks and what could be simpler. Show corrected code where it helps.";
  return [
    { role: "system", content: ASSISTANT },
    { role: "user", content: `${task}\n\n${codeBlock(context)}` },
  ];
}

/** Fills `${selection}`, `${language}` and `${file}` in; a prompt without `${selection}` gets the code at its end. */
export function promptMessages(prompt: UserPrompt, context: CodeContext): ChatMessage[] {
  const values: Record<string, string> = { selection: context.code, language: context.language, file: context.file };
  const filled = prompt.prompt.replace(/\$\{(selection|language|file)\}/g, (_all, name: string) => values[name] ?? "");
  const content = prompt.prompt.includes("${selection}") ? filled : `${filled}\n\n${codeBlock(context)}`;
  return [
    { role: "system", content: prompt.system ?? ASSISTANT },
    { role: "user", content },
  ];
}

/** A fence longer than any in the code, so that code about Markdown does not end it. */
function codeBlock({ code, language, subject }: CodeContext): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `From ${subject}:\n\n${fence}${language}\n${code}\n${fence}`;
}
