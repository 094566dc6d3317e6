/** Whether a later step may go to the same endpoint; `longer_step`: only with a longer timeout of its own. */
export type Retry = "no" | "yes" | "longer_step";

/** Which other endpoints may be asked instead; `none`: the failure is the request's own, and no endpoint would do better. */
export type Next = "any" | "loopback" | "larger_context" | "none";

/** What a person can do about a failure, by its likeliest cure. */
export type Cure =
  | "none"
  | "start_server"
  /** It was there a moment ago: only where it does not answer any more. */
  | "restart_server"
  | "pull_model"
  | "set_key"
  | "add_credit"
  | "shorten_request"
  | "reload_window"
  | { readonly setting: "endpoints" | "chain" | "idleTimeout" | "loadTimeout" | "thinkingTimeout" | "localOnly" };

/** What a kind of failure means, for the chain, the breaker and a person. Where a single failure differs, `judge` says how. */
export interface KindRule {
  /** Whether it is the endpoint's doing: a failure of its breaker. */
  readonly counts: boolean;
  readonly retry: Retry;
  readonly next: Next;
  /** What it keeps from being sent later. */
  readonly restraint: Restraint;
  /** Whether it says that nobody listens there, so that an answer to a health check is news; `undecided`: what is below it tells. */
  readonly connection: "dead" | "alive" | "undecided";
  /** A few words for the way of a request. */
  readonly phrase: string;
  readonly cure: Cure;
  /** How an endpoint that it holds back is shown where room is short: a word, and the name of an icon of VS Code's. */
  readonly short: { readonly word: string; readonly icon: string };
}

export type Restraint =
  | { readonly type: "none" }
  /** Nothing more is sent until a condition changes (`until_changed`) or for some milliseconds, to the endpoint or for the model that was asked. */
  | { readonly type: "latch"; readonly scope: "endpoint" | "model"; readonly until: "changed" | number }
  /** Shown until something changes, but calls still go out: it may have been mended meanwhile. */
  | { readonly type: "mark" }
  /** Nothing is sent before the hinted time, or the growing gate of a rate limit without a hint. */
  | { readonly type: "gate" };

/** How long a model that failed to load (out of memory, incompatible) is left alone, in milliseconds. */
const LOAD_FAILURE_LATCH_MS = 60_000;

const NO_RESTRAINT: Restraint = { type: "none" };
const MARK: Restraint = { type: "mark" };
const UNTIL_CHANGED: Restraint = { type: "latch", scope: "endpoint", until: "changed" };
const MODEL_UNTIL_CHANGED: Restraint = { type: "latch", scope: "model", until: "changed" };
const TROUBLE = { word: "needs attention", icon: "warning" };
const IN_ENDPOINTS: Cure = { setting: "endpoints" };

/** What most kinds have in common: the endpoint's own trouble, after which another may be asked. */
const COMMON = {
  counts: true,
  retry: "yes",
  next: "any",
  restraint: NO_RESTRAINT,
  connection: "alive",
  cure: "none",
  short: TROUBLE,
} as const;
/** Nobody listens at the address. */
const DEAD = { ...COMMON, connection: "dead" } as const;
/** Not the endpoint's doing, and asking again would not help. */
const UNCOUNTED = { ...COMMON, counts: false, retry: "no" } as const;

/** Every way in which an attempt at an endpoint can fail, and all that follows from it. The one place to change either. */
export const FAILURE_KINDS = {
  refused: { ...DEAD, phrase: "connection refused", cure: "start_server" },
  connect_timeout: { ...DEAD, phrase: "no connection", cure: "start_server" },
  dns: { ...DEAD, retry: "no", next: "loopback", phrase: "name not found", cure: IN_ENDPOINTS },
  offline: { ...UNCOUNTED, next: "loopback", connection: "dead", phrase: "offline" },
  tls: {
    ...UNCOUNTED,
    restraint: MARK,
    phrase: "certificate problem",
    cure: IN_ENDPOINTS,
    short: { word: "certificate", icon: "warning" },
  },
  proxy: {
    ...UNCOUNTED,
    next: "loopback",
    restraint: MARK,
    phrase: "proxy problem",
    cure: IN_ENDPOINTS,
    short: { word: "proxy problem", icon: "warning" },
  },
  reset: { ...DEAD, phrase: "connection lost", cure: "restart_server" },
  ttft_timeout: { ...COMMON, retry: "longer_step", phrase: "no token in time", cure: { setting: "chain" } },
  idle_timeout: { ...COMMON, retry: "no", phrase: "stalled", cure: { setting: "idleTimeout" } },
  truncated: { ...COMMON, connection: "undecided", phrase: "answer cut off" },
  stream_error: { ...COMMON, retry: "no", connection: "undecided", phrase: "stream error" },
  load_timeout: { ...UNCOUNTED, phrase: "model took too long to load", cure: { setting: "loadTimeout" } },
  load_failed: {
    ...UNCOUNTED,
    restraint: { type: "latch", scope: "model", until: LOAD_FAILURE_LATCH_MS },
    phrase: "model could not be loaded",
    cure: IN_ENDPOINTS,
    short: { word: "load failed", icon: "warning" },
  },
  rate_limited: {
    ...COMMON,
    counts: false,
    restraint: { type: "gate" },
    phrase: "rate limited",
    short: { word: "limited", icon: "watch" },
  },
  quota: {
    ...UNCOUNTED,
    restraint: UNTIL_CHANGED,
    phrase: "credit exhausted",
    cure: "add_credit",
    short: { word: "no credit", icon: "credit-card" },
  },
  // One may have travelled meanwhile, or have another way out to the network.
  region: {
    ...UNCOUNTED,
    restraint: { type: "mark" },
    phrase: "not served here",
    short: { word: "not served here", icon: "globe" },
  },
  auth: {
    ...UNCOUNTED,
    restraint: UNTIL_CHANGED,
    phrase: "no valid key",
    cure: "set_key",
    short: { word: "check API key", icon: "key" },
  },
  model_missing: {
    ...UNCOUNTED,
    restraint: MODEL_UNTIL_CHANGED,
    phrase: "model not installed",
    cure: "pull_model",
    short: { word: "no model", icon: "package" },
  },
  // A firewall that dislikes one prompt says nothing of the next.
  blocked: { ...UNCOUNTED, phrase: "blocked on the way" },
  bad_request: { ...UNCOUNTED, next: "none", phrase: "request rejected" },
  // It says so of one model, which is then not asked for that again.
  unsupported: { ...UNCOUNTED, phrase: "not supported by the model", cure: IN_ENDPOINTS },
  context_length: { ...UNCOUNTED, next: "larger_context", phrase: "prompt too long", cure: "shorten_request" },
  content_filter: { ...UNCOUNTED, next: "none", phrase: "content filter" },
  // The endpoint works, and what it said can be read; who is asked next is for whoever has read it.
  too_large: { ...UNCOUNTED, next: "none", phrase: "answer too long" },
  overloaded: { ...COMMON, phrase: "overloaded", short: { word: "overloaded", icon: "warning" } },
  server_error: { ...COMMON, phrase: "server error", short: { word: "server error", icon: "warning" } },
  not_an_api: {
    ...UNCOUNTED,
    next: "loopback",
    restraint: MARK,
    phrase: "not an LLM API",
    cure: IN_ENDPOINTS,
    short: { word: "not an LLM API", icon: "link" },
  },
  malformed: { ...COMMON, phrase: "unreadable answer" },
  empty: { ...COMMON, counts: false, phrase: "empty answer" },
  circuit_open: { ...UNCOUNTED, phrase: "breaker open" },
  local_only: {
    ...UNCOUNTED,
    connection: "undecided",
    phrase: "local only",
    cure: { setting: "localOnly" },
    short: { word: "local only", icon: "lock" },
  },
  not_loaded: {
    ...UNCOUNTED,
    next: "none",
    connection: "undecided",
    phrase: "window to be reloaded",
    cure: "reload_window",
    short: { word: "reload window", icon: "refresh" },
  },
  internal: { ...UNCOUNTED, next: "none", connection: "undecided", phrase: "internal error" },
} as const satisfies Record<string, KindRule>;

export type FailureKind = keyof typeof FAILURE_KINDS;

/** What a kind means. */
export const ruleOf = (kind: FailureKind): KindRule => FAILURE_KINDS[kind];

/** Whether the request itself is what failed, not the endpoint. */
export const isRequestsOwn = (kind: FailureKind): boolean =>
  ruleOf(kind).next === "none" || ruleOf(kind).next === "larger_context";

/** Whether it is this program's own failure, so that nothing was learnt of the endpoint. */
export const isOwn = (kind: FailureKind): boolean => kind === "not_loaded" || kind === "internal";

/** Whether it lasts until somebody does something about it: a key, credit, a model, an address, a certificate. */
export function needsSomebody(kind: FailureKind): boolean {
  const { type } = ruleOf(kind).restraint;
  return type === "latch" || type === "mark";
}

/** Whether a word from outside is one of ours. */
export const isFailureKind = (word: unknown): word is FailureKind =>
  typeof word === "string" && Object.hasOwn(FAILURE_KINDS, word);
