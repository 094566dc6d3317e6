import assert from "node:assert/strict";
import {
  createLlmService,
  type ChatMessage,
  type LlmService,
  type RequestOptions,
  type StreamEvent,
} from "../../../src/node";
import type { EndpointConfig } from "../../../src/core/model/endpoint";
import { EndpointError } from "../../../src/core/failure/errors";
import { ScriptedAnthropic, ScriptedOllama, ScriptedOpenAi } from "../../support/servers";
import { model } from "../../support/servers/ollama/models";
import type { ScriptedServer } from "../../support/servers/scripted-server";

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2, 3]);
const tools: RequestOptions["tools"] = [
  {
    name: "files.read file",
    description: "Reads a file.",
    inputSchema: {
      $schema: "http://json-schema.org/draft-07/schema#",
      type: "object",
      properties: { path: { type: "string", format: "uri" }, lines: { type: "array" } },
      required: ["path"],
      anyOf: [{ required: ["path"] }],
    },
  },
  { name: "now" },
];
const CALLS = [
  { name: "files_read_file", input: { path: "naïve 東京.ts", deep: { a: [1, null, "}{"] } } },
  { name: "now", input: {} },
];

/** One server of each way to be asked, as strict as the real one. */
const SERVERS: Record<string, () => Promise<{ server: ScriptedServer; config: Omit<EndpointConfig, "id"> }>> = {
  ollama: async () => {
    const server = await ScriptedOllama.start({
      models: [model("seer", { capabilities: ["completion", "tools", "vision"] })],
      loaded: ["seer"],
      reply: "Fine.",
    });
    return { server, config: { type: "ollama", url: server.url, model: "seer" } };
  },
  openai: async () => {
    const server = await ScriptedOpenAi.start({ reply: "Fine." });
    return { server, config: { type: "openai", url: server.baseUrl, model: "gpt-4o-mini" } };
  },
  anthropic: async () => {
    const server = await ScriptedAnthropic.start({ reply: "Fine." });
    return { server, config: { type: "anthropic", url: server.url, model: "claude-sonnet-4-5" } };
  },
};

const serviceOf = (endpoints: EndpointConfig[]): LlmService =>
  createLlmService({
    endpoints,
    chain: endpoints.map(({ id }) => ({ endpoint: id, timeoutMs: 10_000 })),
    healthCheckIntervalMs: 0,
  });

async function collect(events: AsyncIterable<StreamEvent>): Promise<StreamEvent[]> {
  const all: StreamEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

for (const [way, start] of Object.entries(SERVERS))
  describe(`tools and images over ${way}`, () => {
    let server: ScriptedServer;
    let service: LlmService;

    beforeEach(async () => {
      const started = await start();
      ({ server } = started);
      service = serviceOf([{ id: way, ...started.config }]);
    });
    afterEach(async () => {
      await service.dispose();
      await server.stop();
    });

    it("go there and come back in two rounds", async () => {
      server.fault(
        [
          { kind: "toolCalls", calls: CALLS },
          { kind: "reply", text: "I look." },
        ],
        { times: 1 },
      );
      const messages: ChatMessage[] = [
        { role: "system", content: "Be brief." },
        {
          role: "user",
          content: [
            { type: "text", text: "What is in this?" },
            { type: "image", mimeType: "image/png", data: PNG },
          ],
        },
      ];
      const events = await collect(service.stream(messages, { tools }));
      const done = events.at(-1) as StreamEvent & { type: "done" };
      const { toolCalls = [], content, finishReason } = done.completion;
      assert.equal(content, "I look.");
      assert.equal(finishReason, "tool_calls");
      assert.deepEqual(
        toolCalls.map(({ name, input }) => ({ name, input })),
        [{ ...CALLS[0], name: "files.read file" }, CALLS[1]],
      );
      const told = events.filter(({ type }) => type === "tool_call");
      assert.deepEqual(
        told,
        toolCalls.map((call) => ({ type: "tool_call", endpoint: way, ...call })),
      );
      assert.ok(events.findLastIndex(({ type }) => type === "delta") < events.indexOf(told[0]!));

      const [first, second] = toolCalls;
      const answer = await service.complete(
        [
          ...messages,
          {
            role: "assistant",
            content: [
              { type: "text", text: content },
              ...toolCalls.map((call) => ({ type: "tool_call", ...call }) as const),
            ],
          },
          {
            role: "user",
            content: [{ type: "tool_result", id: second!.id, content: [{ type: "text", text: "noon" }] }],
          },
          {
            role: "user",
            content: [
              {
                type: "tool_result",
                id: first!.id,
                content: [
                  { type: "text", text: '{"size":3}' },
                  { type: "image", mimeType: "image/png", data: PNG },
                ],
              },
            ],
          },
        ],
        { tools, toolChoice: "required" },
      );
      assert.equal(answer.content, "Fine.");
      assert.equal(answer.toolCalls, undefined);
      const sent = JSON.stringify(server.log.entries.at(-1)!.json);
      assert.equal(sent.split(Buffer.from(PNG).toString("base64")).length - 1, 2, "both images were sent");
      for (const word of ["files_read_file", "noon", "Be brief."]) assert.ok(sent.includes(word), word);
    });

    it("are an answer without a word, however the bytes are cut", async () => {
      server.fault([
        { kind: "toolCalls", calls: CALLS },
        { kind: "split", bytes: 5 },
      ]);
      const { content, toolCalls } = await service.complete("hi", { tools });
      assert.equal(content, "");
      assert.deepEqual(
        toolCalls?.map(({ input }) => input),
        CALLS.map(({ input }) => input),
      );
    });

    it("are told of in the history in words", async () => {
      const records: unknown[] = [];
      service.onEvent(
        (event) => event.type === "request" && records.push([event.record.messages, event.record.content]),
      );
      server.fault({ kind: "toolCalls", calls: [CALLS[1]!] });
      await service.complete(
        [
          {
            role: "user",
            content: [
              { type: "text", text: "see" },
              { type: "image", mimeType: "image/png", data: PNG },
            ],
          },
        ],
        { tools },
      );
      assert.deepEqual(records, [[[{ role: "user", content: "see\n\n[image/png, 1 KB]" }], "[Tool call: now {}]"]]);
    });

    it("that break off are no call: another endpoint begins anew", async () => {
      const other = await SERVERS["openai"]!();
      const both = serviceOf([
        { ...(service.endpoints()[0] as EndpointConfig), id: "first" },
        { id: "second", ...other.config },
      ]);
      try {
        server.fault([{ kind: "toolCalls", calls: CALLS }, { kind: "truncate" }]);
        other.server.fault({ kind: "toolCalls", calls: [CALLS[1]!] });
        const events = await collect(both.stream("hi", { tools }));
        assert.deepEqual(
          events.filter(({ type }) => type === "tool_call" || type === "restart").map(({ type }) => type),
          ["tool_call"],
        );
        const { completion } = events.at(-1) as StreamEvent & { type: "done" };
        assert.deepEqual(
          completion.attempts.map(({ kind, outcome }) => kind ?? outcome),
          ["truncated", "success"],
        );
      } finally {
        await both.dispose();
        await other.server.stop();
      }
    });

    it("that must not be called are no answer", async () => {
      server.fault({ kind: "toolCalls", calls: CALLS });
      const asking = service.complete("hi", { tools, toolChoice: "none" });
      // Ollama has no word for that: there no tools are offered.
      if (way === "ollama") assert.equal((await asking).content, "Fine.");
      else await assert.rejects(asking, (error) => error instanceof EndpointError && error.kind === "empty");
    });
  });

describe("a model that cannot", () => {
  it("is passed over, with a sentence, once its server has said so", async () => {
    const local = await ScriptedOllama.start({
      models: [model("plain", { capabilities: ["completion"] })],
      loaded: ["plain"],
    });
    const cloud = await ScriptedOpenAi.start({ reply: "Seen." });
    const service = serviceOf([
      { id: "local", type: "ollama", url: local.url, model: "plain" },
      { id: "cloud", type: "openai", url: cloud.baseUrl, model: "gpt-4o-mini" },
    ]);
    try {
      const first = await service.complete("hi", { tools });
      const second = await service.complete("hi", { tools });
      assert.deepEqual(
        first.attempts.map(({ endpoint, outcome, kind }) => [endpoint, outcome, kind]),
        [
          ["local", "failure", "unsupported"],
          ["cloud", "success", undefined],
        ],
      );
      assert.deepEqual(
        second.attempts.map(({ endpoint, outcome, message }) => [endpoint, outcome, message]),
        [
          ["local", "skipped", "local is not asked: its model plain cannot call tools."],
          ["cloud", "success", undefined],
        ],
      );
    } finally {
      await service.dispose();
      await local.stop();
      await cloud.stop();
    }
  });

  for (const [status, message, need] of [
    [400, "registry.ollama.ai/library/llama2 does not support tools", "call tools"],
    [400, '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set', "call tools"],
    [404, "No endpoints found that support tool use. To learn more about provider routing, visit…", "call tools"],
    [500, "tools param requires --jinja flag", "call tools"],
    [400, "`tools` is not supported by this model", "call tools"],
    [404, "No endpoints found that support image input", "take images"],
    [
      500,
      "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj",
      "take images",
    ],
    [400, "gpt is not a multimodal model", "take images"],
    [
      422,
      "Failed to deserialize the JSON body: messages[0]: unknown variant `image_url`, expected `text`",
      "take images",
    ],
  ] as const)
    it(`is known by "${message.slice(0, 50)}" (${status}), and its breaker counts nothing`, async () => {
      const server = await ScriptedOpenAi.start();
      server.fault({
        kind: "status",
        status,
        body: { error: { message, type: "invalid_request_error", code: status } },
      });
      const service = serviceOf([{ id: "cloud", type: "openai", url: server.baseUrl, model: "gpt" }]);
      const image = { type: "image", mimeType: "image/png", data: PNG } as const;
      const ask = (): Promise<unknown> => service.complete([{ role: "user", content: [image] }], { tools });
      const fails = (error: unknown): boolean =>
        error instanceof EndpointError && error.kind === "unsupported" && error.message.includes(`cannot ${need}`);
      try {
        await assert.rejects(ask(), fails);
        await assert.rejects(ask(), fails);
        assert.equal(server.log.entries.length, 1, "it is not asked again");
        assert.equal(service.endpoints()[0]!.metrics.consecutiveFailures, 0);
      } finally {
        await service.dispose();
        await server.stop();
      }
    });
});
