import type { SimulationMode } from "../../../core/messages/dashboard-live";
import type { ThresholdName } from "../../../core/messages/dashboard-queries";
import type { LaneState } from "../../../core/history/types";
import type { RequestRow } from "../../../core/messages/dashboard-results";
import { count, countdown, duration } from "./format";
import type { PresetId } from "./time-range";

/** Everything the dashboard's page says. */

export const states: Record<LaneState, string> = {
  closed: "closed",
  half_open: "half-open",
  open: "open",
  offline: "not available",
  loading: "loading",
  unknown: "not watched",
};

export const outcomes: Record<RequestRow["outcome"], string> = {
  success: "answered",
  failure: "failed",
  cancelled: "cancelled",
  cached: "from cache",
};

export const presetLabels: Record<PresetId, { short: string; long: string }> = {
  "5min": { short: "5 min", long: "last five minutes" },
  "1h": { short: "1 h", long: "last hour" },
  "24h": { short: "24 h", long: "last 24 hours" },
  "7d": { short: "7 d", long: "last seven days" },
  "30d": { short: "30 d", long: "last thirty days" },
};

export const link = { silent: "The extension does not answer. Reload the window if this lasts." };

export const header = {
  title: "LLM Breaker",
  connecting: "Waiting for the extension…",
  none: "No endpoint is set up",
  offline: "The machine is offline: breakers rest until the network is back",
  allWell: (total: number) =>
    total === 1
      ? "The breaker is closed"
      : total === 2
        ? "Both breakers are closed"
        : `All ${total} breakers are closed`,
  needing: (ids: string[]) => `${ids.join(", ")} ${ids.length === 1 ? "needs" : "need"} attention`,
  silent: (ids: string[]) => `${ids.join(", ")} ${ids.length === 1 ? "is" : "are"} not available`,
  trouble: (open: string[], trying: string[]) =>
    [
      open.length > 0 ? `${open.join(", ")} ${open.length === 1 ? "is" : "are"} open` : "",
      trying.length > 0 ? `${trying.join(", ")} ${trying.length === 1 ? "is" : "are"} half-open` : "",
    ]
      .filter((part) => part !== "")
      .join(" · "),
  localOnly: "Local only",
  localOnlyTitle: "Nothing leaves this machine and its private network",
  settings: "Settings",
  ask: "Ask…",
};

export const card = {
  region: "Endpoints",
  state: "State",
  trialIn: (ms: number) => `trial in ${countdown(ms)}`,
  trials: { due: "next call is a trial", running: "trial running", elsewhere: "another window is trying" },
  heldOpen: "held open",
  metricsOnly: "breaker off",
  waitsFor: (ms: number) => `rate limited, ${countdown(ms)}`,
  down: "not answering",
  noNetwork: "this machine is offline",
  loading: "loading its model",
  healthy: (when: string) => `healthy ${when}`,
  never: "not asked yet",
  lastFailure: (text: string, when: string) => `Last failure ${when}: ${text}`,
  tripped: (when: string) => `Tripped ${when}`,
  streak: "Failure streak",
  streakOf: (streak: number, threshold: number) => `${streak} of ${threshold}`,
  ttft: "First token p50 / p95",
  failureRate: "Failures",
  uptime: "Uptime",
  inFlight: (calls: number, queued: number) => `${calls} running${queued > 0 ? `, ${queued} queued` : ""}`,
  nothing: "–",
  actions: {
    probe: "Probe",
    reset: "Reset",
    trip: "Trip",
    trial: "Try Now",
    thresholds: "Thresholds…",
    simulate: "Simulate…",
  },
  actionOn: (action: string, id: string) => `${action.replace("…", "")}: ${id}`,
  announce: (id: string, state: string) => `${id} is ${state}`,
};

const BANNER_MODES: Record<SimulationMode, string> = {
  fail: "fails",
  hang: "hangs",
  slow: "is slow",
  cut: "cuts its answers",
};

export const simulate = {
  title: (id: string) => `Simulate an outage of ${id}`,
  intro:
    "Its calls are disturbed inside this window, as if the server had the trouble. It ends by itself, and with the window.",
  modes: {
    fail: ["Fail", "refuses every connection, checks too"],
    hang: ["Hang", "takes the call and never answers; checks do answer"],
    slow: ["Slow down", "first token after 4 to 9 s, then a trickle"],
    cut: ["Cut streams", "every answer breaks off before its end"],
  } satisfies Record<SimulationMode, [string, string]>,
  forHowLong: "For",
  start: "Start",
  cancel: "Cancel",
  bannerLabel: "Simulated outage",
  banner: (mode: SimulationMode, endpoints: string[], ms: number) =>
    `Simulated outage: ${endpoints.join(", ")} ${BANNER_MODES[mode]} for another ${countdown(ms)}.`,
  end: "End Simulation",
};

export const thresholds = {
  title: (id: string) => `Thresholds of ${id}`,
  intro:
    "Written to the setting llmBreaker.endpoints. An empty field takes the value for all endpoints, shown in grey.",
  fields: {
    failureThreshold: ["Failures in a row that open", ""],
    recoveryTimeout: ["Recovery time", "s"],
    failureRateThreshold: ["Failure rate that opens", "0 to 1, 0 = off"],
    minimumCalls: ["Calls before a rate counts", ""],
    slowCallDuration: ["A call is slow from", "s"],
    slowCallRateThreshold: ["Slow rate that opens", "0 to 1, 0 = off"],
    successThreshold: ["Trial successes that close", ""],
    halfOpenMaxCalls: ["Trials at once", ""],
  } satisfies Record<ThresholdName, [string, string]>,
  range: (min: number, max: number, whole: boolean) =>
    `${whole ? "a whole number" : "a number"} from ${min} to ${count(max)}`,
  bad: (label: string, range: string) => `${label}: enter ${range}, or nothing.`,
  save: "Save",
  cancel: "Cancel",
};

export const timeline = {
  title: "Timeline",
  live: "Live",
  since: (moment: string) => `since ${moment}`,
  backToLive: "Back to live",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  earlier: "Earlier",
  later: "Later",
  of: "Figures of",
  all: "All requests",
  asTable: "Table",
  asTableHint: "Show the figures as a table",
  help: "Drag to zoom. Ctrl+wheel zooms, Shift+wheel moves. Keys: + and − zoom, arrows move, L is live, 1 to 5 choose a length.",
  lanes: "States of the endpoints over time",
  laneSummary: (endpoint: string, parts: string) => `${endpoint}: ${parts}`,
  uptimeHint: "Share of the watched time in which the breaker was not open",
  firstToken: "First token",
  wholeAnswer: "Whole answer",
  otherTiming: "Switch between the time to the first token and to the whole answer",
  rates: "Trouble",
  speed: "Generation",
  requests: "Requests",
  attempts: "Attempts",
  p50: "p50",
  p95: "p95",
  failed: "failed",
  slow: "slow",
  speedUnit: "tokens/s",
  perBucket: (ms: number) => `per ${duration(ms).replace(/^1 /, "")}`,
  answered: "answered",
  cached: "cached",
  cancelled: "cancelled",
  refused: "refused",
  emptyRange: "No requests in this time.",
  emptyEver: "Nothing has been asked yet. Ask something, and its figures appear here.",
  chartSummary: (title: string, parts: string) => `${title}: ${parts === "" ? "no figures in this time" : parts}`,
  table: {
    time: "From",
    caption: "Figures by time, newest first",
    lanes: "States, newest first",
    endpoint: "Endpoint",
    state: "State",
    from: "From",
    to: "To",
    length: "Length",
  },
};

export const history = {
  title: "History",
  localOnly: "local only: nothing of it left this machine and its private network",
  requests: "Requests",
  transitions: "State changes",
  search: "Search prompts and answers",
  notSearchable: "Prompts are not kept, so there is nothing to search",
  anyEndpoint: "All endpoints",
  anyOutcome: "All outcomes",
  anyCommand: "All commands",
  inRange: "Shown time",
  endpoint: "Endpoint",
  outcome: "Outcome",
  command: "Command",
  total: (total: number, exact: boolean, what = "request") =>
    `${exact ? "" : "more than "}${count(total)} ${what}${total === 1 ? "" : "s"}`,
  fresh: (many: number) => `${many > 99 ? "99+" : many} new`,
  untitled: "(prompt not kept)",
  list: "Requests, newest first",
  noneEver: "No requests yet",
  noneEverHint: "What you ask is listed here with the way each answer took.",
  ask: "Ask…",
  noneMatch: "No request matches",
  noneMatchHint: "Other words or fewer filters may help.",
  noWords: "Nothing to search for",
  noWordsHint: "A search is for words: letters or digits. Signs alone are in no list of words.",
  clear: "Clear filters",
  noTransitions: "No state changes",
  noTransitionsHint: "When a breaker opens or closes, it is listed here.",
  older: "Show older",
  memoryOnly: "In memory only: gone with the window.",
  chain: { failed: "✕", answered: "✓", cancelled: "stopped", overtaken: "overtaken", skipped: "skipped" },
  tokens: (many: number) => `${count(many)} tok`,
};

export const detail = {
  close: "Close",
  open: "Open Answer",
  again: "Ask Again",
  copy: "Copy Way",
  loading: "Reading…",
  gone: "This request is no longer in the history.",
  way: "The way of the request",
  wait: (ms: number) => `waited ${duration(ms)}`,
  load: (ms: number) => `model loaded in ${duration(ms)}`,
  firstToken: (ms: number) => `first token ${duration(ms)}`,
  tokens: (many: number, perSecond: number | undefined) =>
    `${count(many)} tokens${perSecond === undefined ? "" : `, ${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)}/s`}`,
  answeredFromCache: "Every endpoint was open; a cached answer was given.",
  cancelled: "stopped",
  overtaken: "another answered first",
  prompt: "Prompt",
  answer: "Answer",
  cut: "Prompt or answer were longer than what the history keeps: this is the beginning.",
  noTexts: "Prompt and answer were not kept.",
  columns: { what: "What", from: "From", took: "Took", result: "Result" },
  waitLabel: "wait",
  loadLabel: (endpoint: string) => `${endpoint}, load`,
};
