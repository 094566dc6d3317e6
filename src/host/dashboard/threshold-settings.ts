import * as vscode from "vscode";
import type { ThresholdValues } from "../../core/messages/dashboard-queries";
import type { ThresholdField } from "../../core/messages/dashboard-results";
import type { ThresholdStore } from "./deps";
import { rawEndpoint, thresholdFields, withThresholds } from "./thresholds";

const SECTION = "llmBreaker";

/** Thresholds in the editor's settings, written where `llmBreaker.endpoints` is written already. */
export class ThresholdSettings implements ThresholdStore {
  fields(endpoint: string): ThresholdField[] {
    const settings = vscode.workspace.getConfiguration(SECTION);
    return thresholdFields(rawEndpoint(settings.get("endpoints"), endpoint), (name) => settings.get(name));
  }

  async save(endpoint: string, values: ThresholdValues): Promise<void> {
    const settings = vscode.workspace.getConfiguration(SECTION);
    const changed = withThresholds(settings.get("endpoints"), endpoint, values);
    const inWorkspace = settings.inspect("endpoints")?.workspaceValue !== undefined;
    await settings.update(
      "endpoints",
      changed,
      inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global,
    );
  }
}
