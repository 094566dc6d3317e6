// First of all: what comes after it is made of texts.
import "./host/l10n/speak-editor-language";
import type * as vscode from "vscode";
import { systemClock } from "./core/breaker/system-clock";
import { createExtensionApi, type ExtensionApi } from "./host/api/extension-api";
import { createWaysOut } from "./host/create-ways-out";
import { perform } from "./host/actions/perform";
import type { Action } from "./host/standing/actions";
import { aboutExtension } from "./host/machine/about-extension";
import { keepChoice } from "./host/choose/keep-choice";
import { registerLightbulb } from "./host/commands/lightbulb";
import { watchProblemsHere } from "./host/commands/problems-here";
import { registerCommands } from "./host/commands/register";
import { createConversations } from "./host/conversations/create-conversations";
import { createService } from "./host/create-service";
import { createDashboard } from "./host/dashboard/create-dashboard";
import { lookSoon } from "./host/health/look-soon";
import { createHistory } from "./host/history/create-history";
import { createLog } from "./host/log/create-log";
import { createModelProvider } from "./host/model-provider/create-model-provider";
import { createOutageNotice } from "./host/notices/create-outage-notice";
import { createObservers } from "./host/observers";
import { KeyStore } from "./host/secrets/key-store";
import { keepConfigured } from "./host/settings/apply";
import { SettingsStore } from "./host/settings/store";
import { tellProblems } from "./host/settings/tell-problems";
import { createEditing } from "./host/editing/create-editing";
import { StatusItem } from "./host/status-bar/item";

export type { ExtensionApi };

let shutDown: (() => Promise<unknown>) | undefined;

/** Builds the parts and wires them. Nothing is read from disk or sent before it is needed. */
export function activate(context: vscode.ExtensionContext): ExtensionApi {
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
  const status = new StatusItem(service, settings, configuration, about.machine);
  const editing = createEditing();
  const parts = { service, settings, editing, log, history, perform: act, offered };
  const { answers, choice, conversations, flush } = createConversations(context, parts);
  const kept = keepChoice(choice, configuration, (error) =>
    log.error("The choice of a model could not be kept", error),
  );
  // In this order: what ends with the service is observed, and what was observed is written.
  shutDown = () =>
    host
      .dispose()
      .finally(flush)
      .finally(() => observers.dispose())
      .finally(closeHistory);
  const dashboard = createDashboard({ extensionUri, answers, service, history, chaos, perform: act, log });
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
  return createExtensionApi(service, () => configuration.ready());
}

/** Waits until every socket is closed and every entry written, which a subscription could not. */
export async function deactivate(): Promise<void> {
  await shutDown?.();
}
