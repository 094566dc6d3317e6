import * as vscode from "vscode";
import { systemClock } from "../../core/breaker/system-clock";
import type { Logger } from "../../core/ports/logger";
import { resolveConfig } from "../../core/service/config/config";
import type { LlmService } from "../../core/service/service-api";
import type { OthersModels } from "../language-models/others-models";
import { OWN_VENDOR } from "../language-models/own-vendor";
import type { Configuration } from "../settings/apply";
import { serviceConfig } from "../settings/service-config";
import type { SettingsStore } from "../settings/store";
import { statusTool as texts } from "../texts/model-provider";
import { ChainProvider } from "./chain-provider";
import type { HostApi } from "./host-api";
import { KnownModels } from "./known-models";
import { chainEndpoints, type Configured } from "./offered-model";
import { statusReport } from "./status-report";

/** As package.json has it. */
const STATUS_TOOL = "llm-breaker_status";

interface ModelProviderDeps {
  context: Pick<vscode.ExtensionContext, "globalState">;
  service: LlmService;
  settings: Pick<SettingsStore, "current" | "onDidChange">;
  configuration: Pick<Configuration, "ready" | "onDidApply">;
  editorModels: Pick<OthersModels, "asking">;
  log: Logger;
}

/** Offers the chain and the endpoints' models to every chat of the editor, and the tool that tells agents how the endpoints stand. Asks no server by itself. */
export function createModelProvider(deps: ModelProviderDeps): { dispose(): void } {
  const { context, service, settings, configuration, editorModels, log } = deps;
  const changes = new vscode.EventEmitter<void>();
  let configured = configuredBy(settings);
  const models = new KnownModels({
    service,
    memory: context.globalState,
    clock: systemClock,
    changed: () => provider.changed(),
    failed: (error) => log.warn("The list of models could not be remembered", error),
  });
  const provider = new ChainProvider({
    service,
    api: hostApi(),
    models,
    configured: () => configured,
    ready: () => configuration.ready(),
    looking: () => editorModels.asking,
    listens: listens(vscode.version),
    clock: systemClock,
    log,
    fire: () => changes.fire(),
  });
  const subscriptions = vscode.Disposable.from(
    changes,
    models,
    provider,
    configuration.onDidApply(() => provider.changed()),
    settings.onDidChange(() => {
      configured = configuredBy(settings);
      provider.changed();
    }),
    vscode.lm.registerLanguageModelChatProvider(OWN_VENDOR, {
      onDidChangeLanguageModelChatInformation: changes.event,
      provideLanguageModelChatInformation: ({ silent }) => provider.information(silent),
      provideLanguageModelChatResponse: ({ id }, messages, options, progress, token) =>
        provider.respond(id, messages, options, progress as vscode.Progress<object>, token),
      provideTokenCount: ({ id }, what) => Promise.resolve(provider.count(id, what)),
    }),
    vscode.lm.registerTool(STATUS_TOOL, {
      prepareInvocation: () => ({ invocationMessage: texts.invocation }),
      invoke: () => {
        const chain = chainEndpoints(configured).map(({ id }) => id);
        const report = statusReport(service.endpoints(), chain, Date.now(), service.offline);
        return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(report)]);
      },
    }),
  );
  provider.start();
  return subscriptions;
}

function configuredBy({ current }: Pick<SettingsStore, "current">): Configured {
  const { endpoints, chain } = resolveConfig(serviceConfig(current));
  return { endpoints, chain };
}

/** 1.104 does not hear the event of a provider, which its API has all the same. */
const listens = (version: string): boolean => !/^1\.104\./.test(version);

/** What this editor has of the parts that not every one has. */
function hostApi(): HostApi {
  return {
    CancellationError: vscode.CancellationError,
    LanguageModelError: vscode.LanguageModelError,
    LanguageModelTextPart: vscode.LanguageModelTextPart,
    LanguageModelToolCallPart: vscode.LanguageModelToolCallPart,
    ThemeIcon: vscode.ThemeIcon,
    ...(vscode.LanguageModelDataPart && { LanguageModelDataPart: vscode.LanguageModelDataPart }),
    ...(vscode.LanguageModelThinkingPart && { LanguageModelThinkingPart: vscode.LanguageModelThinkingPart }),
  };
}
