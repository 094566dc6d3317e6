import type { AttemptRecord } from "../../core/model/attempt";
import { ruleOf } from "../../core/model/failure-kinds";
import { MAX_QUOTE_CHARS } from "../../core/model/limits";
import { inert, quote } from "../../core/foreign/foreign-text";
import { listed } from "../../core/l10n/numbers";
import { t, tWord } from "../../core/l10n/t";
import { countdown, duration, stripPeriod } from "./format";
import { PRODUCT } from "./product";

/** How endpoints stand, why one failed, and what can be done about it: in status bar, panels, notices and menus. */

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
  reloadWindow: t("Reload Window"),
  shorten: t("Shorten and Ask Again"),
  checkHealth: t("Check Endpoint Health"),
  endSimulation: t("End Simulation"),
  pull: (model: string) => t("Pull {0}", model),
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

/** Why an attempt failed, in a few words for the way line: “no token after 10 s”, “529 overloaded”. */
export function failurePhrase(attempt: Pick<AttemptRecord, "kind" | "status" | "durationMs" | "thoughtMs">): string {
  const kind = attempt.kind ?? "internal";
  if (kind === "ttft_timeout" && attempt.thoughtMs !== undefined)
    return t("thought for {0} without an answer", duration(attempt.thoughtMs));
  if (kind === "ttft_timeout") return t("no token after {0}", duration(attempt.durationMs));
  const phrase = tWord(ruleOf(kind).phrase);
  return attempt.status !== undefined && attempt.status >= 400 ? [attempt.status, phrase].join(" ") : phrase;
}
