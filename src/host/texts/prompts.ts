import { quote } from "../../core/foreign/foreign-text";

/** What is said about prompts that are run on code or on changes. */

export const prompts = {
  command: (name: string) => `Run: ${name}`,
  title: "LLM: Run Prompt",
  placeholder: "Choose what the model is to do with the selection or file",
  own: "your prompts",
  builtIn: "built in",
  commit: "Commit Message",
  commitDetail: "Write the message for the staged changes into the box of source control.",
  edit: "Edit prompts of your own…",
  staged: "the staged changes",
  gitElsewhere:
    "What is staged is known on the folder's machine only, and LLM Breaker runs on yours: set “remote.extensionKind” for it to “workspace”.",
  nothingStaged: "The prompt is about staged changes, and nothing is staged: stage a change in source control first.",
  diffCut: "The staged changes are too large to send whole: their beginning was sent.",
  unknown: (name: string, unknown: string[], known: string[]) =>
    `The prompt “${quote(name)}” was not sent: ${unknown.map((placeholder) => `\${${quote(placeholder)}}`).join(", ")} ${unknown.length === 1 ? "is no variable" : "are no variables"}. There are ${known.join(", ")}. A backslash before the dollar sign makes it plain text.`,
};

export const fix = {
  command: "Fix",
  question: (subject: string) => `Fix ${subject}`,
  lightbulb: "Fix with LLM",
  replace: "Replace Lines",
  noProblems:
    "The editor reports no problem here: put the cursor where one is underlined, or select the lines around it.",
};

export const commit = {
  label: { command: "Commit Message", title: "the staged changes" },
  pick: "Which repository is the commit message for?",
  gitElsewhere:
    "What is staged is known on the folder's machine only, and LLM Breaker runs on yours: set “remote.extensionKind” for it to “workspace”.",
  nothingStaged: "Nothing is staged: stage a change in source control first, then a message can be written for it.",
  writing: "Writing a commit message…",
  cut: "The staged changes are too large to send whole: the message is about their beginning.",
  empty: "The answer held no commit message. Try again.",
  gone: "The repository is not open any more.",
  failed: (message: string) => `There is no commit message: ${message}`,
};
