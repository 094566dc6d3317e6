import * as vscode from "vscode";
import { Emitter } from "../../core/async/emitter";
import { warnOfSettings } from "../actions/open-settings";
import { settings as texts } from "../texts";
import type { SettingName, Settings } from "./list";
import { readSettings, type SettingProblem } from "./read";

/** The checked settings of `llmBreaker.*`, always good ones, and word of each change. */
export class SettingsStore implements vscode.Disposable {
  readonly #changes = new Emitter<void>();
  readonly #subscription: vscode.Disposable;
  #values: Settings;
  /** Problems that are told already, so that a change of another setting does not tell them again. */
  #told = "";

  constructor() {
    this.#values = this.#read();
    this.#subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration("llmBreaker")) return;
      this.#values = this.#read();
      this.#changes.emit();
    });
  }

  get current(): Settings {
    return this.#values;
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
    const { settings, problems } = readSettings((name) => configuration.get(name), defaultOf, this.#values);
    this.#tell(problems);
    return settings;
  }

  #tell(problems: SettingProblem[]): void {
    const message = texts.bad(problems.map((problem) => problem.message));
    const first = problems[0];
    if (!first) {
      this.#told = "";
      return;
    }
    if (message === this.#told) return;
    this.#told = message;
    warnOfSettings(message, `llmBreaker.${first.setting}`);
  }
}
