import { quote } from "../../core/foreign/foreign-text";
import { count as number } from "../../core/l10n/numbers";
import { t } from "../../core/l10n/t";
import { bytes, shortened } from "./format";

/** What a question is made of: commands, what goes with it, and why it could not be asked. */

export const ask = {
  command: "Ask",
  title: t("LLM: Ask"),
  placeholder: t("Ask a question; Enter sends it, Up recalls earlier questions"),
  prompt: t("The answer appears in a panel beside the editor."),
  withSelection: (label: string) => t("What is selected goes with it: {0}.", quote(label)),
  showSelection: t("Show What Is Sent of the Selection"),
  leaveOutSelection: t("Leave the Selection Out"),
  empty: t("Type a question first."),
  history: t("Earlier Questions"),
};

export const analyze = {
  command: "Analyze",
  noEditor: t("There is nothing to analyze: open a text file first, then run “LLM: Analyze Selection” again."),
  notText: (name: string) =>
    t("“{0}” is not open as text (binary, or too large for the editor): open a text file to analyze.", quote(name)),
  binary: (name: string) =>
    t("“{0}” holds binary data, which a language model cannot read: open a text file to analyze.", quote(name)),
  empty: (name: string) => t("“{0}” is empty: write or open some code, then analyze it.", quote(name)),
  blankSelection: t(
    "The selection holds only blanks: select some code, or clear the selection to analyze what the cursor is in.",
  ),
  question: (subject: string) => t("Analyze {0}", subject),
  lightbulb: t("Analyze with LLM"),
  lines: (name: string, spans: { from: number; to: number }[], more: number) => {
    const named = spans.map(({ from, to }) => (from === to ? String(from) : [from, to].join("–"))).join(", ");
    if (more > 0) return t("{0}, lines {1} and {2} more", name, named, more);
    const one = spans.length === 1 && spans[0]?.from === spans[0]?.to;
    return one ? t("{0}, line {1}", name, named) : t("{0}, lines {1}", name, named);
  },
  symbol: (symbol: string, name: string) => t("“{0}” in {1}", symbol, name),
  wholeFile: (name: string) => t("the whole file {0}", name),
  replaceSelection: t("Replace Selection"),
  replaceSelections: t("Replace Selections"),
  /** Between two stretches of code that were selected apart from each other. */
  gap: "…",
  replaceSymbol: (symbol: string) => t("Replace “{0}”", shortened(symbol, 30)),
  symbolNotice: (symbol: string) => t("Nothing was selected, so the enclosing “{0}” was sent.", symbol),
  fileNotice: t("Nothing was selected, so the whole file was sent."),
  trimmed: (sent: number, total: number, size: number) =>
    t(
      "Too large to send whole ({0}): {1} of {2} lines were sent. Select the part that matters, or set “contextLength” of the endpoint.",
      bytes(size),
      number(sent),
      number(total),
    ),
};

export const lost = {
  interrupted: t("Interrupted: the window or the extension ended in the middle."),
};

export const composer = {
  command: "Ask",
  auto: t("Auto"),
  autoDetail: t("The chain of endpoints answers: the first one that can."),
  endpointDetail: (endpoint: string) => t("Only {0} is asked.", endpoint),
  modelDetail: (model: string, endpoint: string) => t("Only {0} of {1} is asked.", model, endpoint),
  selection: (name: string, lines: string) => [name, lines].join(":"),
  problems: (count: number, name: string) =>
    count === 1 ? t("1 problem in {0}", name) : t("{0} problems in {1}", count, name),
  problem: (line: number, message: string) => t("Line {0}: {1}", line, message),
  changes: t("Staged changes"),
  addTitle: t("LLM: Add Context"),
  addPlaceholder: t("Choose what goes with the next question"),
  cutToBeginning: (sent: number, all: number) =>
    t("This is the beginning: {0} of {1} characters.", number(sent), number(all)),
  nothing: t("There is nothing to add: open a file, select some code, or stage a change."),
};
