import type { StateChange } from "../breaker/types";
import type { Disposable } from "../async/disposable";
import type { TextMessage } from "../model/chat";
import type { RequestRecord } from "../model/request";
import type { HistorySeries, SeriesQuery } from "./figures/series-types";

/** A finished request as it is handed to the history. */
export interface RequestEntry extends RequestRecord {
  /** Which command asked, for people and for the filter ("Ask", "Analyze", "Run: Tests"). */
  command: string;
  /** What it was about in one line ("parseHeader() in wire.ts"); without it the start of the prompt. Kept only where prompts are kept. */
  title?: string;
}

/** A health check whose result differs from the one before. */
export interface HealthEntry {
  endpoint: string;
  /** Epoch milliseconds. */
  at: number;
  live: boolean;
  ready?: boolean;
  warm?: boolean;
}

/** What lies over a lane beside the breaker's state: a model being loaded, or the machine without a network. */
type Condition = "loading" | "offline";

export interface ConditionEntry {
  /** Undefined: all endpoints (the machine is offline). */
  endpoint: string | undefined;
  condition: Condition;
  active: boolean;
  /** Epoch milliseconds. */
  at: number;
}

/** Identifies a request in the store. Ids grow with the time at which requests ended. */
export type RequestId = number;

export type RequestOutcome = RequestRecord["outcome"];

/** All parts are optional and must hold together. */
export interface RequestFilter {
  /** Requests that tried this endpoint or skipped it, whoever answered in the end. */
  endpoint?: string;
  outcome?: RequestOutcome;
  command?: string;
  /** Words that must all occur in prompt or answer, the last one as a beginning; "quoted words" as a phrase. No operators. */
  text?: string;
  /** Requests that ended in [fromMs, toMs), epoch milliseconds. */
  fromMs?: number;
  toMs?: number;
}

export interface RequestPageQuery {
  filter?: RequestFilter;
  /** Rows to skip from the newest (or from `before`); 0 by default. */
  offset?: number;
  /** Rows wanted, at most 500. */
  limit: number;
  /** Only requests older than this one (exclusive): the last id of a page gives the next page, whatever came in meanwhile. */
  before?: RequestId;
  /** Only requests up to this one (inclusive): the newest id of the first page keeps offsets steady while new ones come in. */
  upTo?: RequestId;
}

/** One line of the history list: all that was handed over but the texts. `title` is at most 160 characters, one line. */
export interface RequestSummary extends Omit<RequestEntry, "messages" | "content" | "label"> {
  id: RequestId;
}

export interface RequestPage {
  /** Newest first. */
  rows: RequestSummary[];
  /** Requests that match the filter up to `upTo`, without regard to `before`, `offset` and `limit`. */
  total: number;
  /** False: there are more than `total` (a search stops counting at 2 000). */
  totalExact: boolean;
}

/** A request with everything that is known of it. */
export interface StoredRequest extends RequestSummary {
  /** Undefined where prompts are not kept, or were cleared. */
  messages?: TextMessage[];
  content?: string;
}

export interface TransitionQuery {
  endpoint?: string;
  fromMs?: number;
  toMs?: number;
  limit: number;
  /** Only transitions older than this one (exclusive). */
  before?: number;
}

export interface StoredTransition extends StateChange {
  id: number;
  endpoint: string;
}

/** `unknown`: no window was there to see it. */
export type LaneState = "closed" | "half_open" | "open" | "offline" | "loading" | "unknown";

export interface LaneQuery {
  fromMs: number;
  toMs: number;
  /** Without it every endpoint the history knows. */
  endpoints?: string[];
  /** Intervals shorter than this are drawn together as the worst of them, so that no outage is lost on a long axis; 0 by default. */
  resolutionMs?: number;
}

export interface LaneInterval {
  fromMs: number;
  toMs: number;
  state: LaneState;
}

/** The states of one endpoint over the whole range of the query: no gaps, no overlaps, neighbours differ. */
export interface Lane {
  endpoint: string;
  intervals: LaneInterval[];
}

/** What there is to filter by, and how much of it. */
export interface HistoryOverview {
  endpoints: string[];
  commands: string[];
  models: string[];
  requests: number;
  /** Epoch milliseconds of the oldest request's end; undefined when there is none. */
  oldestMs?: number;
  /** `sqlite`: shared by all windows and kept; `memory`: this window only. */
  storage: "sqlite" | "memory";
  /** Bytes on disk; 0 in memory. */
  bytes: number;
  /** False: a text filter finds nothing because no prompt is kept. */
  searchable: boolean;
}

/** What an export iterates over, oldest first within each type. */
export type ExportRecord =
  | ({ type: "request" } & StoredRequest)
  | ({ type: "transition" } & StoredTransition)
  | ({ type: "health" } & HealthEntry)
  | ({ type: "condition" } & ConditionEntry);

export interface ExportQuery {
  fromMs?: number;
  toMs?: number;
  /** False: requests only. */
  includeEvents: boolean;
}

export interface ClearQuery {
  /** Only what ended before this, epoch milliseconds; everything without it. */
  beforeMs?: number;
  /** True: prompts and answers only, the figures stay. */
  textsOnly?: boolean;
}

export interface HistoryOptions {
  /** False: prompts, titles and answers are not kept. */
  storePrompts: boolean;
  /** Older entries are removed, in milliseconds (thirty days). */
  maxAgeMs: number;
  /** More requests than this and the oldest are removed (1 000 000). Their share in the charts stays until it is too old. */
  maxRequests: number;
}

export const defaultHistoryOptions: HistoryOptions = {
  storePrompts: true,
  maxAgeMs: 30 * 86_400_000,
  maxRequests: 1_000_000,
};

/** What changed since the last notice, in this window or another. */
export interface HistoryChange {
  requests: boolean;
  /** Transitions, health, conditions. */
  states: boolean;
  cleared: boolean;
}

/**
 * Keeps requests, transitions and health. Recording returns at once and never throws. Queries see everything recorded before
 * them through the same store; they reject with the signal's reason when it fires, and otherwise only when the storage fails.
 */
export interface HistoryStore {
  recordRequest(entry: RequestEntry): void;
  recordTransition(endpoint: string, change: StateChange): void;
  recordHealth(entry: HealthEntry): void;
  recordCondition(entry: ConditionEntry): void;
  /** The window wakes for something else just now, now and then: what is due by then is done along with it, so that the history needs no timer of its own for it. */
  here(): void;

  series(query: SeriesQuery, signal?: AbortSignal): Promise<HistorySeries>;
  lanes(query: LaneQuery, signal?: AbortSignal): Promise<Lane[]>;
  listRequests(query: RequestPageQuery, signal?: AbortSignal): Promise<RequestPage>;
  request(id: RequestId, signal?: AbortSignal): Promise<StoredRequest | undefined>;
  /** Newest first. */
  listTransitions(query: TransitionQuery, signal?: AbortSignal): Promise<StoredTransition[]>;
  overview(signal?: AbortSignal): Promise<HistoryOverview>;
  /** Batches in a steady order. Leaving the loop early is fine. */
  export(query: ExportQuery, signal?: AbortSignal): AsyncIterable<ExportRecord[]>;

  clear(query?: ClearQuery, signal?: AbortSignal): Promise<void>;
  /** Takes effect on what comes next; retention is applied in the background. */
  configure(options: Partial<HistoryOptions>): void;
  /** Told after what changed can be queried, at most ten times a second. */
  onChange(listener: (change: HistoryChange) => void): Disposable;
  /** Resolves when everything recorded so far is stored. */
  flush(): Promise<void>;
  /** Stores what is waiting and lets go of the file. */
  dispose(): Promise<void>;
}
