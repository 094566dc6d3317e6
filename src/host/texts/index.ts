import type { AttemptRecord } from "../../core/model/attempt";
import { ruleOf } from "../../core/model/failure-kinds";
import { MAX_QUOTE_CHARS } from "../../core/model/limits";
import { inert, quote } from "../../core/foreign/foreign-text";
import { count as number, listed } from "../../core/l10n/numbers";
import { t, tWord } from "../../core/l10n/t";
import { bytes, countdown, duration, shortened, stripPeriod } from "./format";

/** Every text a person reads in messages, panels and the status bar; commands and settings have theirs in package.json. */

export const PRODUCT = "LLM Breaker";

export const buttons = {
  openSettings: t("Open Settings"),
  startOllama: t("Start Ollama"),
  getOllama: t("Get Ollama"),
  showLog: t("Show Log"),
  setKey: t("Set API Key…"),
  openBilling: t("Open Billing Page"),
  setKeyOf: (id: string) => t("Set API Key of {0}…", id),
  addEndpoint: t("Add a Cloud Endpoint…"),
  useEditorModels: t("Use the Editor's Models"),
  tryNow: t("Try Now"),
  askAgain: t("Ask Again"),
  shorten: t("Shorten and Ask Again"),
  checkHealth: t("Check Endpoint Health"),
  endSimulation: t("End Simulation"),
  pull: (model: string) => t("Pull {0}", model),
};

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

export const conversation = {
  leftOut: (count: number) =>
    count === 1
      ? t("The first question of this conversation was left out: the model's window does not hold it.")
      : t("The first {0} questions of this conversation were left out: the model's window does not hold them.", count),
  command: "Ask",
  untitled: t("New Conversation"),
  newTitle: t("LLM: New Conversation"),
  open: t("LLM: Open Conversation"),
  openPlaceholder: t("Choose a conversation to go on with"),
  none: t("There are no conversations yet: ask something first."),
  lost: t("The conversation cannot be read any more."),
  turns: (count: number) => (count === 1 ? t("1 question") : t("{0} questions", count)),
  interrupted: t("interrupted"),
  notKept: t("The conversation could not be kept: it will be gone after a reload."),
  queueFull: t("So many questions wait already: wait for an answer, or stop the one that runs."),
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

export const edit = {
  noEditor: t("There is no text editor to insert into: open a file and put the cursor where the text is to go."),
  readOnly: (name: string) => t("“{0}” cannot be changed: it is read-only. Copy the code instead.", quote(name)),
  refused: t("The editor did not take the change, because the text was changed at the same moment. Try again."),
  noFile: (name: string) =>
    t(
      "This view of “{0}” cannot be changed: it is a side of a comparison, or made by an extension. Open the file itself.",
      quote(name),
    ),
  closed: (name: string) =>
    t("“{0}” cannot be opened any more: it was moved or deleted. Copy the code instead.", quote(name)),
  untitledClosed: (name: string) =>
    t(
      "“{0}” was closed without being saved, and its text with it. Use Insert at Cursor, or copy the code.",
      quote(name),
    ),
  gone: t(
    "The code that was asked about has been deleted: put the cursor where the answer is to go, and use Insert at Cursor.",
  ),
  changed: t(
    "The file was changed while it was closed, and the code that was asked about is not where it was: select what is to be replaced, and use Insert at Cursor.",
  ),
  proposed: (name: string) => t("{0} (Proposed Change)", name),
  chooseBlock: t("Which block of code?"),
  lines: (count: number) => (count === 1 ? t("1 line") : t("{0} lines", count)),
  incomplete: t("breaks off"),
};

/** What the commonest characters that cannot be seen are called. */
const HIDDEN_NAMES: Partial<Record<string, string>> = {
  "U+00AD": t("soft hyphen"),
  "U+061C": t("Arabic letter mark"),
  "U+200B": t("zero-width space"),
  "U+200C": t("zero-width non-joiner"),
  "U+200D": t("zero-width joiner"),
  "U+200E": t("left-to-right mark"),
  "U+200F": t("right-to-left mark"),
  "U+202A": t("left-to-right embedding"),
  "U+202B": t("right-to-left embedding"),
  "U+202C": t("end of embedding or override"),
  "U+202D": t("left-to-right override"),
  "U+202E": t("right-to-left override"),
  "U+2060": t("word joiner"),
  "U+2066": t("left-to-right isolate"),
  "U+2067": t("right-to-left isolate"),
  "U+2068": t("first-strong isolate"),
  "U+2069": t("end of isolate"),
  "U+FE0F": t("emoji selector"),
  "U+FEFF": t("byte order mark"),
};

export const hidden = {
  found: (count: number) =>
    count === 1
      ? t("The text holds a character that cannot be seen. Insert it?")
      : t("The text holds {0} characters that cannot be seen. Insert it?", number(count)),
  line: (code: string, count: number) =>
    [number(count), "×", code, ...(HIDDEN_NAMES[code] === undefined ? [] : [`(${HIDDEN_NAMES[code]})`])].join(" ") +
    ".",
  more: (kinds: number) => t("And {0} more kinds.", number(kinds)),
  why: t("Such characters can make code read differently from what it does."),
  insertAnyway: t("Insert Anyway"),
  insertWithout: t("Insert Without Them"),
};

export const keys = {
  pick: t("Which endpoint is the API key for?"),
  none: t("None of the endpoints takes an API key: add one in the cloud first."),
  title: (origin: string) => t("API key for {0}", quote(origin)),
  prompt: t(
    "Stored in the editor's secret storage and sent to this address only. Leave empty to remove the stored key.",
  ),
  stored: (origin: string) => t("The API key for {0} is stored.", quote(origin)),
  removed: (origin: string) => t("The API key for {0} is removed.", quote(origin)),
  unusual: t("This does not look like an API key: it holds blanks or line breaks."),
  unsendable: t(
    "This is not an API key: it holds characters that none has, such as the dots of a hidden one. Copy the key itself.",
  ),
  tooLong: (most: number) => t("This is not an API key: it has more than {0} characters.", number(most)),
  inClear: (origin: string) => t("The API key for {0} travels unencrypted.", quote(origin)),
  inClearDetail: t(
    "Whatever is on the way to this address, a proxy too, can read it. Use an https:// address where the server has one.",
  ),
  storeAnyway: t("Store Anyway"),
};

export const health = {
  checking: t("Checking endpoints…"),
  title: t("Endpoint Health"),
  placeholder: t("Choose what to do, or press Escape"),
  notAnswering: (url: string) => t("not answering at {0}", url),
  simulated: t("outage simulated"),
  simulatedMark: t("(simulated)"),
  noOllama: t("Ollama was not found on this machine. What else is to answer?"),
  noModel: t("answers, but the model is not installed"),
  ready: t("ready"),
  limited: (ms: number) => t("rate limited for {0}", countdown(ms)),
  answers: t("answers"),
  notLookedAt: t("not looked at yet"),
  unasked: t("not asked yet"),
  breaker: (state: string) => t("breaker {0}", state),
};

/** More names make a notice unreadable. */
const MOST_NAMES = 8;

/** “a”, “b” and “c”; the rest as a number. */
function named(names: string[]): string {
  const rest = names.length - MOST_NAMES;
  const parts = names.slice(0, MOST_NAMES).map((name) => `“${quote(name)}”`);
  if (rest > 0) parts.push(t("{0} more", rest));
  return listed(parts);
}

export const breaker = {
  resetPick: t("Which breaker is to be reset?"),
  resetAll: t("All endpoints"),
  reset: (what: string) => t("Reset: {0}. Calls are let through again.", quote(what)),
  opened: (endpoint: string, because: string | undefined, retryAfterMs: number, simulated: boolean) =>
    [
      ...(simulated ? [t("Simulated outage:")] : []),
      because === undefined ? t("“{0}” failed repeatedly.", quote(endpoint)) : inert(because, 2 * MAX_QUOTE_CHARS),
      Number.isFinite(retryAfterMs)
        ? t("No calls are sent to “{0}” for {1}.", quote(endpoint), countdown(retryAfterMs))
        : t("No calls are sent to “{0}” until it is reset.", quote(endpoint)),
    ].join(" "),
  /** @param retryAfterMs of the one that is tried first; undefined where that is not known */
  openedTogether: (endpoints: string[], retryAfterMs: number | undefined, simulated: boolean) =>
    [
      ...(simulated ? [t("Simulated outage:")] : []),
      t("No calls are sent to {0}, because they failed repeatedly.", named(endpoints)),
      ...(retryAfterMs !== undefined && Number.isFinite(retryAfterMs)
        ? [t("The next try is in {0}.", countdown(retryAfterMs))]
        : []),
    ].join(" "),
};

export const actions = {
  title: t("LLM Breaker"),
  placeholder: t("What would you like to do?"),
};

export const errors = {
  unexpected: (what: string) =>
    t("{0} ran into an unexpected problem: {1}. The log has the details.", PRODUCT, quote(what)),
  internal: t("Something went wrong inside LLM Breaker itself; no endpoint is to blame. The log has the details."),
  nothingAnswered: t("No endpoint could answer."),
  allOpen: t("Nothing was sent: every endpoint's breaker is open after repeated failures."),
  oneOpen: (id: string) => t("Nothing was sent: the breaker of {0} is open after repeated failures.", quote(id)),
  nothingSent: (message: string) => t("Nothing was sent: {0}", message),
  usableAgain: t("What kept calls back is over: it can be asked again."),
  oneUsableAgain: (ids: string[]) => t("{0} can be asked again.", listed(ids.map(quote))),
  noneUsable: t("Nothing was sent: no endpoint can be used right now."),
  rateLimited: (id: string) => t("{0}: rate limited", id),
  openLine: (id: string, because: string | undefined) =>
    because ? `${id}: ${stripPeriod(because)}` : t("{0}: failed repeatedly", id),
  trialUnderWay: (id: string, elsewhere: boolean) =>
    elsewhere ? t("{0}: another window is trying it", id) : t("{0}: its trial call is running", id),
  heldOpen: (id: string) => t("{0}: held open by you", id),
  askable: (id: string) => t("{0}: can be asked again", id),
  simulated: (ids: string[]) => t("An outage of {0} is being simulated.", listed(ids)),
  attemptLine: (id: string, message: string) => `${id}: ${message}`,
  pullFailed: (model: string, reason: string) => t("{0} could not be pulled: {1}", model, reason),
};

export const way = {
  asking: (endpoint: string) => t("asking {0}", endpoint),
  answering: (endpoint: string) => t("{0} is answering", endpoint),
  retry: (endpoint: string) => t("{0} retry", endpoint),
  waiting: (ms: number) => t("waiting {0}", duration(ms)),
  queued: (endpoint: string) => t("queued for {0}", endpoint),
  loading: (model: string) => t("loading {0}", model),
  thinking: (endpoint: string) => t("{0} is thinking", endpoint),
  skipped: (endpoint: string, why: string) => t("{0} skipped: {1}", endpoint, why),
  failed: (endpoint: string, phrase: string) => `${endpoint}: ${phrase}`,
  answered: (endpoint: string, model: string, ms: number) =>
    t("answered by {0}, {1}, {2}", quote(endpoint), quote(model), duration(ms)),
  cached: (age: string) => t("answered from the cache, {0}", age),
  overtaken: (endpoint: string) => t("{0}: another answered first", endpoint),
  stopped: t("stopped by you"),
  interrupted: t("interrupted"),
};

export const answer = {
  panelTitle: t("LLM Answer"),
  tokens: (count: number) => (count === 1 ? t("1 token") : t("{0} tokens", number(count))),
  ended: (question: string) => t("The answer to “{0}” has ended.", quote(question)),
  showAnswer: t("Show Answer"),
  inAll: (ms: number) => t("{0} in all", duration(ms)),
  firstToken: (ms: number) => t("first token {0}", duration(ms)),
  on: (model: string, endpoint: string) => t("{0} on {1}", quote(model), quote(endpoint)),
  cut: t("The answer ends here because it reached the token limit."),
  unreadable: (pieces: number) =>
    pieces === 1
      ? t("A piece of this answer could not be read and is missing.")
      : t("{0} pieces of this answer could not be read and are missing.", pieces),
  promptCut: t(
    "The question is longer than the model's context, and the server left out a part of it: the answer may miss what stood there.",
  ),
  filtered: t("The answer ends here because the provider's content filter stopped it."),
  cached: (age: string) =>
    t("This is the cached answer to the same question, from {0}: no endpoint can answer right now.", age),
  reopened: (when: string) => t("Answered {0}; reopened from the history.", when),
  cutInHistory: t(
    "Question or answer were too long for the history: what is shown here, and what would be asked again, is its beginning.",
  ),
  pullingModel: (model: string) => t("Pulling {0}", quote(model)),
  pulling: (status: string, done?: number, total?: number) =>
    done !== undefined && total ? t("{0}: {1} of {2}", quote(status), bytes(done), bytes(total)) : quote(status),
};

/** Why an attempt failed, in a few words for the way line: “no token after 10 s”, “529 overloaded”. */
export function failurePhrase(attempt: Pick<AttemptRecord, "kind" | "status" | "durationMs" | "thoughtMs">): string {
  const kind = attempt.kind ?? "internal";
  if (kind === "ttft_timeout" && attempt.thoughtMs !== undefined)
    return t("thought for {0} without an answer", duration(attempt.thoughtMs));
  if (kind === "ttft_timeout") return t("no token after {0}", duration(attempt.durationMs));
  const phrase = tWord(ruleOf(kind).phrase);
  return attempt.status !== undefined && attempt.status >= 400 ? [attempt.status, phrase].join(" ") : phrase;
}
