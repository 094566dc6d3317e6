import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { ExtensionApi } from "../../src/extension";
import { systemClock } from "../../src/core/breaker/system-clock";
import { resolveConfig } from "../../src/core/service/config/config";
import type { LlmService } from "../../src/core/service/service-api";
import { ChainProvider } from "../../src/host/model-provider/chain-provider";
import { KnownModels } from "../../src/host/model-provider/known-models";
import { ScriptedOpenAi } from "../support/servers";
import { report } from "./report";
import { heard } from "./support/chat";
import { activated, secondExtension, until, withSettings } from "./support/extension";

const ROUNDS = 300;
const REFRESHES = 100;
const TOKENS = 20_000;
const MODELS = 200;

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
const ms = (value: number): string => value.toFixed(2);

/** What the provider costs, measured in the extension host; nothing is asserted of times. */
describe("what the model provider costs", function () {
  this.timeout(300_000);
  let api: ExtensionApi;
  let cloud: ScriptedOpenAi;
  let back: () => Promise<void>;
  const models = Array.from({ length: MODELS }, (_, index) => `vendor/model-${index}-instruct`);
  const model = models[0]!;

  before(async () => {
    api = await activated();
    cloud = await ScriptedOpenAi.start({ models, reply: "One two three." });
    back = await withSettings({
      endpoints: [{ id: "cloud", type: "openai", url: cloud.baseUrl, tier: "cloud", model }],
      healthCheckInterval: 0,
    });
    await until("the endpoint is in force", () => (api.service.endpoints()[0]?.id === "cloud" ? true : undefined));
  });
  after(async () => {
    await back();
    await cloud.stop();
  });

  /** A provider of our own on the extension's service, so that nothing of the editor is measured with it. */
  const providerOn = async (service: LlmService): Promise<ChainProvider> => {
    const memory = { get: () => undefined, update: () => Promise.resolve() } as unknown as vscode.Memento;
    const nothing = (): void => undefined;
    const known = new KnownModels({
      service: api.service,
      memory,
      clock: systemClock,
      changed: nothing,
      failed: nothing,
    });
    const endpoints = [{ id: "cloud", type: "openai", url: cloud.baseUrl, tier: "cloud", model }] as const;
    const configured = resolveConfig({ endpoints: [...endpoints] });
    const provider = new ChainProvider({
      service,
      api: vscode as never,
      models: known,
      configured: () => configured,
      ready: () => Promise.resolve(),
      looking: () => false,
      listens: true,
      clock: systemClock,
      log: { info: nothing, warn: nothing, error: nothing, debug: nothing } as never,
      fire: nothing,
    });
    await provider.information(false);
    return provider;
  };
  const token = new vscode.CancellationTokenSource().token;
  const options = { toolMode: vscode.LanguageModelChatToolMode.Auto };
  const question = (text: string) =>
    [{ role: 1, content: [new vscode.LanguageModelTextPart(text)], name: undefined }] as const;

  it("to the first token", async () => {
    const provider = await providerOn(api.service);
    const direct: number[] = [];
    const through: number[] = [];
    const ask = async (index: number): Promise<void> => {
      const from = performance.now();
      for await (const { type } of api.service.stream(`Direct ${index}`, { endpoint: "cloud", model, useCache: false }))
        if (type === "delta" && direct.length <= index) direct.push(performance.now() - from);
    };
    const chat = async (index: number): Promise<void> => {
      const from = performance.now();
      const first = (): void => void (through.length <= index && through.push(performance.now() - from));
      await provider.respond(`cloud/${model}`, question(`Through ${index}`), options, { report: first }, token);
    };
    // Turn about, so that both meet the same machine.
    for (let index = 0; index < ROUNDS; index++) {
      await (index % 2 ? ask(index) : chat(index));
      await (index % 2 ? chat(index) : ask(index));
    }
    assert.deepEqual([direct.length, through.length], [ROUNDS, ROUNDS]);
    report(
      "    first token: %s ms of the service itself, %s ms through the provider, %s ms more (target 1; medians of %d)",
      ms(median(direct)),
      ms(median(through)),
      ms(median(through) - median(direct)),
      ROUNDS,
    );
    provider.dispose();
  });

  it("a token", async () => {
    const completion = {
      content: "x",
      usage: { promptTokens: 1, completionTokens: 1, totalTokens: 2 },
      finishReason: "stop",
    };
    const service = Object.assign(Object.create(api.service) as LlmService, {
      endpoints: () => api.service.endpoints(),
      onEvent: () => ({ dispose: () => undefined }),
      async *stream() {
        for (let at = 0; at < TOKENS; at++) yield { type: "delta", text: "token " };
        yield { type: "done", completion: { ...completion, endpoint: "cloud", model, attempts: [] } };
      },
    });
    Object.defineProperty(service, "offline", { value: false });
    const provider = await providerOn(service);
    let parts = 0;
    const from = performance.now();
    await provider.respond(`cloud/${model}`, question("x"), options, { report: () => void parts++ }, token);
    const took = performance.now() - from;
    assert.equal(parts, TOKENS + 1);
    report("    tokens: %d a second through the provider alone (target 10,000)", Math.round(TOKENS / (took / 1000)));
    provider.dispose();
  });

  it("a token, with the service, a socket and the editor", async () => {
    const second = await secondExtension();
    cloud.fault({ kind: "reply", text: "token ".repeat(TOKENS) }, { times: 1 });
    const [chosen] = await second.lm.selectChatModels({ vendor: "llm-breaker", id: `cloud/${model}` });
    assert.ok(chosen);
    const from = performance.now();
    const answer = await heard(second, chosen, "x");
    const took = performance.now() - from;
    assert.equal(answer.error, undefined);
    report("    tokens: %d a second from the server to another extension", Math.round(TOKENS / (took / 1000)));
  });

  it(`a refresh with ${MODELS} models`, async () => {
    const provider = await providerOn(api.service);
    assert.equal((await provider.information(true)).length, MODELS + 1);
    const times: number[] = [];
    for (let at = 0; at < REFRESHES; at++) {
      const from = performance.now();
      await provider.information(true);
      times.push(performance.now() - from);
    }
    report(
      "    refresh with %d models: %s ms, at most %s ms (target 20; of %d)",
      MODELS,
      ms(median(times)),
      ms(Math.max(...times)),
      REFRESHES,
    );
    provider.dispose();
  });
});
