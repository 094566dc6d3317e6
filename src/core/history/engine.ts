import type { StateChange } from "../breaker/types";
import type { HistorySeries, SeriesQuery } from "./figures/series-types";
import type { SharedNews, TrialTurn } from "./shared-breakers";
import type {
  ClearQuery,
  ConditionEntry,
  ExportQuery,
  ExportRecord,
  HealthEntry,
  HistoryOptions,
  HistoryOverview,
  Lane,
  LaneQuery,
  RequestEntry,
  RequestId,
  RequestPage,
  RequestPageQuery,
  StoredRequest,
  StoredTransition,
  TransitionQuery,
} from "./types";

/** What is only written: nobody waits for an answer. Plain data, so that it can go to another thread. */
export type WriteOp =
  | { op: "request"; entry: RequestEntry }
  | { op: "transition"; endpoint: string; change: StateChange }
  | { op: "health"; entry: HealthEntry }
  | { op: "condition"; entry: ConditionEntry }
  /** `json`: the snapshot as JSON text. */
  | { op: "snapshot"; key: string; json: string }
  | { op: "renewTrial"; key: string }
  | { op: "releaseTrial"; key: string }
  | { op: "outage"; key: string; name: string }
  | { op: "options"; options: HistoryOptions };

/** Where an export goes on: which part and after which id. */
export interface ExportCursor {
  part: "requests" | "events";
  after: number;
}

/** Every question to an engine: its argument and its answer, plain data both. */
export interface HistoryCalls {
  series: { ask: SeriesQuery; answer: HistorySeries };
  lanes: { ask: LaneQuery; answer: Lane[] };
  listRequests: { ask: RequestPageQuery; answer: RequestPage };
  request: { ask: RequestId; answer: StoredRequest | undefined };
  listTransitions: { ask: TransitionQuery; answer: StoredTransition[] };
  overview: { ask: void; answer: HistoryOverview };
  /** One batch; `next` is absent after the last. */
  exportPage: {
    ask: { query: ExportQuery; cursor: ExportCursor };
    answer: { records: ExportRecord[]; next?: ExportCursor };
  };
  /** Removes a little; true: there is more to remove. */
  clearStep: { ask: ClearQuery; answer: boolean };
  loadSnapshots: { ask: { keys: readonly string[] }; answer: SharedNews[] };
  tryTakeTrial: { ask: { key: string; takeOver: boolean }; answer: TrialTurn };
  takeOutages: { ask: void; answer: string[] };
}

export type HistoryCall = keyof HistoryCalls;

/** A store that works at once, on the thread that calls it. {@link HistoryClient} makes a `HistoryStore` of it. */
export type HistoryEngine = { [M in HistoryCall]: (ask: HistoryCalls[M]["ask"]) => HistoryCalls[M]["answer"] } & {
  /** All of it or, when it throws, nothing. */
  write(ops: readonly WriteOp[]): void;
};

/** Puts a question to an engine by its name. */
export function askEngine<M extends HistoryCall>(
  engine: HistoryEngine,
  method: M,
  ask: HistoryCalls[M]["ask"],
): HistoryCalls[M]["answer"] {
  return (engine as { [K in M]: (ask: HistoryCalls[K]["ask"]) => HistoryCalls[K]["answer"] })[method](ask);
}
