import type * as vscode from "vscode";
import type { Transport } from "../../core/ports/transport";
import type { Logger } from "../../core/ports/logger";
import type { LlmService } from "../../core/service/service-api";
import { warnOfSettings } from "../actions/open-settings";
import type { SettingsStore } from "../settings/store";
import { MetricsOutputs } from "./metrics-outputs";
import { loadTelemetryChunk } from "./telemetry-chunk";

/** The outputs of metrics as they run in the editor. */
export function createMetrics(
  extension: vscode.Extension<unknown>,
  service: LlmService,
  settings: SettingsStore,
  transport: Pick<Transport, "request">,
  log: Logger,
): MetricsOutputs {
  return new MetricsOutputs({
    service,
    settings,
    transport,
    log,
    version: String((extension.packageJSON as { version?: unknown }).version),
    load: () => loadTelemetryChunk(extension.extensionPath),
    tell: (message, setting) => void warnOfSettings(message, setting),
  });
}
