import type * as vscode from "vscode";
import { Later } from "../core/async/later";
import { systemClock } from "../core/breaker/system-clock";
import { createExtensionApi, type ExtensionApi } from "./api/extension-api";
import { createWaysOut } from "./create-ways-out";
import { ReloadNotice } from "./actions/reload-window";
import type { Action } from "./standing/actions";
import { loaded } from "../core/failure/loaded";
import { aboutExtension } from "./machine/about-extension";
import { keepChoice } from "./choose/keep-choice";
import { ModelChoice } from "./choose/model-choice";
import { registerLightbulb } from "./commands/lightbulb";
import { watchProblemsHere } from "./commands/problems-here";
import { registerCommands } from "./commands/register";
import { createService } from "./create-service";
import { lookSoon } from "./health/look-soon";
import { createHistory } from "./history/create-history";
import { createLog } from "./log/create-log";
import { registerModels } from "./model-provider/register-models";
import { createOutageNotice } from "./notices/create-outage-notice";
import { createObservers } from "./observers";
import { restorePages } from "./page/restore-pages";
import { tellOfMissedKeys } from "./secrets/key-missing";
import { KeyStore } from "./secrets/key-store";
import { keepConfigured } from "./settings/apply";
import { SettingsStore } from "./settings/store";
import { tellProblems } from "./settings/tell-problems";
import { LastEditor } from "./editing/last-editor";
import { StatusItem } from "./status-bar/item";

export interface Host {
  /** What other extensions get. */
  api: ExtensionApi;
  /** Resolves when every socket is closed and every entry written. */
  shutDown(): Promise<void>;
}

/** Builds the parts that work by themselves and wires them; the others wait for somebody who needs them. Nothing is read from disk or sent before that. */
export function createHost(context: vscode.ExtensionContext): Host {
  const { subscriptions } = context;
  const { logger: log, showLog } = createLog(context);
  const settings = new SettingsStore();
  const about = aboutExtension(context);
  const keys = new KeyStore(context, systemClock);
  const { history, dispose: closeHistory } = createHistory(context, settings, log);
  const host = createService(settings, log, history, about.machine);
  const { service } = host;
  const observers = createObservers(context, service, history, settings, host.transport, log);
  const { metrics } = observers;
  const ways = createWaysOut(service, settings, host.editorModels);
  const { offered } = ways;
  const configuration = keepConfigured(service, settings, keys, log);
  const ready = (): Promise<void> => configuration.ready();
  const looks = lookSoon({ service, settings, configuration, clock: systemClock });
  const status = new StatusItem(service, settings, configuration, about);
  const lastEditor = new LastEditor();
  const choice = new ModelChoice(context.workspaceState, () => service.endpoints());
  const kept = keepChoice(choice, configuration, (error) =>
    log.error("The choice of a model could not be kept", error),
  );
  const onDemand = new Later(async () => {
    const { createOnDemand } = await loaded(() => import("./create-on-demand"));
    const { chaos, clientOf } = host;
    const known = { service, chaos, settings, keys, history, metrics, choice, clientOf };
    return createOnDemand(context, { ...known, lastEditor, offered, log, showLog, about, ready });
  });
  const reload = new ReloadNotice(log);
  const act = async (action: Action): Promise<boolean> =>
    (await reload.orTell(async () => (await onDemand.get()).perform(action))) ?? false;
  const outages = createOutageNotice(service, history, act, offered, log);
  const models = registerModels({ ...host, context, settings, configuration, log });
  subscriptions.push(
    settings,
    keys,
    configuration,
    ways,
    looks,
    status,
    lastEditor,
    kept,
    outages,
    models,
    reload,
    registerCommands((id, args) => reload.orTell(async () => (await onDemand.get()).run(id, args))),
    restorePages({
      answer: async (panel, state) => (await onDemand.get()).restore.answer(panel, state),
      dashboard: async (panel, state) => (await onDemand.get()).restore.dashboard(panel, state),
    }),
    tellProblems(settings, systemClock, log),
    tellOfMissedKeys(keys, log, showLog),
    registerLightbulb(),
    watchProblemsHere(),
  );
  return {
    api: createExtensionApi(service, ready),
    // In this order: what ends with the service is observed, and what was observed is written.
    shutDown: () =>
      host
        .dispose()
        .finally(() => onDemand.made?.flush())
        .finally(() => observers.dispose())
        .finally(closeHistory),
  };
}
