import type * as vscode from "vscode";
import { systemClock } from "../core/breaker/system-clock";
import { createExtensionApi, type ExtensionApi } from "./api/extension-api";
import { createWaysOut } from "./create-ways-out";
import { perform } from "./actions/perform";
import type { Action } from "./standing/actions";
import { aboutExtension } from "./machine/about-extension";
import { keepChoice } from "./choose/keep-choice";
import { registerLightbulb } from "./commands/lightbulb";
import { watchProblemsHere } from "./commands/problems-here";
import { registerCommands } from "./commands/register";
import { createConversations } from "./conversations/create-conversations";
import { createService } from "./create-service";
import { createDashboard } from "./dashboard/create-dashboard";
import { lookSoon } from "./health/look-soon";
import { createHistory } from "./history/create-history";
import { createLog } from "./log/create-log";
import { createModelProvider } from "./model-provider/create-model-provider";
import { createOutageNotice } from "./notices/create-outage-notice";
import { createObservers } from "./observers";
import { KeyStore } from "./secrets/key-store";
import { keepConfigured } from "./settings/apply";
import { SettingsStore } from "./settings/store";
import { tellProblems } from "./settings/tell-problems";
import { createEditing } from "./editing/create-editing";
import { StatusItem } from "./status-bar/item";

export interface Host {
  /** What other extensions get. */
  api: ExtensionApi;
  /** Resolves when every socket is closed and every entry written. */
  shutDown(): Promise<void>;
}

/** Builds the parts and wires them. Nothing is read from disk or sent before it is needed. */
export function createHost(context: vscode.ExtensionContext): Host {
  const { extensionUri, subscriptions } = context;
  const { logger: log, showLog } = createLog(context);
  const settings = new SettingsStore();
  const about = aboutExtension(context);
  const keys = new KeyStore(context);
  const { history, dispose: closeHistory } = createHistory(context, settings, log);
  const host = createService(settings, log, history, about.machine);
  const { service, chaos } = host;
  const observers = createObservers(context, service, history, settings, host.transport, log);
  const { metrics } = observers;
  const ways = createWaysOut(service, settings, host.editorModels);
  const { offered } = ways;
  const act = (action: Action): Promise<boolean> => perform(action, { ...host, ready: () => configuration.ready() });
  const configuration = keepConfigured(service, settings, keys, log);
  const looks = lookSoon({ service, settings, configuration, clock: systemClock });
  const status = new StatusItem(service, settings, configuration, about);
  const editing = createEditing();
  const parts = { service, settings, editing, log, history, perform: act, offered };
  const { answers, choice, conversations, flush } = createConversations(context, parts);
  const kept = keepChoice(choice, configuration, (error) =>
    log.error("The choice of a model could not be kept", error),
  );
  const dashboard = createDashboard({ extensionUri, answers, service, history, chaos, perform: act, offered, log });
  const outages = createOutageNotice(service, history, act, offered, log);
  const provider = createModelProvider({ ...host, context, settings, configuration, log });
  const commands = registerCommands({
    service,
    chaos,
    settings,
    keys,
    answers,
    history,
    dashboard,
    metrics,
    places: editing.places,
    proposals: editing.proposals,
    choice,
    conversations,
    clientOf: (config) => host.clientOf(config),
    perform: act,
    offered,
    log,
    showLog,
    about,
    ready: () => configuration.ready(),
  });
  subscriptions.push(
    settings,
    keys,
    configuration,
    ways,
    looks,
    status,
    editing,
    answers,
    kept,
    dashboard,
    outages,
    provider,
    commands,
    tellProblems(settings, systemClock, log),
    registerLightbulb(),
    watchProblemsHere(),
  );
  return {
    api: createExtensionApi(service, () => configuration.ready()),
    // In this order: what ends with the service is observed, and what was observed is written.
    shutDown: () =>
      host
        .dispose()
        .finally(flush)
        .finally(() => observers.dispose())
        .finally(closeHistory),
  };
}
