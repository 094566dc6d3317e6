import * as vscode from "vscode";
import type { ChaosTransport } from "../../node/transport/chaos/chaos-transport";
import { ENDPOINT_TYPES, typeInfo } from "../../core/model/endpoint-types";
import type { LlmService } from "../../core/service/service-api";
import type { Action } from "../standing/actions";
import { openSettings } from "./open-settings";
import { pullModel } from "./pull-model";
import { startOllama } from "./start-ollama";
import { waitUntilLive } from "./wait-until-live";

export interface PerformDeps {
  service: LlmService;
  chaos: Pick<ChaosTransport, "clear">;
}

/**
 * Does what a button says, apart from what the answer panel does itself (shorten, and a pull, whose progress it shows).
 * @returns whether asking again makes sense now
 */
export async function perform(action: Action, { service, chaos }: PerformDeps): Promise<boolean> {
  switch (action.do) {
    case "start_ollama":
      startOllama();
      return waitUntilLive(service, ({ type }) => typeInfo(type).program !== undefined);
    case "get_ollama":
      await vscode.env.openExternal(vscode.Uri.parse(ENDPOINT_TYPES.ollama.program.download));
      return false;
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
