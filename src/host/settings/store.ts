import * as vscode from "vscode";
import { Emitter } from "../../core/async/emitter";
import { ignoredFolderSettings } from "./folder-settings";
import type { SettingName, Settings } from "./list";
import { readSettings, type SettingProblem } from "./read";
import { shownValue } from "./rules/shown-value";
import { anyScopeStaysLocal } from "./stays-local";
import type { StaysLocal } from "./strictest";
import { settings as texts } from "../texts/settings";

/** The checked settings of `llmBreaker.*`, always good ones, what is wrong with the others, and word of each change. */
export class SettingsStore implements vscode.Disposable {
  readonly #changes = new Emitter<void>();
  readonly #subscription: vscode.Disposable;
  #values: Settings;
  #problems: readonly SettingProblem[] = [];

  constructor() {
    this.#values = this.#read();
    const again = (): void => {
      this.#values = this.#read();
      this.#changes.emit();
    };
    this.#subscription = vscode.Disposable.from(
      vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration("llmBreaker") && again()),
      // A second folder takes the settings of the first out of force.
      vscode.workspace.onDidChangeWorkspaceFolders(again),
    );
  }

  get current(): Settings {
    return this.#values;
  }

  /** What cannot be used, and what else is in force in its place. */
  get problems(): readonly SettingProblem[] {
    return this.#problems;
  }

  onDidChange(listener: () => void): vscode.Disposable {
    return this.#changes.on(listener);
  }

  dispose(): void {
    this.#changes.dispose();
    this.#subscription.dispose();
  }

  #read(): Settings {
    const configuration = vscode.workspace.getConfiguration("llmBreaker");
    const defaultOf = (name: SettingName): unknown => configuration.inspect(name)?.defaultValue;
    const staysLocal = anyScopeStaysLocal();
    const valueOf = (name: SettingName): unknown => (name === "localOnly" ? staysLocal.on : configuration.get(name));
    const { settings, problems } = readSettings(valueOf, defaultOf, this.#values);
    this.#problems = [...problems, ...unreadable(staysLocal), ...ignoredFolderSettings()];
    return settings;
  }
}

function unreadable({ unreadable: found }: StaysLocal): SettingProblem[] {
  if (!found) return [];
  const path = "llmBreaker.localOnly";
  return [{ setting: "localOnly", path, message: texts.localOnlyUnreadable(shownValue(found.value)) }];
}
