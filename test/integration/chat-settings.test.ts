import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { ExtensionApi } from "../../src/extension";
import { ScriptedOpenAi } from "../support/servers";
import type { SecondExtension } from "../support/second-extension/extension";
import { heard, type Heard } from "./support/chat";
import { activated, secondExtension, until, withSettings } from "./support/extension";

/** What another extension hears while somebody changes the settings that its request goes by. */
describe("a chat under which settings change", () => {
  let api: ExtensionApi;
  let second: SecondExtension;
  let server: ScriptedOpenAi;
  let back: () => Promise<void>;
  const { showInputBox, showWarningMessage, showInformationMessage } = vscode.window;
  const window = vscode.window as unknown as Record<string, unknown>;

  const settings = (url: string): Record<string, unknown> => ({
    endpoints: [{ id: "keyed", type: "openai", url, tier: "cloud", model: "clever" }],
    chain: [{ endpoint: "keyed", timeout: 20 }],
    healthCheckInterval: 0,
  });
  const model = (id: string): Promise<vscode.LanguageModelChat> =>
    until(
      `the model ${id} is listed`,
      async () => (await second.lm.selectChatModels({ vendor: "llm-breaker", id }))[0],
    );
  const ask = async (id: string): Promise<Heard> => heard(second, await model(id), "Hi");
  const inForce = (url: string) =>
    until("the endpoint is in force", () => (api.service.endpoints()[0]?.url === url ? true : undefined));
  const setKey = (key: string) => {
    window["showInputBox"] = () => Promise.resolve(key);
    return vscode.commands.executeCommand("llmBreaker.setApiKey", "keyed");
  };
  const report = async (): Promise<string> => {
    const result = await second.lm.invokeTool("llm-breaker_status", { input: {}, toolInvocationToken: undefined });
    return (result.content as vscode.LanguageModelTextPart[])[0]!.value;
  };

  before(async () => {
    api = await activated();
    second = await secondExtension();
    server = await ScriptedOpenAi.start({ models: ["clever", "quick"], apiKey: "sk-new" });
    back = await withSettings(settings(server.baseUrl));
    await inForce(server.baseUrl);
    window["showWarningMessage"] = () => Promise.resolve("Store Anyway");
    window["showInformationMessage"] = () => Promise.resolve(undefined);
  });
  after(async () => {
    await setKey("");
    Object.assign(window, { showInputBox, showWarningMessage, showInformationMessage });
    await back();
    await server.stop();
  });

  it("uses a new key, although the old one is refused only after that was set", async () => {
    await setKey("sk-old");
    const refusal = { kind: "status", status: 401, body: { error: { message: "bad key" } }, delayMs: 1_500 } as const;
    server.fault(refusal, { times: 1 });
    const asking = ask("keyed/clever");
    const isAsked = ({ path }: { path: string }): boolean => path === "/v1/chat/completions";
    await server.log.until(() => server.log.entries.some(isAsked), "the request arrives");
    await setKey("sk-new");
    assert.equal((await asking).error?.code, "NoPermissions");
    assert.equal(api.service.endpoints()[0]?.latched, undefined);
    const answer = await ask("keyed/clever");
    assert.equal(answer.error, undefined);
    assert.ok(answer.text.length > 0);
    // No list could be had without a key, and it is asked for again because there is another one now.
    assert.ok(await model("keyed/quick"));
  });

  it("finds the model that it holds at another address, whose list nobody has asked for", async () => {
    const quick = await model("keyed/quick");
    const other = await ScriptedOpenAi.start({ models: ["quick"] });
    const before = await withSettings(settings(other.baseUrl));
    await inForce(other.baseUrl);
    const answer = await heard(second, quick, "Hi");
    // Newer editors ask which models there are before we are asked, and say so themselves.
    if (answer.error) assert.match(answer.error.message, /^llm-breaker\/keyed\/quick$/);
    assert.ok(await model("keyed/quick"));
    await before();
    await withSettings(settings(server.baseUrl));
    await inForce(server.baseUrl);
    await other.stop();
  });

  it("has an agent told that the settings in force are not those that were meant, and that all stays local", async () => {
    const before = await withSettings({ failureThreshold: -3, localOnly: true });
    const told = await until("the report says so", async () => {
      const said = await report();
      return said.startsWith("Local only") && /-3/.test(said) ? said : undefined;
    });
    assert.match(told, /\nllmBreaker\.failureThreshold must be .+, but is -3\. The last good value stays in force/);
    await before();
  });
});
