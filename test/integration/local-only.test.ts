import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { ExtensionApi } from "../../src/extension";
import type { RequestRecord } from "../../src/core/model/request";
import { OutgoingWatch } from "../support/outgoing-watch";
import { ScriptedOllama } from "../support/servers";
import { activated, answerTabs, listenToMessages, shown, until, withSettings } from "./support/extension";

const { Global, Workspace } = vscode.ConfigurationTarget;
const configuration = () => vscode.workspace.getConfiguration("llmBreaker");

describe("a window whose vendors cannot be reached", () => {
  let api: ExtensionApi;
  let ollama: ScriptedOllama;
  let back: () => Promise<void>;
  const watch = new OutgoingWatch();
  const records: RequestRecord[] = [];
  /** What was connected to beside the Ollama of the test. */
  const strangers = (): string[] => watch.connections.filter((place) => !/^(?:127\.0\.0\.1|::1):/.test(place));

  before(async () => {
    api = await activated();
    ollama = await ScriptedOllama.start();
    api.service.onEvent((event) => {
      if (event.type === "request") records.push(event.record);
    });
  });
  after(() => ollama.stop());
  beforeEach(async () => {
    records.length = 0;
    back = await withSettings({
      endpoints: [
        { id: "vendor", type: "openai", url: "http://192.0.2.7/v1", model: "m" },
        { id: "named", type: "openai", url: "https://api.vendor.invalid/v1", model: "m" },
        { id: "editor", type: "vscode-lm" },
        { id: "home", type: "ollama", url: ollama.url },
      ],
      healthCheckInterval: 0,
    });
    await until("the endpoints are in force", () => (api.service.endpoints().length === 4 ? true : undefined));
  });
  afterEach(async () => {
    watch.stop();
    for (const target of [Global, Workspace]) await configuration().update("localOnly", undefined, target);
    await back();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("needs none of them: the panel and the commands answer from home, and nobody else is asked", async () => {
    const only = await withSettings({ endpoints: [{ id: "home", type: "ollama", url: ollama.url }] });
    await until("it is alone", () => (api.service.endpoints().length === 1 ? true : undefined));
    watch.start();
    await vscode.commands.executeCommand("llmBreaker.ask", "Are you there?");
    await until("the panel's answer", () => records[0], 15_000);
    await shown({ content: "const a = 1;\n", language: "typescript" });
    await vscode.commands.executeCommand("llmBreaker.analyzeSelection");
    await until("the analysis", () => records[1], 15_000);
    assert.deepEqual(
      records.map(({ outcome, endpoint }) => [outcome, endpoint]),
      [
        ["success", "home"],
        ["success", "home"],
      ],
    );
    assert.ok(answerTabs().length > 0);
    await vscode.commands.executeCommand("llmBreaker.openDashboard");
    await api.service.checkHealth("home");
    await vscode.commands.executeCommand("llmBreaker.copyMetrics");
    assert.deepEqual([watch.names, strangers()], [[], []]);
    await only();
  });

  it("stays local by the settings: nothing is sent elsewhere by whatever is asked, and every request says so", async () => {
    await configuration().update("localOnly", true, Workspace);
    await until("it is in force", () => (api.service.localOnly ? true : undefined));
    watch.start();
    for (const id of ["vendor", "named", "editor"]) {
      await assert.rejects(api.service.complete("Hi", { endpoint: id }), /Nothing was sent: “Local only”/);
      await api.service.checkHealth(id);
      await assert.rejects(Promise.resolve(api.service.client(id)?.listModels?.(new AbortController().signal)));
    }
    assert.equal((await api.service.complete("Hi")).endpoint, "home");
    assert.ok(records.every(({ localOnly }) => localOnly === true));
    assert.deepEqual([watch.names, strangers()], [[], []]);
  });

  it("stays local where anybody wants it: a workspace cannot take that back", async () => {
    await configuration().update("localOnly", true, Global);
    await configuration().update("localOnly", false, Workspace);
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(configuration().get("localOnly"), false, "the editor itself lets the workspace win");
    assert.equal(api.service.localOnly, true);
    await configuration().update("localOnly", undefined, Global);
    await until("nobody wants it any more", () => (api.service.localOnly ? undefined : true));
  });

  it("puts a report without secrets on the clipboard", async () => {
    await configuration().update("localOnly", true, Global);
    await until("it is in force", () => (api.service.localOnly ? true : undefined));
    await api.service.complete("my secret question", { endpoint: "vendor" }).catch(() => undefined);
    const messages = listenToMessages();
    const report = await vscode.commands.executeCommand<string>("llmBreaker.copyDiagnostics");
    messages.restore();
    assert.equal(await vscode.env.clipboard.readText(), report);
    assert.match(messages.shown[0] ?? "", /^Diagnostics are on the clipboard, without keys/);
    assert.match(report, /^# LLM Breaker diagnostics/);
    assert.match(report, /Local only: true/);
    assert.match(report, /local only/);
    assert.match(report, /local_only/);
    assert.doesNotMatch(report, /my secret question/);
  });
});
