import { isHttp } from "../core/model/endpoint-types";
import type { LlmService } from "../core/service/service-api";
import type { OthersModels } from "./language-models/others-models";
import { EditorModels } from "./language-models/editor-models";
import type { SettingsStore } from "./settings/store";
import type { Action } from "./standing/actions";
import { leadingOut } from "./standing/ways-out";
import { hasOllama } from "./actions/find-ollama";

/** Knows what there is on this machine, and so which buttons lead to an answer. */
export function createWaysOut(
  service: Pick<LlmService, "onEvent" | "localOnly">,
  settings: Pick<SettingsStore, "current">,
  editorModels: OthersModels,
): { offered(actions: Action[]): Action[]; dispose(): void } {
  const models = new EditorModels(service, editorModels);
  return {
    offered: (actions) =>
      leadingOut(actions, {
        ollama: hasOllama(),
        editorModels: models.some && !service.localOnly && settings.current.endpoints.every(({ type }) => isHttp(type)),
      }),
    dispose: () => models.dispose(),
  };
}
