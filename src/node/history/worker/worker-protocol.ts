import { t } from "../../../core/l10n/t";
import type { HistoryCall, HistoryCalls, WriteOp } from "../../../core/history/engine";
import type { WatchWish } from "../../../core/history/client/history-link";
import type { SharedNews } from "../../../core/history/shared-breakers";
import type { HistoryChange } from "../../../core/history/types";

/** Given to the worker at its start. */
export interface WorkerStart {
  path: string;
  sessionId: number;
  /** Epoch milliseconds since when this window sees what happens. */
  startedAt: number;
}

export type ToWorker =
  /** Answered by `written` when it is stored for good: in the file that is at the history's path. */
  | { type: "write"; ops: WriteOp[] }
  | { type: "call"; id: number; method: HistoryCall; ask: HistoryCalls[HistoryCall]["ask"] }
  /** Nobody waits for that answer any more. */
  | { type: "cancel"; id: number }
  | { type: "watch"; wanted: WatchWish }
  /** The window is awake for something else. */
  | { type: "here" }
  /** Everything that came before is done, then the worker ends. */
  | { type: "close" };

export type FromWorker =
  /** The file is open, or will be once a lock is gone. */
  | { type: "ready" }
  | { type: "written" }
  | { type: "answer"; id: number; answer: HistoryCalls[HistoryCall]["answer"] }
  | { type: "failed"; id: number; message: string }
  | { type: "changed"; change: HistoryChange }
  | { type: "snapshots"; changed: SharedNews[] }
  /** Nothing can be written for now; it is tried again and again, until `flowing`. Questions are still answered. */
  | { type: "stuck"; reason: string }
  | { type: "flowing" }
  /** A damaged file was moved into a folder by this window, and a new one begun. */
  | { type: "setAside"; folder: string; reason: string }
  /** The file cannot be used at all; nothing more will be answered. `newer`: because it has a version that is not known here. */
  | { type: "unavailable"; reason: string; newer?: { version: number; known: number } }
  | { type: "log"; level: "info" | "warn" | "error"; message: string };

/** Why the file cannot be used, in the language of this thread: the worker has none. */
export const whyUnavailable = ({ reason, newer }: FromWorker & { type: "unavailable" }): string =>
  newer === undefined
    ? reason
    : t("The history file has version {0}; this extension knows {1}", newer.version, newer.known);
