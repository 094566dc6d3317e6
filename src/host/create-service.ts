import * as vscode from "vscode";
import { systemClock } from "../core/breaker/system-clock";
import { createEndpointClient } from "../core/create-client";
import type { EndpointClient } from "../core/endpoint/client";
import type { SharedBreakers } from "../core/history/shared-breakers";
import type { EndpointConfig } from "../core/model/endpoint";
import { isHttp } from "../core/model/endpoint-types";
import type { Logger } from "../core/ports/logger";
import type { Transport } from "../core/ports/transport";
import { keptLocal } from "../core/service/local-only/kept-local";
import { LocalOnly } from "../core/service/local-only/local-only";
import type { LlmService } from "../core/service/service-api";
import { createLlmService } from "../node/create-llm-service";
import { createChaosTransport, type ChaosTransport } from "../node/transport/chaos/chaos-transport";
import { createUndiciTransport } from "../node/transport/undici-transport";
import { OthersModels } from "./language-models/others-models";
import { VscodeLmClient, type LanguageModelApi } from "./language-models/vscode-lm-client";
import { networkSettings, onNetworkSettings } from "./network/proxy-settings";
import { serviceConfig } from "./settings/service-config";
import type { SettingsStore } from "./settings/store";

/** The parts of the editor that the client of its language models uses. */
const languageModels = (lm: OthersModels): LanguageModelApi => ({
  lm,
  CancellationTokenSource: vscode.CancellationTokenSource,
  LanguageModelChatMessage: vscode.LanguageModelChatMessage,
  LanguageModelTextPart: vscode.LanguageModelTextPart,
  LanguageModelToolCallPart: vscode.LanguageModelToolCallPart,
  LanguageModelToolResultPart: vscode.LanguageModelToolResultPart,
  LanguageModelChatToolMode: vscode.LanguageModelChatToolMode,
  ...(vscode.LanguageModelDataPart && { LanguageModelDataPart: vscode.LanguageModelDataPart }),
});

/** For a first look at a server, which a person waits for. */
const CONNECT_TIMEOUT_MS = 10_000;

/** The service as it runs in the editor: with its proxy settings, its language models, its log, what windows share, and a transport that can simulate outages. */
export function createService(
  settings: Pick<SettingsStore, "current">,
  logger: Logger,
  shared: SharedBreakers,
  machine?: string,
): {
  service: LlmService;
  chaos: ChaosTransport;
  /** The way out without any simulated outage, for what is no endpoint. */
  transport: Transport;
  /** A client for an endpoint that is in no settings (yet). */
  clientOf(config: EndpointConfig): EndpointClient;
  editorModels: OthersModels;
  dispose(): Promise<void>;
} {
  const transport = createUndiciTransport(networkSettings());
  const chaos = createChaosTransport(transport, systemClock, Math.random);
  const editorModels = new OthersModels(vscode.lm);
  const api = languageModels(editorModels);
  const ofEditor = ({ model }: EndpointConfig): EndpointClient => new VscodeLmClient(api, model);
  const service = createLlmService(serviceConfig(settings.current), {
    transport: chaos,
    clients: { "vscode-lm": ofEditor },
    logger,
    shared,
    ...(machine !== undefined && { machine }),
  });
  const focus = vscode.window.onDidChangeWindowState(({ focused }) => service.setFocused(focused));
  const network = onNetworkSettings((options) => transport.configure(options));
  service.setFocused(vscode.window.state.focused);
  return {
    service,
    chaos,
    transport,
    clientOf: (config) =>
      keptLocal(
        isHttp(config.type)
          ? createEndpointClient(config, {
              transport: chaos,
              clock: systemClock,
              connectTimeoutMs: () => CONNECT_TIMEOUT_MS,
              localOnly: () => settings.current.localOnly,
              ...(machine !== undefined && { machine }),
            })
          : ofEditor(config),
        config,
        new LocalOnly(settings.current.localOnly),
      ),
    editorModels,
    async dispose() {
      vscode.Disposable.from(focus, network).dispose();
      await service.dispose();
      await chaos.dispose();
    },
  };
}
