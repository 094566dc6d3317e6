import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { ExtensionApi } from "../../src/extension";
import { ScriptedAnthropic } from "../support/servers";
import { activated, until, withSettings } from "./support/extension";

/** Addresses for documentation (RFC 5737): nothing answers there, and nothing is sent before something is asked. */
const plain = "http://192.0.2.1:8000";
const encrypted = "https://192.0.2.1:8443";

describe("setting an API key", () => {
  let api: ExtensionApi;
  let back: () => Promise<void>;
  let input: vscode.InputBoxOptions | undefined;
  let asked: string[];
  let answer: string | undefined;
  const { showInputBox, showWarningMessage, showInformationMessage } = vscode.window;
  const window = vscode.window as unknown as Record<string, unknown>;
  const set = (id: string) => vscode.commands.executeCommand<boolean>("llmBreaker.setApiKey", id);

  before(async () => {
    api = await activated();
    back = await withSettings({
      endpoints: [
        { id: "plain", type: "openai", url: `${plain}/v1`, model: "m" },
        { id: "encrypted", type: "openai", url: `${encrypted}/v1`, model: "m" },
      ],
      healthCheckInterval: 0,
    });
    await until("the endpoints are in force", () => (api.service.endpoints()[0]?.id === "plain" ? true : undefined));
    window["showInputBox"] = (options: vscode.InputBoxOptions) => {
      input = options;
      return Promise.resolve("sk-test\n");
    };
    window["showWarningMessage"] = (message: string) => {
      asked.push(message);
      return Promise.resolve(answer);
    };
    window["showInformationMessage"] = () => Promise.resolve(undefined);
  });
  beforeEach(() => {
    asked = [];
    answer = undefined;
  });
  after(async () => {
    window["showInputBox"] = () => Promise.resolve("");
    for (const id of ["plain", "encrypted"]) await set(id);
    Object.assign(window, { showInputBox, showWarningMessage, showInformationMessage });
    await back();
  });

  it("asks before one is stored that would travel unencrypted, and stores nothing without a yes", async () => {
    assert.equal(await set("plain"), false);
    assert.deepEqual(asked, [`The API key for ${plain} travels unencrypted.`]);
    assert.match((await input?.validateInput?.("sk-••••")) as string, /not an API key/);
  });

  it("stores it after a yes, and does not tell it again", async () => {
    answer = "Store Anyway";
    assert.equal(await set("plain"), true);
    assert.equal(asked.length, 1);
  });

  it("does not ask where the connection is encrypted", async () => {
    assert.equal(await set("encrypted"), true);
    assert.deepEqual(asked, []);
  });

  it("gives it to an Anthropic endpoint in the header that such an API reads", async () => {
    const server = await ScriptedAnthropic.start({ apiKey: "sk-test", reply: "Hello from Claude." });
    const again = await withSettings({
      endpoints: [{ id: "claude", type: "anthropic", url: `${server.url}/v1/messages` }],
      healthCheckInterval: 0,
    });
    try {
      await until("the endpoint is in force", () => (api.service.endpoints()[0]?.id === "claude" ? true : undefined));
      await assert.rejects(api.service.complete("hi"), /wants an API key/);
      assert.equal(await set("claude"), true);
      assert.equal((await api.service.complete("hi")).content, "Hello from Claude.");
      assert.equal(server.log.entries.at(-1)?.headers["x-api-key"], "sk-test");
      window["showInputBox"] = () => Promise.resolve("");
      await set("claude");
    } finally {
      await again();
      await server.stop();
    }
  });
});
