import * as vscode from "vscode";
import { Later } from "../../core/async/later";
import { systemClock } from "../../core/breaker/system-clock";
import { loaded } from "../../core/failure/loaded";
import { OWN_VENDOR } from "../language-models/own-vendor";
import { statusTool as texts } from "../texts/model-provider";
import type { ModelProviderDeps } from "./create-model-provider";

/** As package.json has it. */
const STATUS_TOOL = "llm-breaker_status";

/**
 * Offers the chain and the endpoints' models to every chat of the editor, and the tool that tells agents how the endpoints stand. What they do is loaded after the
 * editor's start, which does not wait for it, or with the first question.
 */
export function registerModels(deps: Omit<ModelProviderDeps, "fire">): vscode.Disposable {
  const changes = new vscode.EventEmitter<void>();
  const provider = new Later(async () => {
    const { createModelProvider } = await loaded(() => import("./create-model-provider"));
    return createModelProvider({ ...deps, fire: () => changes.fire() });
  });
  const start = async (): Promise<void> => (await provider.get()).start();
  const starting = systemClock.setTimeout(
    () => void start().catch((error: unknown) => deps.log.error("The models could not be offered", error)),
    0,
  );
  return vscode.Disposable.from(
    changes,
    vscode.lm.registerLanguageModelChatProvider(OWN_VENDOR, {
      onDidChangeLanguageModelChatInformation: changes.event,
      provideLanguageModelChatInformation: async ({ silent }) => (await provider.get()).information(silent),
      provideLanguageModelChatResponse: async ({ id }, messages, options, progress, token) =>
        (await provider.get()).respond(id, messages, options, progress as vscode.Progress<object>, token),
      provideTokenCount: async ({ id }, what) => (await provider.get()).count(id, what),
    }),
    vscode.lm.registerTool(STATUS_TOOL, {
      prepareInvocation: () => ({ invocationMessage: texts.invocation }),
      invoke: async () => {
        const report = (await provider.get()).statusReport();
        return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(report)]);
      },
    }),
    {
      dispose() {
        systemClock.clearTimeout(starting);
        provider.made?.dispose();
      },
    },
  );
}
