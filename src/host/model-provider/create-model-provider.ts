import * as vscode from "vscode";
import { systemClock } from "../../core/breaker/system-clock";
import type { Logger } from "../../core/ports/logger";
import { resolveConfig } from "../../core/service/config/config";
import type { LlmService } from "../../core/service/service-api";
import type { OthersModels } from "../language-models/others-models";
import type { Configuration } from "../settings/apply";
import { serviceConfig } from "../settings/service-config";
import type { SettingsStore } from "../settings/store";
import { ChainProvider } from "./chain-provider";
import type { HostApi } from "./host-api";
import { KnownModels } from "./known-models";
import { chainEndpoints, type Configured } from "./offered-model";
import { statusReport } from "./status-report";

export interface ModelProviderDeps {
  context: Pick<vscode.ExtensionContext, "globalState">;
  service: LlmService;
  settings: Pick<SettingsStore, "current" | "problems" | "onDidChange">;
  configuration: Pick<Configuration, "ready" | "onDidApply">;
  editorModels: Pick<OthersModels, "asking">;
  log: Logger;
  /** Tells the editor that what it knows of the models is old. */
  fire(): void;
}

export interface ModelProvider extends Pick<ChainProvider, "start" | "information" | "respond" | "count"> {
  /** How the endpoints stand, for a model to read. */
  statusReport(): string;
  dispose(): void;
}

/** The endpoints as models of the editor's own picker, kept in line with the settings. Asks no server by itself. */
export function createModelProvider(deps: ModelProviderDeps): ModelProvider {
  const { context, service, settings, configuration, editorModels, log, fire } = deps;
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
    fire,
  });
  const subscriptions = vscode.Disposable.from(
    models,
    provider,
    configuration.onDidApply(() => {
      models.reconsider();
      provider.changed();
    }),
    settings.onDidChange(() => {
      configured = configuredBy(settings);
      provider.changed();
    }),
  );
  return {
    start: () => provider.start(),
    information: (silent) => provider.information(silent),
    respond: (...request) => provider.respond(...request),
    count: (id, what) => provider.count(id, what),
    statusReport: () =>
      statusReport({
        endpoints: service.endpoints(),
        chain: chainEndpoints(configured).map(({ id }) => id),
        now: Date.now(),
        offline: service.offline,
        localOnly: service.localOnly,
        badSettings: settings.problems.map(({ message }) => message),
      }),
    dispose: () => subscriptions.dispose(),
  };
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
