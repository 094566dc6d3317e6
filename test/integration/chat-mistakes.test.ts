import assert from "node:assert/strict";
import type * as vscode from "vscode";
import type { ExtensionApi } from "../../src/extension";
import { ScriptedOllama, ScriptedOpenAi } from "../support/servers";
import type { SecondExtension } from "../support/second-extension/extension";
import { heard, type Heard } from "./support/chat";
import { activated, secondExtension, until, withSettings } from "./support/extension";

/** What another extension asks that cannot be sent, or not as it is, and what it hears. */
describe("a chat that asks for what cannot be", () => {
  let api: ExtensionApi;
  let second: SecondExtension;
  let cloud: ScriptedOpenAi;
  let home: ScriptedOllama;
  let back: () => Promise<void>;

  before(async () => {
    api = await activated();
    second = await secondExtension();
    cloud = await ScriptedOpenAi.start({ models: ["clever"] });
    home = await ScriptedOllama.start();
    back = await withSettings({
      endpoints: [
        { id: "cloud", type: "openai", url: cloud.baseUrl, tier: "cloud", model: "clever" },
        { id: "home", type: "ollama", url: home.url },
      ],
      chain: [{ tier: "cloud" }, { tier: "local" }],
      healthCheckInterval: 0,
    });
    await until("the endpoints are in force", () => (api.service.endpoints()[0]?.id === "cloud" ? true : undefined));
  });
  beforeEach(() => {
    for (const { id } of api.service.endpoints()) api.service.reset(id);
    cloud.log.clear();
  });
  after(async () => {
    await back();
    await Promise.all([cloud.stop(), home.stop()]);
  });

  const ask = async (
    messages: string | vscode.LanguageModelChatMessage[],
    options: vscode.LanguageModelChatRequestOptions = {},
  ): Promise<Heard> => {
    const [model] = await second.lm.selectChatModels({ vendor: "llm-breaker", id: "cloud/clever" });
    assert.ok(model);
    return heard(second, model, messages, { options });
  };

  it("hears what is wrong with it, and nothing is sent", async () => {
    const tool = { name: "read", description: "Reads" };
    const deep = Array.from({ length: 100 }).reduce<object>((inner) => ({ properties: { a: inner } }), {});
    for (const [question, tools, words] of [
      [" ", [], /^This request cannot be sent: The prompt is empty\.$/],
      ["Hi", [tool, tool], /^This request cannot be sent: There are two tools named "read"\.$/],
      ["Hi", [{ ...tool, inputSchema: deep }], /cannot be sent: The inputSchema of the tool "read" is nested deeper/],
    ] as [string, vscode.LanguageModelChatTool[], RegExp][])
      assert.match((await ask(question, { tools })).error?.message ?? "", words);
    assert.ok(cloud.log.entries.every(({ method }) => method === "GET"));
  });

  it("hears of the endpoint that was asked only, however the others stand", async () => {
    for (const { id } of api.service.endpoints()) api.service.trip(id);
    assert.match(
      (await ask("Hi")).error?.message ?? "",
      /^Nothing was sent: the breaker of cloud is open after repeated failures\.\ncloud: [^\n]+next try in (59 s|1 min)\.$/,
    );
  });

  it("has its model told of what was left out", async () => {
    const { LanguageModelDataPart: DataPart } = second.api as unknown as {
      LanguageModelDataPart: new (data: Uint8Array, mimeType: string) => vscode.LanguageModelTextPart;
    };
    const sound = new DataPart(Uint8Array.of(1), "audio/wav");
    const answer = await ask([second.api.LanguageModelChatMessage.User([sound])]);
    assert.equal(answer.error, undefined);
    assert.match(JSON.stringify(cloud.log.entries.at(-1)?.json), /Something of type audio\/wav stood here/);
  });

  it("is answered although a picture of the past is none", async () => {
    const { LanguageModelChatMessage: Message, LanguageModelToolResultPart: Result } = second.api;
    const { LanguageModelToolCallPart: Call } = second.api;
    const { LanguageModelDataPart: DataPart } = second.api as unknown as {
      LanguageModelDataPart: new (data: Uint8Array, mimeType: string) => vscode.LanguageModelTextPart;
    };
    const answer = await ask([
      Message.User("Look"),
      Message.Assistant([new Call("call_0", "look", {})]),
      Message.User([new Result("call_0", [new DataPart(new Uint8Array(0), "image/png")])]),
    ]);
    assert.equal(answer.error, undefined);
    assert.match(JSON.stringify(cloud.log.entries.at(-1)?.json), /A picture without any data stood here/);
  });

  it("keeps calls apart that came under one id", async () => {
    const { LanguageModelChatMessage: Message, LanguageModelToolResultPart: Result } = second.api;
    const { LanguageModelToolCallPart: Call, LanguageModelTextPart: Text } = second.api;
    const round = (words: string) => [
      Message.Assistant([new Call("call_0", "read", { words })]),
      Message.User([new Result("call_0", [new Text(words)])]),
    ];
    const answer = await ask([Message.User("Read"), ...round("one"), ...round("two")], {
      tools: [{ name: "read", description: "Reads" }],
    });
    assert.equal(answer.error, undefined);
    const sent = JSON.stringify(cloud.log.entries.at(-1)?.json?.["messages"]);
    assert.match(sent, /"tool_call_id":"call_0".*"tool_call_id":"call_0_2"/);
  });
});
