import * as vscode from "vscode";
import type { LlmService } from "./core/service/types";
import { perform } from "./host/actions/perform";
import { EditorTarget } from "./host/answer-panel/editor-target";
import { AnswerPanels } from "./host/answer-panel/panels";
import { registerLightbulb } from "./host/commands/lightbulb";
import { registerCommands } from "./host/commands/register";
import { createService } from "./host/create-service";
import { logEvents } from "./host/log/log-events";
import { LogTail } from "./host/log/log-tail";
import { outputLogger } from "./host/log/output-logger";
import { logView } from "./host/log/show-log";
import { watchOutages } from "./host/notices/outage-notice";
import { KeyStore } from "./host/secrets/key-store";
import { keepConfigured } from "./host/settings/apply";
import { SettingsStore } from "./host/settings/store";
import { StatusItem } from "./host/status-bar/item";
import { product } from "./host/texts";

/** What other extensions, and tests, get. */
export interface ExtensionApi {
  service: LlmService;
}

let shutDown: (() => Promise<void>) | undefined;

/** Builds the parts and wires them. Nothing is read from disk or sent before it is needed. */
export function activate({ subscriptions, secrets, extensionUri, logUri }: vscode.ExtensionContext): ExtensionApi {
  const channel = vscode.window.createOutputChannel(product, { log: true });
  const tail = new LogTail();
  const log = logView(channel, tail, logUri);
  const logger = tail.recording(outputLogger(channel));
  const settings = new SettingsStore();
  const keys = new KeyStore(secrets);
  const host = createService(settings.current, logger);
  const { service } = host;
  shutDown = () => host.dispose();

  const configuration = keepConfigured(service, settings, keys, logger);
  const status = new StatusItem(service);
  const editors = new EditorTarget();
  const answers = new AnswerPanels({ extensionUri, service, editors, log: logger, perform: (action) => perform(action, service) });
  const logging = logEvents(service, logger);
  const outages = watchOutages({
    service,
    warn: (message, ...buttons) => vscode.window.showWarningMessage(message, ...buttons),
    perform: (action) => perform(action, service),
    log: (error) => logger.error("The notice of an outage failed", error),
  });
  const commands = registerCommands({ service, settings, keys, answers, log: logger, showLog: () => log.show(), ready: () => configuration.ready() });
  subscriptions.push(channel, log, settings, keys, configuration, status, editors, answers, outages, logging, commands, registerLightbulb());
  return { service };
}

/** Waits until every socket is closed, which a subscription could not. */
export async function deactivate(): Promise<void> {
  await shutDown?.();
}
