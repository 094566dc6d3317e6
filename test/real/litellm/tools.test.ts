import assert from "node:assert/strict";
import type { ChatMessage, ToolDefinition } from "../../../src/core/model/chat";
import type { RequestOptions } from "../../../src/core/model/request";
import type { LlmService } from "../../../src/core/service/service-api";
import { createLlmService } from "../../../src/node";
import { ScriptedOpenAi } from "../../support/servers";
import { liteLlmFor } from "./find-litellm";
import { RealLiteLlm } from "./real-litellm";

const apiKey = "sk-master-of-this-gateway";
const ask: ChatMessage = { role: "user", content: "How is the weather?" };
const inputSchema = {
  type: "object",
  properties: {
    city: { type: "string", format: "city" },
    map: { type: "object", additionalProperties: { type: "string" } },
  },
  required: ["city"],
  additionalProperties: false,
};
const tools: ToolDefinition[] = [{ name: "read weather", description: "Tells the weather", inputSchema }];
const calls = ["Oslo", "Rome"].map((city) => ({ name: "read_weather", input: { city } }));
const pixel = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64"); // prettier-ignore

interface Sent {
  messages: { role: string; content: unknown; tool_call_id?: string; tool_calls?: { id: string }[] }[];
  tools: { function: { parameters: object } }[];
}

describe("tools, pictures and reasoning through the real LiteLLM gateway", function () {
  this.timeout(60_000);
  let backend: ScriptedOpenAi;
  let gateway: RealLiteLlm;
  let llm: LlmService;

  before(async function () {
    const program = await liteLlmFor(this);
    backend = await ScriptedOpenAi.start({ reply: "It rains." });
    gateway = await RealLiteLlm.start(program, {
      model_list: [
        { model_name: "one", litellm_params: { model: "openai/one", api_base: backend.baseUrl, api_key: "sk-x" } },
      ],
      router_settings: { num_retries: 0 },
      general_settings: { master_key: apiKey },
    });
  });
  beforeEach(() => {
    backend.clearFaults();
    backend.log.clear();
    llm = createLlmService({
      endpoints: [{ id: "gateway", type: "openai", url: gateway.baseUrl, model: "one", apiKey }],
      chain: [{ endpoint: "gateway", timeoutMs: 20_000 }],
      healthCheckIntervalMs: 0,
    });
  });
  afterEach(() => llm?.dispose());
  after(async () => {
    await gateway?.stop();
    await backend?.stop();
  });

  const sent = (): Sent[] => backend.log.entries.flatMap(({ json }) => (json ? [json as unknown as Sent] : []));
  const streamed = async (messages: ChatMessage[], options: RequestOptions) => {
    let thinking = "";
    for await (const event of llm.stream(messages, options)) {
      if (event.type === "thinking") thinking += event.text ?? "";
      if (event.type === "done") return { ...event.completion, thinking };
    }
    throw new Error("no end");
  };
  const whole = (messages: ChatMessage[], options: RequestOptions) => llm.complete(messages, options);

  for (const [how, answered] of [
    ["streamed", streamed],
    ["whole", whole],
  ] as const)
    it(`${how}: two calls at once, and their results in a second round`, async () => {
      backend.fault({ kind: "toolCalls", calls }, { times: 1 });
      const { toolCalls = [], finishReason } = await answered([ask], { tools });
      assert.deepEqual(
        toolCalls.map(({ name, input }) => ({ name, input })),
        calls.map(({ input }) => ({ name: "read weather", input })),
      );
      assert.equal(finishReason, "tool_calls");
      assert.equal(new Set(toolCalls.map(({ id }) => id)).size, 2);
      const results = toolCalls.map(({ id, input }) => ({
        type: "tool_result" as const,
        id,
        content: [{ type: "text" as const, text: `Rain in ${(input as { city: string }).city}` }],
      }));
      const round: ChatMessage[] = [
        ask,
        { role: "assistant", content: toolCalls.map((call) => ({ type: "tool_call", ...call })) },
        { role: "user", content: results },
      ];
      const answer = await answered(round, { tools });
      assert.equal(answer.content, "It rains.");
      const told = sent()[1]?.messages.filter(({ role }) => role === "tool") ?? [];
      assert.deepEqual(
        told.map(({ content, tool_call_id: id }) => [content, id]),
        toolCalls.map(({ id, input }) => [`Rain in ${(input as { city: string }).city}`, id]),
      );
    });

  it("brings a tool's schema over whole, and in common words where the server behind it refuses that", async () => {
    await whole([ask], { tools });
    assert.deepEqual(sent()[0]?.tools[0]?.function.parameters, inputSchema);
    backend.fault(
      {
        kind: "status",
        status: 400,
        body: { error: { message: `Invalid JSON payload received. Unknown name "additionalProperties" at 'tools[0].function_declarations[0].parameters': Cannot find field.`, code: 400 } }, // prettier-ignore
      },
      { times: 1 },
    );
    assert.equal((await whole([ask], { tools })).content, "It rains.");
    assert.deepEqual(sent()[2]?.tools[0]?.function.parameters, {
      type: "object",
      properties: { city: { type: "string" }, map: { type: "object" } },
      required: ["city"],
    });
    assert.equal(llm.endpoints()[0]?.metrics.totalFailures, 0);
  });

  it("brings a picture over", async () => {
    const content = [{ type: "text", text: "What is this?" } as const, { type: "image", mimeType: "image/png", data: pixel } as const]; // prettier-ignore
    await whole([{ role: "user", content }], {});
    assert.deepEqual(sent()[0]?.messages[0]?.content, [
      { type: "text", text: "What is this?" },
      { type: "image_url", image_url: { url: `data:image/png;base64,${pixel.toString("base64")}` } },
    ]);
  });

  it("takes a chat that somebody has cut in the middle of a character, which fails at it otherwise", async () => {
    const call = { type: "tool_call", id: "1", name: "read weather", input: { city: "\ud83d" } } as const;
    const answer = await whole(
      [
        { role: "user", content: "Oslo \ud83d" },
        { role: "assistant", content: [call] },
      ],
      { tools },
    );
    assert.equal(answer.content, "It rains.");
    assert.match(JSON.stringify(sent()[0]?.messages), /"Oslo \ufffd".*city\W+ufffd/);
  });

  it("brings reasoning over as reasoning", async () => {
    backend.fault({ kind: "thinking", tokens: 3 });
    const { thinking, content } = await streamed([ask], { thinking: true });
    assert.deepEqual([thinking, content], ["step 1 step 2 step 3 ", "It rains."]);
  });
});
