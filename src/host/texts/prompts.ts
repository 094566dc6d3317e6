import { quote } from "../../core/foreign/foreign-text";
import { t } from "../../core/l10n/t";

const placeholders = (names: string[]): string => names.map((name) => ["${", quote(name), "}"].join("")).join(", ");

/** What is said about prompts that are run on code or on changes. */

export const prompts = {
  command: (name: string) => `Run: ${name}`,
  title: t("LLM: Run Prompt"),
  placeholder: t("Choose what the model is to do with the selection or file"),
  own: t("your prompts"),
  builtIn: t("built in"),
  commit: t("Commit Message"),
  commitDetail: t("Write the message for the staged changes into the box of source control."),
  edit: t("Edit prompts of your own…"),
  staged: t("the staged changes"),
  gitElsewhere: t(
    "What is staged is known on the folder's machine only, and LLM Breaker runs on yours: set “remote.extensionKind” for it to “workspace”.",
  ),
  nothingStaged: t(
    "The prompt is about staged changes, and nothing is staged: stage a change in source control first.",
  ),
  diffCut: t("The staged changes are too large to send whole: their beginning was sent."),
  unknown: (name: string, unknown: string[], known: string[]) =>
    unknown.length === 1
      ? t(
          "The prompt “{0}” was not sent: {1} is no variable. There are {2}. A backslash before the dollar sign makes it plain text.",
          quote(name),
          placeholders(unknown),
          known.join(", "),
        )
      : t(
          "The prompt “{0}” was not sent: {1} are no variables. There are {2}. A backslash before the dollar sign makes it plain text.",
          quote(name),
          placeholders(unknown),
          known.join(", "),
        ),
};

export const fix = {
  command: "Fix",
  question: (subject: string) => t("Fix {0}", subject),
  lightbulb: t("Fix with LLM"),
  replace: t("Replace Lines"),
  noProblems: t(
    "The editor reports no problem here: put the cursor where one is underlined, or select the lines around it.",
  ),
};

export const commit = {
  label: { command: "Commit Message", title: t("the staged changes") },
  pick: t("Which repository is the commit message for?"),
  gitElsewhere: t(
    "What is staged is known on the folder's machine only, and LLM Breaker runs on yours: set “remote.extensionKind” for it to “workspace”.",
  ),
  nothingStaged: t("Nothing is staged: stage a change in source control first, then a message can be written for it."),
  writing: t("Writing a commit message…"),
  cut: t("The staged changes are too large to send whole: the message is about their beginning."),
  empty: t("The answer held no commit message. Try again."),
  gone: t("The repository is not open any more."),
  failed: (message: string) => t("There is no commit message: {0}", message),
};
