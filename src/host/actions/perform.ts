import * as vscode from "vscode";
import type { ChaosTransport } from "../../node/transport/chaos/chaos-transport";
import { ENDPOINT_TYPES, typeInfo } from "../../core/model/endpoint-types";
import type { EndpointStatus } from "../../core/model/endpoint";
import type { LlmService } from "../../core/service/service-api";
import type { Action } from "../standing/actions";
import { addEndpoint } from "./add-endpoint";
import { openSettings } from "./open-settings";
import { pullModel } from "./pull-model";
import { reloadWindow } from "./reload-window";
import { startOllama } from "./start-ollama";
import { useEditorModels } from "./use-editor-models";
import { INSTALLING, waitUntilLive } from "./wait-until-live";

export interface PerformDeps {
  service: LlmService;
  chaos: Pick<ChaosTransport, "clear">;
  /** Resolves when the service has the settings that are in force. */
  ready(): Promise<void>;
}

/** A server that a person starts on a machine. */
const isProgram = ({ type }: Pick<EndpointStatus, "type">): boolean => typeInfo(type).program !== undefined;

/**
 * Does what a button says, apart from what the answer panel does itself (shorten, and a pull, whose progress it shows).
 * @returns whether asking again makes sense now
 */
export async function perform(action: Action, { service, chaos, ready }: PerformDeps): Promise<boolean> {
  switch (action.do) {
    case "start_ollama":
      startOllama();
      return waitUntilLive(service, isProgram);
    case "get_ollama":
      await vscode.env.openExternal(vscode.Uri.parse(ENDPOINT_TYPES.ollama.program.download));
      return waitUntilLive(service, isProgram, INSTALLING);
    case "add_endpoint": {
      const before = new Set(service.endpoints().map(({ id }) => id));
      await addEndpoint();
      await ready();
      return service.endpoints().some(({ id }) => !before.has(id));
    }
    case "use_editor_models": {
      const used = await useEditorModels();
      await ready();
      return used;
    }
    case "set_key":
      return (await vscode.commands.executeCommand<boolean>("llmBreaker.setApiKey", action.endpoint)) === true;
    case "open_settings":
      await openSettings(action.setting);
      return false;
    case "try_now":
      for (const id of action.endpoints) service.allowTrial(id);
      return true;
    case "end_simulation": {
      const simulated = service.endpoints().filter((endpoint) => endpoint.simulated);
      chaos.clear();
      // What the simulation opened would keep answers away for longer than it lasted.
      for (const { id } of simulated) service.allowTrial(id);
      return true;
    }
    case "ask_again":
      return true;
    case "reload_window":
      await reloadWindow();
      return false;
    case "check_health":
      await vscode.commands.executeCommand("llmBreaker.checkHealth");
      return false;
    case "show_log":
      await vscode.commands.executeCommand("llmBreaker.showLog");
      return false;
    case "open_billing":
      await vscode.env.openExternal(vscode.Uri.parse(action.url));
      return false;
    case "pull":
      return pullModel(service, action.endpoint, action.model);
    case "shorten":
      return false;
  }
}
