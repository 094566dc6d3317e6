import * as vscode from "vscode";
import type { LlmService } from "../core/service/types";
import type { Logger } from "../core/ports/logger";
import { createLlmService } from "../node/create-llm-service";
import { createUndiciTransport } from "../node/transport/undici-transport";
import { VscodeLmClient } from "./language-models/vscode-lm-client";
import { networkSettings, onNetworkSettings } from "./network/proxy-settings";
import type { Settings } from "./settings/list";
import { serviceConfig } from "./settings/service-config";

/** The service as it runs in the editor: with its proxy settings, its language models and its log. */
export function createService(settings: Settings, logger: Logger): { service: LlmService; dispose(): Promise<void> } {
  const transport = createUndiciTransport(networkSettings());
  const service = createLlmService(serviceConfig(settings), {
    transport,
    clients: { "vscode-lm": ({ model }) => new VscodeLmClient(vscode, model) },
    logger,
  });
  const focus = vscode.window.onDidChangeWindowState(({ focused }) => service.setFocused(focused));
  const network = onNetworkSettings((options) => transport.configure(options));
  service.setFocused(vscode.window.state.focused);
  return {
    service,
    async dispose() {
      vscode.Disposable.from(focus, network).dispose();
      await service.dispose();
      await transport.dispose();
    },
  };
}
