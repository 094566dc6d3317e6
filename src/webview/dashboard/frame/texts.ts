import type { SimulationMode } from "../../../core/messages/dashboard-live";
import type { ThresholdName } from "../../../core/messages/dashboard-queries";
import type { LaneState } from "../../../core/history/types";
import type { RequestRow } from "../../../core/messages/dashboard-results";
import { oneDecimal } from "../../../core/l10n/numbers";
import { count, countdown, duration } from "./format";
import { t, tWord } from "../../shared/l10n";
import type { PresetId } from "./time-range";

/** “min” of “1 min”: what is once in it needs no number. */
const unitOf = (length: string): string => length.replace(/^1 /, "");

/** Everything the dashboard's page says. */

export const states: Record<LaneState, string> = {
  closed: t("closed"),
  half_open: t("half-open"),
  open: t("open"),
  offline: t("not available"),
  loading: t("loading"),
  unknown: t("not watched"),
};

export const outcomes: Record<RequestRow["outcome"], string> = {
  success: t("answered"),
  failure: t("failed"),
  cancelled: t("cancelled"),
  cached: t("from cache"),
};

export const presetLabels: Record<PresetId, { short: string; long: string }> = {
  "5min": { short: t("5 min"), long: t("last five minutes") },
  "1h": { short: t("1 h"), long: t("last hour") },
  "24h": { short: t("24 h"), long: t("last 24 hours") },
  "7d": { short: t("7 d"), long: t("last seven days") },
  "30d": { short: t("30 d"), long: t("last thirty days") },
};

export const link = { silent: t("The extension does not answer. Reload the window if this lasts.") };

export const header = {
  title: t("LLM Breaker"),
  connecting: t("Waiting for the extension…"),
  none: t("No endpoint is set up"),
  offline: t("The machine is offline: breakers rest until the network is back"),
  allWell: (total: number) =>
    total === 1
      ? t("The breaker is closed")
      : total === 2
        ? t("Both breakers are closed")
        : t("All {0} breakers are closed", total),
  needing: (ids: string[]) =>
    ids.length === 1 ? t("{0} needs attention", ids.join(", ")) : t("{0} need attention", ids.join(", ")),
  silent: (ids: string[]) =>
    ids.length === 1 ? t("{0} is not available", ids.join(", ")) : t("{0} are not available", ids.join(", ")),
  trouble: (open: string[], trying: string[]) =>
    [
      ...(open.length > 0
        ? [open.length === 1 ? t("{0} is open", open.join(", ")) : t("{0} are open", open.join(", "))]
        : []),
      ...(trying.length > 0
        ? [trying.length === 1 ? t("{0} is half-open", trying.join(", ")) : t("{0} are half-open", trying.join(", "))]
        : []),
    ].join(" · "),
  localOnly: t("Local only"),
  localOnlyTitle: t("Nothing leaves this machine and its private network"),
  settings: t("Settings"),
  ask: t("Ask…"),
};

export const card = {
  region: t("Endpoints"),
  state: t("State"),
  trialIn: (ms: number) => t("trial in {0}", countdown(ms)),
  trials: { due: t("next call is a trial"), running: t("trial running"), elsewhere: t("another window is trying") },
  heldOpen: t("held open"),
  metricsOnly: t("breaker off"),
  waitsFor: (ms: number) => t("rate limited, {0}", countdown(ms)),
  down: t("not answering"),
  noNetwork: t("this machine is offline"),
  loading: t("loading its model"),
  healthy: (when: string) => t("healthy {0}", when),
  never: t("not asked yet"),
  residence: { resident: t("resident"), "not loaded": t("not loaded") },
  lastFailure: (text: string, when: string) => t("Last failure {0}: {1}", when, text),
  tripped: (when: string) => t("Tripped {0}", when),
  streak: t("Failure streak"),
  /** Failed trials, and a breaker that is switched off, go on counting beyond the threshold. */
  streakOf: (streak: number, threshold: number) =>
    streak > threshold ? t("{0} (opens at {1})", streak, threshold) : t("{0} of {1}", streak, threshold),
  ttft: t("First token p50 / p95"),
  ttftOf: (p50: string, p95: string) => t("{0} / {1} s", p50, p95),
  failureRate: t("Failures"),
  uptime: t("Uptime"),
  inFlight: (calls: number, queued: number) =>
    queued > 0 ? t("{0} running, {1} queued", calls, queued) : t("{0} running", calls),
  nothing: "–",
  actions: {
    probe: t("Probe"),
    reset: t("Reset"),
    trip: t("Trip"),
    trial: t("Try Now"),
    thresholds: t("Thresholds…"),
    simulate: t("Simulate…"),
  },
  actionOn: (action: string, id: string) => `${action.replace("…", "")}: ${id}`,
  announce: (id: string, state: string) => t("{0} is {1}", id, state),
};

const BANNERS: Record<SimulationMode, (endpoints: string, left: string) => string> = {
  fail: (endpoints, left) => t("Simulated outage: {0} fails for another {1}.", endpoints, left),
  hang: (endpoints, left) => t("Simulated outage: {0} hangs for another {1}.", endpoints, left),
  slow: (endpoints, left) => t("Simulated outage: {0} is slow for another {1}.", endpoints, left),
  cut: (endpoints, left) => t("Simulated outage: {0} cuts its answers for another {1}.", endpoints, left),
};

export const simulate = {
  title: (id: string) => t("Simulate an outage of {0}", id),
  intro: t(
    "Its calls are disturbed inside this window, as if the server had the trouble. It ends by itself, and with the window.",
  ),
  modes: {
    fail: [t("Fail"), t("refuses every connection, checks too")],
    hang: [t("Hang"), t("takes the call and never answers; checks do answer")],
    slow: [t("Slow down"), t("first token after 4 to 9 s, then a trickle")],
    cut: [t("Cut streams"), t("every answer breaks off before its end")],
  } satisfies Record<SimulationMode, [string, string]>,
  forHowLong: t("For"),
  start: t("Start"),
  cancel: t("Cancel"),
  bannerLabel: t("Simulated outage"),
  banner: (mode: SimulationMode, endpoints: string[], ms: number) => BANNERS[mode](endpoints.join(", "), countdown(ms)),
  end: t("End Simulation"),
};

export const thresholds = {
  title: (id: string) => t("Thresholds of {0}", id),
  intro: t(
    "Written to the setting llmBreaker.endpoints. An empty field takes the value for all endpoints, shown in grey.",
  ),
  fields: {
    failureThreshold: [t("Failures in a row that open"), ""],
    recoveryTimeout: [t("Recovery time"), t("s")],
    failureRateThreshold: [t("Failure rate that opens"), t("0 to 1, 0 = off")],
    minimumCalls: [t("Calls before a rate counts"), ""],
    slowCallDuration: [t("A call is slow from"), t("s")],
    slowCallRateThreshold: [t("Slow rate that opens"), t("0 to 1, 0 = off")],
    successThreshold: [t("Trial successes that close"), ""],
    halfOpenMaxCalls: [t("Trials at once"), ""],
  } satisfies Record<ThresholdName, [string, string]>,
  range: (min: number, max: number, whole: boolean) =>
    whole ? t("a whole number from {0} to {1}", min, count(max)) : t("a number from {0} to {1}", min, count(max)),
  bad: (label: string, range: string) => t("{0}: enter {1}, or nothing.", label, range),
  save: t("Save"),
  cancel: t("Cancel"),
};

export const timeline = {
  title: t("Timeline"),
  live: t("Live"),
  since: (moment: string) => t("since {0}", moment),
  backToLive: t("Back to live"),
  zoomIn: t("Zoom in"),
  zoomOut: t("Zoom out"),
  earlier: t("Earlier"),
  later: t("Later"),
  of: t("Figures of"),
  all: t("All requests"),
  asTable: t("Table"),
  asTableHint: t("Show the figures as a table"),
  help: t(
    "Drag to zoom. Ctrl+wheel zooms, Shift+wheel moves. Keys: + and − zoom, arrows move, L is live, 1 to 5 choose a length.",
  ),
  lanes: t("States of the endpoints over time"),
  laneSummary: (endpoint: string, parts: string) => `${endpoint}: ${parts}`,
  uptimeHint: t("Share of the watched time in which the breaker was not open"),
  firstToken: t("First token"),
  wholeAnswer: t("Whole answer"),
  otherTiming: t("Switch between the time to the first token and to the whole answer"),
  seconds: t("s"),
  rates: t("Trouble"),
  speed: t("Generation"),
  requests: t("Requests"),
  attempts: t("Attempts"),
  p50: t("p50"),
  p95: t("p95"),
  failed: t("failed"),
  slow: t("slow"),
  speedUnit: t("tokens/s"),
  perBucket: (ms: number) => t("per {0}", unitOf(duration(ms))),
  answered: t("answered"),
  cached: t("cached"),
  cancelled: t("cancelled"),
  refused: t("refused"),
  emptyRange: t("No requests in this time."),
  showLonger: t("Show 30 Days"),
  emptyEver: t("There are no requests in the history yet. Ask something, and its figures appear here."),
  ask: t("Ask…"),
  chartSummary: (title: string, parts: string) =>
    parts === "" ? t("{0}: no figures in this time", title) : `${title}: ${parts}`,
  table: {
    time: t("From"),
    caption: t("Figures by time, newest first"),
    lanes: t("States, newest first"),
    endpoint: t("Endpoint"),
    state: t("State"),
    from: t("From"),
    to: t("To"),
    length: t("Length"),
  },
};

export const history = {
  title: t("History"),
  localOnly: t("local only: nothing of it left this machine and its private network"),
  requests: t("Requests"),
  transitions: t("State changes"),
  search: t("Search prompts and answers"),
  notSearchable: t("Prompts are not kept, so there is nothing to search"),
  anyEndpoint: t("All endpoints"),
  anyOutcome: t("All outcomes"),
  anyCommand: t("All commands"),
  inRange: t("Shown time"),
  endpoint: t("Endpoint"),
  outcome: t("Outcome"),
  command: t("Command"),
  total: (total: number, exact: boolean) => {
    if (!exact) return t("more than {0} requests", count(total));
    return total === 1 ? t("1 request") : t("{0} requests", count(total));
  },
  fresh: (many: number) => (many === 1 ? t("1 new request") : t("{0} new requests", many > 99 ? "99+" : String(many))),
  untitled: t("(prompt not kept)"),
  list: t("Requests, newest first"),
  noneEver: t("No requests yet"),
  noneEverHint: t("What you ask is listed here with the way each answer took."),
  ask: t("Ask…"),
  noneMatch: t("No request matches"),
  noneMatchHint: t("Other words or fewer filters may help."),
  noWords: t("Nothing to search for"),
  noWordsHint: t("A search is for words: letters or digits. Signs alone are in no list of words."),
  clear: t("Clear filters"),
  noTransitions: t("No state changes"),
  noTransitionsHint: t("When a breaker opens or closes, it is listed here."),
  simulate: t("Simulate Outage…"),
  older: t("Show older"),
  memoryOnly: t("In memory only: gone with the window."),
  chain: { failed: "✕", answered: "✓", cancelled: t("stopped"), overtaken: t("overtaken"), skipped: t("skipped") },
  /** For a screen reader: what became of an attempt, and what stands between two of them. */
  ended: { failure: t("failed"), cancelled: t("cancelled"), skipped: t("skipped") },
  step: (endpoint: string, end: string) => [endpoint, end].join(" "),
  then: t(", then "),
  tokens: (many: number) => t("{0} tok", count(many)),
};

const RUN = "Run: ";

/** A command as it is kept in the history, in words: its own English ones are kept, whatever language was spoken. */
export const commandWord = (kept: string): string =>
  kept.startsWith(RUN) ? t("Run: {0}", tWord(kept.slice(RUN.length))) : tWord(kept);

export const detail = {
  close: t("Close"),
  open: t("Open Answer"),
  again: t("Ask Again"),
  copy: t("Copy Way"),
  loading: t("Reading…"),
  gone: t("This request is no longer in the history."),
  way: t("The way of the request"),
  on: (model: string, endpoint: string) => t("{0} on {1}", model, endpoint),
  wait: (ms: number) => t("waited {0}", duration(ms)),
  load: (ms: number) => t("model loaded in {0}", duration(ms)),
  firstToken: (ms: number) => t("first token {0}", duration(ms)),
  tokens: (many: number, perSecond: number | undefined) =>
    perSecond === undefined
      ? t("{0} tokens", count(many))
      : t("{0} tokens, {1}/s", count(many), perSecond < 10 ? oneDecimal(perSecond) : count(Math.round(perSecond))),
  answeredFromCache: t("Every endpoint was open; a cached answer was given."),
  cancelled: t("stopped"),
  overtaken: t("another answered first"),
  prompt: t("Prompt"),
  answer: t("Answer"),
  cut: t("Prompt or answer were longer than what the history keeps: this is the beginning."),
  noTexts: t("Prompt and answer were not kept."),
  columns: { what: t("What"), from: t("From"), took: t("Took"), result: t("Result") },
  waitLabel: t("wait"),
  loadLabel: (endpoint: string) => t("{0}, load", endpoint),
};
