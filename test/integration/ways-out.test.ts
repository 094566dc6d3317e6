import assert from "node:assert/strict";
import * as vscode from "vscode";
import { useEditorModels } from "../../src/host/actions/use-editor-models";
import { activated, until, withSettings } from "./support/extension";

describe("the editor's models, made an endpoint", () => {
  const inForce = (): unknown => vscode.workspace.getConfiguration("llmBreaker").get("endpoints");
  const type = "vscode-lm";

  it("stand behind the endpoints that are there, once, under an id of their own", async () => {
    const { service } = await activated();
    const mine = { id: "editor", type: "ollama", url: "http://localhost:1" };
    const back = await withSettings({ endpoints: [mine], healthCheckInterval: 0 });
    assert.equal(await useEditorModels(), true);
    assert.equal(await useEditorModels(), true);
    assert.deepEqual(inForce(), [mine, { id: "editor-2", type }]);
    await until("the service has it", () => (service.endpoints()[1]?.id === "editor-2" ? true : undefined));
    await back();
  });

  it("are written where the endpoints in force are written: into the workspace, too", async () => {
    await activated();
    const configuration = vscode.workspace.getConfiguration("llmBreaker");
    const mine = { id: "here", type: "ollama" };
    await configuration.update("endpoints", [mine], vscode.ConfigurationTarget.Workspace);
    await useEditorModels();
    const found = vscode.workspace.getConfiguration("llmBreaker").inspect("endpoints");
    await configuration.update("endpoints", undefined, vscode.ConfigurationTarget.Workspace);
    assert.deepEqual(found?.workspaceValue, [mine, { id: "editor", type }]);
    assert.equal(found?.globalValue, undefined);
  });
});
