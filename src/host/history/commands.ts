import type { HistoryStore } from "../../core/history/types";
import { clearHistory } from "./clear-history";
import { exportHistory } from "./export-history";

/** The commands of the history, for the one list of commands. */
export function historyCommands(context: { history: HistoryStore }) {
  return {
    "llmBreaker.exportHistory": exportHistory(context),
    "llmBreaker.clearHistory": clearHistory(context),
  };
}
