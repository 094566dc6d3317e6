import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { ExtensionApi } from "../../src/extension";
import { ScriptedOllama, ScriptedOpenAi } from "../support/servers";
import type { SecondExtension } from "../support/second-extension/extension";
import { calling, heard, type Heard } from "./support/chat";
import { withDistinctNumbers } from "./support/distinct-numbers";
import { activated, secondExtension, until, withSettings } from "./support/extension";

const VENDOR = "llm-breaker";
const CHAT = "/v1/chat/completions";

/** A picture of one pixel. The editor itself looks at pictures, and may make them smaller. */
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

describe("models for every chat", () => {
  let api: ExtensionApi;
  let second: SecondExtension;
  let cloud: ScriptedOpenAi;
  let home: ScriptedOllama;
  let back: () => Promise<void>;

  // On a busy machine a server's list may take longer than anybody waits for it: then it comes as a change.
  const model = (id: string): Promise<vscode.LanguageModelChat> =>
    until(`the model ${id} is listed`, async () => (await second.lm.selectChatModels({ vendor: VENDOR, id }))[0]);
  const bodies = (): Record<string, unknown>[] =>
    cloud.log.entries.filter(({ path }) => path === CHAT).map(({ json }) => json ?? {});
  const ask = async (id: string, question = "Hi"): Promise<Heard> => heard(second, await model(id), question);
  const code = ({ error }: Heard): unknown => error?.code;

  before(async () => {
    api = await activated();
    second = await secondExtension();
    cloud = await ScriptedOpenAi.start({ models: ["clever", "quick"] });
    home = await ScriptedOllama.start({ pace: { firstTokenMs: 5 } });
    back = await withSettings({
      endpoints: [
        { id: "cloud", type: "openai", url: cloud.baseUrl, tier: "cloud", model: "clever" },
        { id: "home", type: "ollama", url: home.url },
      ],
      chain: [
        { tier: "cloud", timeout: 30 },
        { tier: "local", timeout: 30 },
      ],
      healthCheckInterval: 0,
      failureThreshold: 3,
      recoveryTimeout: 60,
    });
    await until("the endpoints are in force", () => (api.service.endpoints()[0]?.id === "cloud" ? true : undefined));
  });
  beforeEach(() => {
    for (const { id } of api.service.endpoints()) api.service.reset(id);
    cloud.faults.clear();
    home.faults.clear();
    cloud.log.clear();
    home.log.clear();
  });
  after(async () => {
    await back();
    await Promise.all([cloud.stop(), home.stop()]);
  });

  it("are the chain and each endpoint's models", async () => {
    await model("cloud/quick");
    await model("home/llama3.2:latest");
    const models = await second.lm.selectChatModels({ vendor: VENDOR });
    const ids = models.map(({ id }) => id);
    assert.deepEqual(ids.slice(0, 3), ["chain", "cloud/clever", "cloud/quick"]);
    assert.ok(ids.includes("home/llama3.2:latest"), ids.join());
    const [chain, clever] = models;
    assert.equal(chain?.name, "Cloud → Local");
    assert.equal(clever?.maxInputTokens, 65_536 - 8_192);
  });

  it("answer in text, with the figures of the server at the end, and stand in the history", async () => {
    const records: unknown[] = [];
    const listening = api.service.onEvent((event) => event.type === "request" && records.push(event.record.label));
    const answer = await ask("chain", "What is a breaker?");
    listening.dispose();
    assert.equal(answer.error, undefined);
    assert.ok(answer.text.length > 20);
    assert.deepEqual(answer.order, ["text", "usage"]);
    const [usage] = answer.usage as { prompt_tokens: number; completion_tokens: number; total_tokens: number }[];
    assert.ok(usage && usage.prompt_tokens > 0 && usage.total_tokens === usage.prompt_tokens + usage.completion_tokens);
    assert.deepEqual(records, [{ command: "Chat", title: "What is a breaker?" }]);
  });

  it("are asked one by one where one is chosen, and options that only editors know are not sent", async () => {
    await heard(second, await model("cloud/quick"), "Hi", {
      options: { modelOptions: { temperature: 0.5, max_tokens: 2, _telemetry: "x", unknown: 1 } },
    });
    assert.deepEqual(
      bodies().map(({ model, temperature, max_tokens, max_completion_tokens, ...rest }) => [
        model,
        temperature,
        max_tokens ?? max_completion_tokens,
        "_telemetry" in rest || "unknown" in rest,
      ]),
      [["quick", 0.5, 2, false]],
    );
    const local = await ask("home/llama3.2:latest");
    assert.equal(local.error, undefined);
    assert.equal(bodies().length, 1);
  });

  it("call tools, and take their results in a second round", async () => {
    const {
      LanguageModelChatMessage: Message,
      LanguageModelToolResultPart: Result,
      LanguageModelTextPart: Text,
    } = second.api;
    cloud.fault(calling({ id: "call_1", name: "weather", input: { city: "Oslo" } }), { times: 1 });
    const tools = [
      {
        name: "weather",
        description: "Tells the weather",
        inputSchema: { type: "object", properties: { city: { type: "string" } } },
      },
    ];
    const options = { tools, toolMode: second.api.LanguageModelChatToolMode.Required };
    const messages = [Message.User("How is the weather?")];
    const first = await heard(second, await model("cloud/clever"), messages, { options });
    assert.equal(first.error, undefined);
    assert.deepEqual(
      first.calls.map(({ callId, name, input }) => ({ callId, name, input })),
      [{ callId: "call_1", name: "weather", input: { city: "Oslo" } }],
    );
    const round = [
      ...messages,
      Message.Assistant([...first.calls]),
      Message.User([new Result("call_1", [new Text("Rain"), new Text(" and wind")])]),
    ];
    const answer = await heard(second, await model("cloud/clever"), round, { options: { tools } });
    assert.equal(answer.error, undefined);
    assert.ok(answer.text.length > 0);
    const [one, two] = bodies() as {
      tool_choice: unknown;
      tools: { function: { name: string } }[];
      messages: object[];
    }[];
    assert.deepEqual([one?.tool_choice, one?.tools[0]?.function.name], ["required", "weather"]);
    assert.match(
      JSON.stringify(two?.messages),
      /"tool_call_id":"call_1".*Rain and wind|Rain and wind.*"tool_call_id":"call_1"/,
    );
  });

  it("see pictures", async () => {
    const DataPart = (
      second.api as unknown as { LanguageModelDataPart: { image(data: Uint8Array, type: string): never } }
    ).LanguageModelDataPart;
    const picture = DataPart.image(Buffer.from(PIXEL, "base64"), "image/png");
    const parts = [new second.api.LanguageModelTextPart("What is this?"), picture];
    const answer = await heard(second, await model("cloud/clever"), [second.api.LanguageModelChatMessage.User(parts)]);
    assert.equal(answer.error, undefined);
    assert.match(JSON.stringify(bodies()[0]?.["messages"]), /data:image\/(png|jpeg);base64,\w{20}/);
  });

  // 1.104 does not pass on a cancellation once the request has begun.
  (/^1\.104\./.test(vscode.version) ? it.skip : it)(
    "end at once when the caller cancels, and the server hears of it",
    async () => {
      cloud.fault({ kind: "pace", tokensPerSecond: 20 });
      const source = new second.api.CancellationTokenSource();
      const answer = await heard(second, await model("cloud/clever"), "Hi", {
        token: source.token,
        onPart: () => source.cancel(),
      });
      assert.ok(answer.error === undefined || answer.error.name === "Canceled", String(answer.error));
      await until("the server saw the end of it", () =>
        cloud.log.entries.at(-1)?.outcome === "aborted by client" ? true : undefined,
      );
      assert.equal(api.service.endpoints()[0]?.metrics.totalFailures, 0);
    },
  );

  it("hand on reasoning as reasoning", async () => {
    cloud.fault({ kind: "thinking", tokens: 3 });
    const answer = await ask("cloud/clever");
    assert.equal(answer.error, undefined);
    assert.equal(answer.thinking, "step 1 step 2 step 3 ");
    assert.doesNotMatch(answer.text, /step 1/);
    assert.deepEqual(answer.order, ["thinking", "text", "usage"]);
  });

  describe("say why there is no answer", () => {
    const cases: [string, Parameters<ScriptedOpenAi["fault"]>[0], unknown, RegExp][] = [
      ["a wrong key", { kind: "status", status: 401, body: { error: { message: "bad key" } } }, "NoPermissions", /key/],
      [
        "a model that is not there",
        { kind: "status", status: 404, body: { error: { message: "no such model", code: "model_not_found" } } },
        "NotFound",
        /clever/,
      ],
      [
        "a rate limit",
        { kind: "status", status: 429, headers: { "retry-after": "30" } },
        "Blocked",
        /next try in (29|30) s/,
      ],
      ["an empty answer", { kind: "empty" }, "", /empty|no text/i],
      [
        "reasoning and nothing else",
        [{ kind: "thinking", tokens: 2 }, { kind: "empty" }],
        "",
        /empty|no text|thinking|thought/i,
      ],
      ["an answer that is cut off", { kind: "length", afterTokens: 3 }, "", /cut off: it reached the token limit/],
      ["an answer without its end", { kind: "truncate", afterTokens: 3 }, "", /cloud|clever|127\.0\.0\.1/],
      ["a server error", { kind: "status", status: 500, body: "boom" }, "", /500/],
    ];
    for (const [what, faults, expected, words] of cases)
      it(what, async () => {
        cloud.fault(faults);
        const answer = await ask("cloud/clever");
        assert.ok(answer.error, answer.text);
        assert.match(answer.error.message, words);
        assert.equal(code(answer) || "", expected);
      });

    for (const [what, faults] of [
      ["is cut off", { kind: "length", afterTokens: 4 }],
      ["has no end", { kind: "truncate", afterTokens: 4 }],
      ["is broken off by an error", { kind: "errorEvent", afterTokens: 4 }],
    ] as [string, Parameters<ScriptedOpenAi["fault"]>[0]][])
      it(`and leave what came of an answer that ${what}, however soon`, async () => {
        cloud.fault(faults);
        for (let round = 0; round < 5; round++) {
          api.service.reset("cloud");
          const answer = await ask("cloud/clever");
          assert.ok(answer.error);
          assert.ok(answer.text.length > 0, "the error has taken the text away");
        }
      });

    it("an open breaker, with the time of the next trial, and the model stays", async () => {
      api.service.trip("cloud");
      const answer = await ask("cloud/clever");
      assert.equal(code(answer), "Blocked");
      assert.match(answer.error?.message ?? "", /cloud.*next try in (59 s|1 min)/s);
      assert.deepEqual(bodies(), []);
      const ids = (await second.lm.selectChatModels({ vendor: VENDOR })).map(({ id }) => id);
      assert.deepEqual(ids.slice(0, 3), ["chain", "cloud/clever", "cloud/quick"]);
    });
  });

  it("go on at the next endpoint in an outage, before anything was said", async () => {
    cloud.fault({ kind: "reset", at: "beforeHeaders" });
    const answer = await ask("chain");
    assert.equal(answer.error, undefined);
    assert.ok(answer.text.length > 0);
    assert.equal(home.log.entries.filter(({ path }) => path === "/api/chat").length > 0, true);
  });

  it("go on at the next endpoint where one broke off in its reasoning, and say there that it did", async () => {
    cloud.fault([
      { kind: "thinking", tokens: 6 },
      { kind: "reset", at: 3 },
      { kind: "pace", tokensPerSecond: 20 },
    ]);
    const answer = await ask("chain");
    assert.equal(answer.error, undefined);
    assert.match(
      answer.thinking,
      /^step 1 step 2 (?:step 3 )?\n\ncloud broke off here \(.+\)\. The answer begins anew\.\n\n/,
    );
    assert.doesNotMatch(answer.text, /step|broke off/);
    assert.ok(answer.text.length > 20 && answer.usage.length === 1, answer.text);
    assert.ok(home.log.entries.some(({ path }) => path === "/api/chat"));
  });

  it("say so where an answer breaks in the middle, and put no other's words behind it", async () => {
    cloud.fault([
      { kind: "reset", at: 3 },
      { kind: "pace", tokensPerSecond: 20 },
    ]);
    const answer = await ask("chain");
    assert.match(answer.error?.message ?? "", /broke off .*another endpoint cannot continue it/);
    assert.ok(answer.text.length > 0 && answer.text.length < 60, answer.text);
  });

  it("serve 200 requests at once", async function () {
    this.timeout(120_000);
    // The editor's window draws numbers of its own, which nothing here can keep apart: in one of fifty runs two of these are the same (docs/chat-models.md).
    this.retries(1);
    const clever = await model("cloud/clever");
    // Enough answers for the endpoint's own pace to count, which says nothing of 200 at once: then each takes longer.
    for (let answer = 0; answer < 20; answer++) await heard(second, clever, "Hi");
    cloud.fault({ kind: "pace", firstTokenMs: 4_000 });
    const answers = await withDistinctNumbers(() =>
      Promise.all(Array.from({ length: 200 }, (_, index) => heard(second, clever, `Question ${index}`))),
    );
    assert.deepEqual(
      answers
        .filter(({ error, text, usage }) => error || text === "" || usage.length !== 1)
        .map(({ error }) => error?.message),
      [],
    );
  });

  it("count tokens as their server was heard to count", async () => {
    const quick = await model("cloud/quick");
    const text = "Съешь же ещё этих мягких французских булок. ".repeat(10);
    const before = await quick.countTokens(text);
    const answer = await heard(second, quick, text);
    const counted = (answer.usage[0] as { prompt_tokens: number }).prompt_tokens;
    const after = await quick.countTokens(text);
    assert.ok(Math.abs(after - counted) < Math.abs(before - counted), `${before}, ${after}, ${counted}`);
    assert.ok(Math.abs(after - counted) <= counted * 0.05, `${after}, ${counted}`);
  });

  it("tell an agent how the endpoints stand", async () => {
    api.service.trip("cloud");
    const result = await second.lm.invokeTool("llm-breaker_status", { input: {}, toolInvocationToken: undefined });
    const [part] = result.content as vscode.LanguageModelTextPart[];
    assert.match(part?.value ?? "", /The chain asks cloud, then home/);
    assert.match(part?.value ?? "", /- cloud \(cloud, http.*open.*next try in (59 s|1 min); that is at 20\d\d-/);
    assert.deepEqual(bodies(), []);
  });

  it("are used by another extension by what is declared, too", async () => {
    const completion = await second.ask("Hi");
    assert.equal(completion.endpoint, "cloud");
    assert.ok((await second.streamed("Hi")).length > 0);
    assert.deepEqual(second.states(), ["cloud closed", "home closed"]);
    api.service.trip("cloud");
    assert.deepEqual(second.changes().at(-1), {
      endpoint: "cloud",
      change: second.changes().at(-1)?.change,
    });
    assert.equal(second.changes().at(-1)?.change.to, "open");
    await second.guarded();
    assert.deepEqual(await second.guarded(), {
      success: false,
      message: "Service temporarily unavailable",
      fallback: true,
      retryAfter: 60,
    });
  });
});
