import * as vscode from "vscode";
import { systemClock } from "../core/breaker/system-clock";
import type { EndpointClient } from "../core/endpoint/client";
import { laterClient } from "../core/service/later-client";
import { laterCode } from "../core/failure/loaded";
import type { SharedBreakers } from "../core/history/shared-breakers";
import type { EndpointConfig } from "../core/model/endpoint";
import { isHttp } from "../core/model/endpoint-types";
import type { Logger } from "../core/ports/logger";
import type { Transport } from "../core/ports/transport";
import { keptLocal } from "../core/service/local-only/kept-local";
import { LocalOnly } from "../core/service/local-only/local-only";
import type { ClientSettings } from "../core/service/endpoints/registry";
import { laterRuns } from "../core/service/request/later-run";
import type { LlmService } from "../core/service/service-api";
import { assembleService } from "../node/assemble-service";
import { createChaosTransport, type ChaosTransport } from "../node/transport/chaos/chaos-transport";
import { LaterTransport } from "../node/transport/later-transport";
import { OthersModels } from "./language-models/others-models";
import { networkSettings, onNetworkSettings } from "./network/proxy-settings";
import { serviceConfig } from "./settings/service-config";
import type { SettingsStore } from "./settings/store";

/** For a first look at a server, which a person waits for. */
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * The service as it runs in the editor: with its proxy settings, its language models, its log, what windows share, and a transport that can simulate outages. What asks
 * servers is loaded with the first request or look.
 */
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
  const parts = laterCode(() => import("./request-parts"));
  const transport = new LaterTransport(networkSettings(), async () => (await parts.get()).createUndiciTransport);
  const chaos = createChaosTransport(transport, systemClock, Math.random);
  const editorModels = new OthersModels(vscode.lm);
  const createClient = (config: EndpointConfig, client: ClientSettings): EndpointClient =>
    laterClient({
      type: config.type,
      make: async () => {
        const { createEditorClient, createEndpointClient } = await parts.get();
        if (!isHttp(config.type)) return createEditorClient(editorModels, config.model);
        const about = machine === undefined ? {} : { machine };
        return createEndpointClient(config, { transport: chaos, clock: systemClock, ...client, ...about });
      },
      simulated: () => isHttp(config.type) && chaos.simulates(config.url),
    });
  const service = assembleService(
    serviceConfig(settings.current),
    { createClient, createRun: laterRuns(parts) },
    { logger, shared },
  );
  const focus = vscode.window.onDidChangeWindowState(({ focused }) => service.setFocused(focused));
  const network = onNetworkSettings((options) => transport.configure(options));
  service.setFocused(vscode.window.state.focused);
  return {
    service,
    chaos,
    transport,
    clientOf(config) {
      const client = createClient(config, {
        connectTimeoutMs: () => CONNECT_TIMEOUT_MS,
        localOnly: () => settings.current.localOnly,
      });
      return keptLocal(client, config, new LocalOnly(settings.current.localOnly));
    },
    editorModels,
    async dispose() {
      vscode.Disposable.from(focus, network).dispose();
      await service.dispose();
      await chaos.dispose();
    },
  };
}
