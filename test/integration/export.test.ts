import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import type { ExtensionApi } from "../../src/extension";
import { ScriptedOllama } from "../support/servers";
import { activated, listenToMessages, until, withSettings } from "./support/extension";

describe("exporting the history", () => {
  let api: ExtensionApi;
  let ollama: ScriptedOllama;
  let back: () => Promise<void>;
  let messages: ReturnType<typeof listenToMessages>;
  let folder: string;
  const { showSaveDialog } = vscode.window;
  /** Answers the save dialog. @returns what it was asked */
  const exportTo = async (path: string): Promise<vscode.SaveDialogOptions | undefined> => {
    let asked: vscode.SaveDialogOptions | undefined;
    vscode.window.showSaveDialog = (options) => {
      asked = options;
      return Promise.resolve(vscode.Uri.file(path));
    };
    await vscode.commands.executeCommand("llmBreaker.exportHistory");
    return asked;
  };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "llm-breaker-export-"));
    api = await activated();
    ollama = await ScriptedOllama.start();
    back = await withSettings({
      endpoints: [{ id: "exported", type: "ollama", url: ollama.url }],
      healthCheckInterval: 0,
    });
    await until("the endpoint is in force", () => (api.service.endpoints()[0]?.id === "exported" ? true : undefined));
    await api.service.complete("=1+1");
  });
  after(async () => {
    vscode.window.showSaveDialog = showSaveDialog;
    await back();
    await ollama.stop();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => void (messages = listenToMessages()));
  afterEach(() => messages.restore());

  it("proposes the user's own folder, not the opened one", async () => {
    const asked = await exportTo(join(folder, "history.csv"));
    const place = asked?.defaultUri?.fsPath ?? "";
    assert.ok(place.startsWith(homedir()), place);
    assert.ok(
      vscode.workspace.workspaceFolders?.every(({ uri }) => !place.startsWith(uri.fsPath)),
      place,
    );
    assert.match(messages.shown[0] ?? "", /^Exported [\d,]+ entr(y|ies) to history\.csv\.$/);
    assert.match(readFileSync(join(folder, "history.csv"), "utf8"), /^id,startedAt,/);
  });

  it("says in a sentence why a place cannot be written to", async () => {
    mkdirSync(join(folder, "taken.jsonl"));
    await exportTo(join(folder, "taken.jsonl"));
    await exportTo(join(folder, "absent", "history.jsonl"));
    assert.deepEqual(messages.shown, [
      "The history was not exported. “taken.jsonl” is a folder: choose another name.",
      "The history was not exported. The folder for “history.jsonl” does not exist: choose another place.",
    ]);
    assert.deepEqual(readdirSync(folder).sort(), ["history.csv", "taken.jsonl"]);
  });
});
