import type { Clock } from "../../../src/core/breaker/types";
import type { Logger } from "../../../src/core/ports/logger";
import { HistoryClient } from "../../../src/core/history/client/history-client";
import { DirectLink } from "../../../src/core/history/client/history-link";
import { MemoryEngine } from "../../../src/core/history/memory/memory-engine";
import type { HistoryOptions } from "../../../src/core/history/types";

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
