import type * as vscode from "vscode";
import type { HistoryStore } from "../core/history/types";
import type { Logger } from "../core/ports/logger";
import type { LlmService } from "../core/service/types";
import { createHistory } from "./history/create-history";
import { logEvents } from "./log/log-events";
import type { SettingsStore } from "./settings/store";
import { createMetrics } from "./telemetry/create-metrics";
import type { MetricsOutputs } from "./telemetry/metrics-outputs";

/** Who watches the service and never touches a request: the log, the history, the metrics that leave. */
export interface Observers {
  history: HistoryStore;
  metrics: MetricsOutputs;
  dispose(): Promise<void>;
}

export function createObservers(context: vscode.ExtensionContext, service: LlmService, settings: SettingsStore, logger: Logger): Observers {
  const logging = logEvents(service, logger);
  const kept = createHistory(context, service, settings, logger);
  const metrics = createMetrics(context.extension, service, settings, logger);
  return {
    history: kept.history,
    metrics,
    async dispose() {
      logging.dispose();
      await Promise.allSettled([kept.dispose(), metrics.shutDown()]);
    },
  };
}
