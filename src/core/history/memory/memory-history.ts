import type { Clock } from "../../breaker/types";
import type { Logger } from "../../ports/logger";
import { HistoryClient } from "../client/history-client";
import { DirectLink } from "../client/history-link";
import { MemoryEngine } from "./memory-engine";
import type { HistoryOptions } from "../types";

/** A history of this window only, gone with it. */
export function createMemoryHistory(
  deps: { clock: Clock; logger: Logger },
  options?: Partial<HistoryOptions>,
): HistoryClient {
  const engine = new MemoryEngine(() => deps.clock.wallNow());
  return new HistoryClient(
    new DirectLink(engine, (error) => deps.logger.error("Cannot record in the history", error)),
    deps,
    options,
  );
}
