import type * as vscode from "vscode";
import type { HistoryStore } from "../core/history/types";
import type { Transport } from "../core/ports/transport";
import type { Logger } from "../core/ports/logger";
import type { LlmService } from "../core/service/service-api";
import { recordService } from "./history/record-service";
import { logEvents } from "./log/log-events";
import type { SettingsStore } from "./settings/store";
import { createMetrics } from "./telemetry/create-metrics";
import type { MetricsOutputs } from "./telemetry/metrics-outputs";
import { tellMilestones } from "./walkthrough/tell-milestones";

/** Who watches the service and never touches a request: the log, the history, the metrics that leave, the walkthrough. */
export interface Observers {
  metrics: MetricsOutputs;
  dispose(): Promise<void>;
}

export function createObservers(
  context: vscode.ExtensionContext,
  service: LlmService,
  history: HistoryStore,
  settings: SettingsStore,
  transport: Pick<Transport, "request">,
  logger: Logger,
): Observers {
  const logging = logEvents(service, logger);
  const recording = recordService(service, history);
  const walkthrough = tellMilestones(service);
  const metrics = createMetrics(context.extension, service, settings, transport, logger);
  return {
    metrics,
    async dispose() {
      logging.dispose();
      recording.dispose();
      walkthrough.dispose();
      await metrics.shutDown();
    },
  };
}
