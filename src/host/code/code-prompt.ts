import type { TextMessage } from "../../core/model/chat";
import type { UserPrompt } from "../settings/list";
import { filled, variablesOf } from "./prompt-variables";

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

export function askMessages(question: string): TextMessage[] {
  return [
    { role: "system", content: ASSISTANT },
    { role: "user", content: question },
  ];
}

export function analyzeMessages(context: CodeContext): TextMessage[] {
  const task =
    context.problems.length > 0
      ? `The editor reports:\n${listed(context.problems)}\n\nExplain the cause and show the corrected code.`
      : "Explain what this code does, then point out defects, risks and what could be simpler. Show corrected code where it helps.";
  return [
    { role: "system", content: ASSISTANT },
    { role: "user", content: `${task}\n\n${codeBlock(context)}` },
  ];
}

/** Asks for the very code back, mended, in a form that can take its place. */
export function fixMessages(context: CodeContext): TextMessage[] {
  const task = `The editor reports:\n${listed(context.problems)}\n\nMend this with as few changes as possible. Say the cause in one sentence, then give all of the code below, corrected, in one code block: no line left out, none added from around it, indented as it is.`;
  return [
    { role: "system", content: ASSISTANT },
    { role: "user", content: `${task}\n\n${codeBlock(context)}` },
  ];
}

/** Fills the variables in. A prompt that names neither `${selection}` nor `${diff}` gets the code at its end. */
export function promptMessages(prompt: UserPrompt, context: CodeContext, diff = ""): TextMessage[] {
  const values = {
    selection: context.code,
    language: context.language,
    file: context.file,
    problems: listed(context.problems),
    diff,
  };
  const named = variablesOf(prompt);
  const content = filled(prompt.prompt, values);
  const whole = named.has("selection") || named.has("diff") ? content : `${content}\n\n${codeBlock(context)}`;
  return [
    { role: "system", content: prompt.system === undefined ? ASSISTANT : filled(prompt.system, values) },
    { role: "user", content: whole },
  ];
}

/** A prompt that is about what is staged alone. */
export function diffMessages(prompt: UserPrompt, diff: string): TextMessage[] {
  return promptMessages(prompt, { code: "", language: "", file: "", subject: "", problems: [] }, diff);
}

/** Asks for the message of a commit and nothing else. */
export function commitMessages(diff: string): TextMessage[] {
  return [
    {
      role: "system",
      content:
        "You write commit messages. Answer with the message alone: no code block, no quotation marks, nothing before or after it.",
    },
    {
      role: "user",
      content: `Write the commit message for the change below: a subject of at most 72 characters in the imperative mood and, only where it needs one, an empty line and a short body that says why.\n\n${fenced("diff", diff)}`,
    },
  ];
}

function listed(problems: string[]): string {
  return problems.map((problem) => `- ${problem}`).join("\n");
}

function codeBlock({ code, language, subject }: CodeContext): string {
  return `From ${subject}:\n\n${fenced(language, code)}`;
}

/** A fence longer than any in the code, so that code about Markdown does not end it. */
function fenced(language: string, code: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${code}\n${fence}`;
}
