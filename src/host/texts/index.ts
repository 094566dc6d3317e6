import type { AttemptRecord } from "../../core/model/attempt";
import { ruleOf } from "../../core/model/failure-kinds";
import { MAX_QUOTE_CHARS } from "../../core/model/limits";
import { inert, quote } from "../../core/foreign/foreign-text";
import { bytes, countdown, duration, shortened } from "./format";

/** Every text a person reads in messages, panels and the status bar; commands and settings have theirs in package.json. */

export const PRODUCT = "LLM Breaker";

export const buttons = {
  openSettings: "Open Settings",
  startOllama: "Start Ollama",
  getOllama: "Get Ollama",
  showLog: "Show Log",
  setKey: "Set API Key…",
  openBilling: "Open Billing Page",
  setKeyOf: (id: string) => `Set API Key of ${id}…`,
  addEndpoint: "Add a Cloud Endpoint…",
  useEditorModels: "Use the Editor's Models",
  tryNow: "Try Now",
  askAgain: "Ask Again",
  shorten: "Shorten and Ask Again",
  checkHealth: "Check Endpoint Health",
  endSimulation: "End Simulation",
  pull: (model: string) => `Pull ${model}`,
};

export const ask = {
  command: "Ask",
  title: "LLM: Ask",
  placeholder: "Ask a question; Enter sends it, Up recalls earlier questions",
  prompt: "The answer appears in a panel beside the editor.",
  withSelection: (label: string) => `What is selected goes with it: ${quote(label)}.`,
  showSelection: "Show What Is Sent of the Selection",
  leaveOutSelection: "Leave the Selection Out",
  empty: "Type a question first.",
  history: "Earlier Questions",
};

export const analyze = {
  command: "Analyze",
  noEditor: "There is nothing to analyze: open a text file first, then run “LLM: Analyze Selection” again.",
  notText: (name: string) =>
    `“${quote(name)}” is not open as text (binary, or too large for the editor): open a text file to analyze.`,
  binary: (name: string) =>
    `“${quote(name)}” holds binary data, which a language model cannot read: open a text file to analyze.`,
  empty: (name: string) => `“${quote(name)}” is empty: write or open some code, then analyze it.`,
  blankSelection:
    "The selection holds only blanks: select some code, or clear the selection to analyze what the cursor is in.",
  question: (subject: string) => `Analyze ${subject}`,
  lightbulb: "Analyze with LLM",
  lines: (name: string, spans: { from: number; to: number }[], more: number) => {
    const named = spans.map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`)).join(", ");
    const one = spans.length === 1 && spans[0]?.from === spans[0]?.to;
    return `${name}, ${one ? "line" : "lines"} ${named}${more > 0 ? ` and ${more} more` : ""}`;
  },
  symbol: (symbol: string, name: string) => `“${symbol}” in ${name}`,
  wholeFile: (name: string) => `the whole file ${name}`,
  replaceSelection: "Replace Selection",
  replaceSelections: "Replace Selections",
  /** Between two stretches of code that were selected apart from each other. */
  gap: "…",
  replaceSymbol: (symbol: string) => `Replace “${shortened(symbol, 30)}”`,
  symbolNotice: (symbol: string) => `Nothing was selected, so the enclosing “${symbol}” was sent.`,
  fileNotice: "Nothing was selected, so the whole file was sent.",
  trimmed: (sent: number, total: number, size: number) =>
    `Too large to send whole (${bytes(size)}): ${sent.toLocaleString("en")} of ${total.toLocaleString("en")} lines were sent. Select the part that matters, or set “contextLength” of the endpoint.`,
};

export const conversation = {
  leftOut: (count: number) =>
    count === 1
      ? "The first question of this conversation was left out: the model's window does not hold it."
      : `The first ${count} questions of this conversation were left out: the model's window does not hold them.`,
  command: "Ask",
  untitled: "New Conversation",
  newTitle: "LLM: New Conversation",
  open: "LLM: Open Conversation",
  openPlaceholder: "Choose a conversation to go on with",
  none: "There are no conversations yet: ask something first.",
  lost: "The conversation cannot be read any more.",
  turns: (count: number) => (count === 1 ? "1 question" : `${count} questions`),
  interrupted: "interrupted",
  notKept: "The conversation could not be kept: it will be gone after a reload.",
  queueFull: "So many questions wait already: wait for an answer, or stop the one that runs.",
};

export const composer = {
  command: "Ask",
  auto: "Auto",
  autoDetail: "The chain of endpoints answers: the first one that can.",
  endpointDetail: (endpoint: string) => `Only ${endpoint} is asked.`,
  modelDetail: (model: string, endpoint: string) => `Only ${model} of ${endpoint} is asked.`,
  selection: (name: string, lines: string) => `${name}:${lines}`,
  problems: (count: number, name: string) => `${count === 1 ? "1 problem" : `${count} problems`} in ${name}`,
  problem: (line: number, message: string) => `Line ${line}: ${message}`,
  changes: "Staged changes",
  addTitle: "LLM: Add Context",
  addPlaceholder: "Choose what goes with the next question",
  nothing: "There is nothing to add: open a file, select some code, or stage a change.",
};

export const edit = {
  noEditor: "There is no text editor to insert into: open a file and put the cursor where the text is to go.",
  readOnly: (name: string) => `“${quote(name)}” cannot be changed: it is read-only. Copy the code instead.`,
  refused: "The editor did not take the change, because the text was changed at the same moment. Try again.",
  noFile: (name: string) =>
    `This view of “${quote(name)}” cannot be changed: it is a side of a comparison, or made by an extension. Open the file itself.`,
  closed: (name: string) =>
    `“${quote(name)}” cannot be opened any more: it was moved or deleted. Copy the code instead.`,
  untitledClosed: (name: string) =>
    `“${quote(name)}” was closed without being saved, and its text with it. Use Insert at Cursor, or copy the code.`,
  gone: "The code that was asked about has been deleted: put the cursor where the answer is to go, and use Insert at Cursor.",
  changed:
    "The file was changed while it was closed, and the code that was asked about is not where it was: select what is to be replaced, and use Insert at Cursor.",
  proposed: (name: string) => `${name} (Proposed Change)`,
  chooseBlock: "Which block of code?",
  lines: (count: number) => (count === 1 ? "1 line" : `${count} lines`),
  incomplete: "breaks off",
};

/** What the commonest characters that cannot be seen are called. */
const HIDDEN_NAMES: Partial<Record<string, string>> = {
  "U+00AD": "soft hyphen",
  "U+061C": "Arabic letter mark",
  "U+200B": "zero-width space",
  "U+200C": "zero-width non-joiner",
  "U+200D": "zero-width joiner",
  "U+200E": "left-to-right mark",
  "U+200F": "right-to-left mark",
  "U+202A": "left-to-right embedding",
  "U+202B": "right-to-left embedding",
  "U+202C": "end of embedding or override",
  "U+202D": "left-to-right override",
  "U+202E": "right-to-left override",
  "U+2060": "word joiner",
  "U+2066": "left-to-right isolate",
  "U+2067": "right-to-left isolate",
  "U+2068": "first-strong isolate",
  "U+2069": "end of isolate",
  "U+FE0F": "emoji selector",
  "U+FEFF": "byte order mark",
};

export const hidden = {
  found: (count: number) =>
    `The text holds ${count === 1 ? "a character" : `${count.toLocaleString("en")} characters`} that cannot be seen. Insert it?`,
  line: (number: string, count: number) =>
    `${count.toLocaleString("en")} × ${number}${HIDDEN_NAMES[number] === undefined ? "" : ` (${HIDDEN_NAMES[number]})`}.`,
  more: (kinds: number) => `And ${kinds.toLocaleString("en")} more kinds.`,
  why: "Such characters can make code read differently from what it does.",
  insertAnyway: "Insert Anyway",
  insertWithout: "Insert Without Them",
};

export const keys = {
  pick: "Which endpoint is the API key for?",
  none: "No endpoint needs an API key: add one of type “openai” first.",
  title: (origin: string) => `API key for ${quote(origin)}`,
  prompt: "Stored in the editor's secret storage and sent to this address only. Leave empty to remove the stored key.",
  stored: (origin: string) => `The API key for ${quote(origin)} is stored.`,
  removed: (origin: string) => `The API key for ${quote(origin)} is removed.`,
  unusual: "This does not look like an API key: it holds blanks or line breaks.",
  unsendable:
    "This is not an API key: it holds characters that none has, such as the dots of a hidden one. Copy the key itself.",
  tooLong: (most: number) => `This is not an API key: it has more than ${most.toLocaleString("en")} characters.`,
  inClear: (origin: string) => `The API key for ${quote(origin)} travels unencrypted.`,
  inClearDetail:
    "Whatever is on the way to this address, a proxy too, can read it. Use an https:// address where the server has one.",
  storeAnyway: "Store Anyway",
};

export const health = {
  checking: "Checking endpoints…",
  title: "Endpoint Health",
  placeholder: "Choose what to do, or press Escape",
  notAnswering: (url: string) => `not answering at ${url}`,
  simulated: "outage simulated",
  simulatedMark: "(simulated)",
  noOllama: "Ollama was not found on this machine. What else is to answer?",
  noModel: "answers, but the model is not installed",
  ready: "ready",
  limited: (ms: number) => `rate limited for ${countdown(ms)}`,
  answers: "answers",
  notLookedAt: "not looked at yet",
  unasked: "not asked yet",
};

/** More names make a notice unreadable. */
const MOST_NAMES = 8;

/** “a”, “b” and “c”; the rest as a number. */
function listed(names: string[]): string {
  const rest = names.length - MOST_NAMES;
  const parts = names.slice(0, MOST_NAMES).map((name) => `“${quote(name)}”`);
  if (rest > 0) parts.push(`${rest} more`);
  return parts.length === 1 ? parts[0]! : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

export const breaker = {
  resetPick: "Which breaker is to be reset?",
  resetAll: "All endpoints",
  reset: (what: string) => `Reset: ${quote(what)}. Calls are let through again.`,
  opened: (endpoint: string, because: string | undefined, retryAfterMs: number, simulated: boolean) =>
    `${simulated ? "Simulated outage: " : ""}${because === undefined ? `“${quote(endpoint)}” failed repeatedly.` : inert(because, 2 * MAX_QUOTE_CHARS)} No calls are sent to “${quote(endpoint)}” ${Number.isFinite(retryAfterMs) ? `for ${countdown(retryAfterMs)}` : "until it is reset"}.`,
  /** @param retryAfterMs of the one that is tried first; undefined where that is not known */
  openedTogether: (endpoints: string[], retryAfterMs: number | undefined, simulated: boolean) =>
    `${simulated ? "Simulated outage: " : ""}No calls are sent to ${listed(endpoints)}, because they failed repeatedly.${retryAfterMs !== undefined && Number.isFinite(retryAfterMs) ? ` The next try is in ${countdown(retryAfterMs)}.` : ""}`,
};

export const actions = {
  title: "LLM Breaker",
  placeholder: "What would you like to do?",
};

export const errors = {
  unexpected: (what: string) => `${PRODUCT} ran into an unexpected problem: ${quote(what)}. The log has the details.`,
  internal: "Something went wrong inside LLM Breaker itself; no endpoint is to blame. The log has the details.",
  nothingAnswered: "No endpoint could answer.",
  allOpen: "Nothing was sent: every endpoint's breaker is open after repeated failures.",
  nothingSent: (message: string) => `Nothing was sent: ${message}`,
  usableAgain: "What kept calls back is over: it can be asked again.",
  oneUsableAgain: (ids: string[]) => `${ids.map(quote).join(" and ")} can be asked again.`,
  noneUsable: "Nothing was sent: no endpoint can be used right now.",
  rateLimited: (id: string) => `${id}: rate limited`,
  openLine: (id: string, because: string | undefined) =>
    `${id}: ${because ? stripPeriod(because) : "failed repeatedly"}`,
  trialUnderWay: (id: string, elsewhere: boolean) =>
    elsewhere ? `${id}: another window is trying it` : `${id}: its trial call is running`,
  heldOpen: (id: string) => `${id}: held open by you`,
  askable: (id: string) => `${id}: can be asked again`,
  simulated: (ids: string[]) => `An outage of ${ids.join(" and ")} is being simulated.`,
  attemptLine: (id: string, message: string) => `${id}: ${message}`,
  pullFailed: (model: string, reason: string) => `${model} could not be pulled: ${reason}`,
};

export const way = {
  asking: (endpoint: string) => `asking ${endpoint}`,
  answering: (endpoint: string) => `${endpoint} is answering`,
  retry: (endpoint: string) => `${endpoint} retry`,
  waiting: (ms: number) => `waiting ${duration(ms)}`,
  queued: (endpoint: string) => `queued for ${endpoint}`,
  loading: (model: string) => `loading ${model}`,
  thinking: (endpoint: string) => `${endpoint} is thinking`,
  skipped: (endpoint: string, why: string) => `${endpoint} skipped: ${why}`,
  failed: (endpoint: string, phrase: string) => `${endpoint}: ${phrase}`,
  answered: (endpoint: string, model: string, ms: number) =>
    `answered by ${quote(endpoint)}, ${quote(model)}, ${duration(ms)}`,
  cached: (age: string) => `answered from the cache, ${age}`,
  overtaken: (endpoint: string) => `${endpoint}: another answered first`,
  stopped: "stopped by you",
  interrupted: "interrupted",
};

export const answer = {
  panelTitle: "LLM Answer",
  tokens: (count: number) => `${count.toLocaleString("en")} ${count === 1 ? "token" : "tokens"}`,
  ended: (question: string) => `The answer to “${quote(question)}” has ended.`,
  showAnswer: "Show Answer",
  inAll: (ms: number) => `${duration(ms)} in all`,
  firstToken: (ms: number) => `first token ${duration(ms)}`,
  on: (model: string, endpoint: string) => `${quote(model)} on ${quote(endpoint)}`,
  cut: "The answer ends here because it reached the token limit.",
  unreadable: (pieces: number) =>
    `${pieces === 1 ? "A piece" : `${pieces} pieces`} of this answer could not be read and ${pieces === 1 ? "is" : "are"} missing.`,
  promptCut:
    "The question is longer than the model's context, and the server left out a part of it: the answer may miss what stood there.",
  filtered: "The answer ends here because the provider's content filter stopped it.",
  cached: (age: string) =>
    `This is the cached answer to the same question, from ${age}: no endpoint can answer right now.`,
  reopened: (when: string) => `Answered ${when}; reopened from the history.`,
  cutInHistory:
    "Question or answer were too long for the history: what is shown here, and what would be asked again, is its beginning.",
  pullingModel: (model: string) => `Pulling ${quote(model)}`,
  pulling: (status: string, done?: number, total?: number) =>
    done !== undefined && total ? `${quote(status)}: ${bytes(done)} of ${bytes(total)}` : quote(status),
};

/** Why an attempt failed, in a few words for the way line: “no token after 10 s”, “529 overloaded”. */
export function failurePhrase(attempt: Pick<AttemptRecord, "kind" | "status" | "durationMs" | "thoughtMs">): string {
  const kind = attempt.kind ?? "internal";
  if (kind === "ttft_timeout" && attempt.thoughtMs !== undefined)
    return `thought for ${duration(attempt.thoughtMs)} without an answer`;
  if (kind === "ttft_timeout") return `no token after ${duration(attempt.durationMs)}`;
  const { phrase } = ruleOf(kind);
  return attempt.status !== undefined && attempt.status >= 400 ? `${attempt.status} ${phrase}` : phrase;
}

function stripPeriod(sentence: string): string {
  let end = sentence.length;
  while (end > 0 && (sentence[end - 1] === "." || sentence[end - 1]?.trim() === "")) end--;
  return sentence.slice(0, end);
}
