import { homedir, release, userInfo } from "node:os";
import * as vscode from "vscode";
import type { HistoryStore, RequestSummary } from "../../core/history/types";
import type { Logger } from "../../core/ports/logger";
import type { LlmService } from "../../core/service/service-api";
import { messages } from "../notify";
import type { KeyStore } from "../secrets/key-store";
import { settingNames } from "../settings/list";
import type { SettingsStore } from "../settings/store";
import { diagnostics as texts } from "../texts/diagnostics";
import { diagnosticReport } from "./report";

export interface DiagnosticsDeps {
  service: LlmService;
  settings: SettingsStore;
  keys: KeyStore;
  history: HistoryStore;
  /** Where it runs: version, kind of host, machine. */
  about: { version: string; kind: string; machine: string | undefined };
  log: Logger;
}

/** `LLM: Copy Diagnostics`: how things are, on the clipboard, fit to be put into a report. @returns the text */
export const copyDiagnostics = (deps: DiagnosticsDeps) => async (): Promise<string> => {
  const { service, settings, keys } = deps;
  const stored = await keys.keysFor(settings.current.endpoints);
  const report = diagnosticReport(
    {
      now: Date.now(),
      versions: await versions(deps),
      settings: changedSettings(settings),
      problems: settings.problems.map(({ message }) => message),
      endpoints: service.endpoints(),
      offline: service.offline,
      failures: await lastFailures(deps),
    },
    { secrets: [...stored.values()], home: homedir(), user: userName() },
  );
  await vscode.env.clipboard.writeText(report);
  void messages.information(texts.copied);
  return report;
};

async function versions({ about, service, history }: DiagnosticsDeps): Promise<[string, string][]> {
  const { versions: names } = texts;
  const folders = vscode.workspace.workspaceFolders ?? [];
  const virtual = folders.length > 0 && folders.every(({ uri }) => !["file", "vscode-remote"].includes(uri.scheme));
  const storage = await history.overview().then(
    ({ storage: kind }) => kind,
    () => "?",
  );
  return [
    [names.extension, about.version],
    [
      names.editor,
      `${vscode.version} (${vscode.env.appHost}, ${vscode.env.uiKind === vscode.UIKind.Web ? "web" : "desktop"})`,
    ],
    [names.node, process.versions.node],
    [names.system, `${process.platform} ${process.arch} ${release()}`],
    [names.place, about.machine ?? texts.ownMachine],
    [names.kind, about.kind],
    [names.trust, texts.trusted(vscode.workspace.isTrusted, folders.length, virtual)],
    [names.storage, storage],
    [names.localOnly, String(service.localOnly)],
  ];
}

/** As they are in force; prompts are a person's own words, and only counted. */
function changedSettings({ current }: SettingsStore): Record<string, unknown> {
  const configuration = vscode.workspace.getConfiguration("llmBreaker");
  return Object.fromEntries(
    settingNames.flatMap((name): [string, unknown][] => {
      const { defaultValue } = configuration.inspect(name) ?? {};
      if (JSON.stringify(configuration.get(name)) === JSON.stringify(defaultValue)) return [];
      return [[`llmBreaker.${name}`, name === "prompts" ? `${current.prompts.length} prompts` : current[name]]];
    }),
  );
}

async function lastFailures({ history, log }: DiagnosticsDeps): Promise<RequestSummary[]> {
  try {
    return (await history.listRequests({ filter: { outcome: "failure" }, limit: 10 })).rows;
  } catch (error) {
    log.warn("The last failures could not be read from the history", error);
    return [];
  }
}

/** A system without a name for its user has none that could be told. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "";
  }
}
