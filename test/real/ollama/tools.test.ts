import assert from "node:assert/strict";
import { EndpointError } from "../../../src/core/failure/errors";
import type { ChatMessage, ToolDefinition } from "../../../src/core/model/chat";
import { ollamaUnderTest, ways } from "./ollama-under-test";

/** A picture of one pixel. */
const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
/** By the form of a call in it the server knows the calls in what a model says. */
const call = '{"name": "{{ .Function.Name }}", "parameters": {{ .Function.Arguments }}}';
const template = `{{ range .Messages }}{{ .Role }}: {{ .Content }}{{ range .ToolCalls }}${call}{{ end }}\n{{ end }}{{ range .Tools }}{{ . }}\n{{ end }}`;
const said = (city: string): string => `{"name": "read_weather", "parameters": {"city": "${city}"}}`;

const ask: ChatMessage = { role: "user", content: "How is the weather?" };
/** Of what JSON Schema can say, much that this server refuses. */
const tools: ToolDefinition[] = [
  {
    name: "read weather",
    description: "Tells the weather",
    inputSchema: {
      type: "object",
      properties: {
        city: { type: ["string", "null"], format: "city", minLength: 1 },
        days: { type: "integer", enum: [1, 3, 7] },
        where: { $ref: "#/$defs/place" },
        more: true,
        map: { type: "object", additionalProperties: { type: "string" } },
      },
      required: ["city"],
      additionalProperties: false,
      $defs: { place: { type: "object", properties: { in: { $ref: "#/$defs/place" } } } },
    },
  },
];

describe("tools and pictures at the real Ollama", function () {
  this.timeout(60_000);
  const ollama = ollamaUnderTest({ OLLAMA_NUM_PARALLEL: "1" }, async (server) => {
    await server.create("one", { says: said("Oslo"), template });
    await server.create("two", { says: `${said("Oslo")}\n${said("Rome")}`, template });
    await server.create("words", { says: "It rains there.", template });
    await server.create("plain", { says: "It rains there." });
  });

  for (const way of ways) {
    it(`${way}: a call comes with the tool's own name, however its schema was written`, async () => {
      const { toolCalls, finishReason, content } = await ollama
        .service(way, { model: "one" })
        .complete([ask], { tools });
      assert.deepEqual(
        toolCalls?.map(({ name, input }) => ({ name, input })),
        [{ name: "read weather", input: { city: "Oslo" } }],
      );
      assert.deepEqual([finishReason, content.trim()], ["tool_calls", ""]);
    });

    it(`${way}: two calls at once, each with an id of its own, and their results in a second round`, async () => {
      const { toolCalls = [] } = await ollama.service(way, { model: "two" }).complete([ask], { tools });
      assert.deepEqual(
        toolCalls.map(({ input }) => input),
        [{ city: "Oslo" }, { city: "Rome" }],
      );
      assert.equal(new Set(toolCalls.map(({ id }) => id)).size, 2);
      const round: ChatMessage[] = [
        ask,
        { role: "assistant", content: toolCalls.map((made) => ({ type: "tool_call", ...made })) },
        {
          role: "user",
          content: toolCalls.map(({ id }) => ({ type: "tool_result", id, content: [{ type: "text", text: "Rain" }] })),
        },
      ];
      const answer = await ollama.service(way, { model: "words" }).complete(round, { tools });
      assert.deepEqual([answer.content, answer.toolCalls], ["It rains there.", undefined]);
    });

    it(`${way}: what looks like a call is text where no tool may be called`, async () => {
      const { content, toolCalls } = await ollama.service(way, { model: "one" }).complete([ask]);
      assert.deepEqual([content, toolCalls], [said("Oslo"), undefined]);
    });

    it(`${way}: a model without tools is no fault of the server, and the next one that has them answers`, async () => {
      const { url } = ollama.server;
      const other = { id: "other", type: way, url: way === "ollama" ? url : `${url}/v1`, model: "one" } as const;
      const lone = ollama.service(way, { model: "plain" });
      await assert.rejects(lone.complete([ask], { tools }), (error) => {
        assert.ok(error instanceof EndpointError, String(error));
        assert.match(error.message, /plain.*tools|tools.*plain/);
        return true;
      });
      assert.deepEqual([lone.endpoints()[0]?.metrics.totalFailures, lone.endpoints()[0]?.state], [0, "closed"]);
      const pair = ollama.service(
        way,
        {},
        {
          endpoints: [{ ...other, id: "first", model: "plain" }, other],
          chain: ["first", "other"].map((endpoint) => ({ endpoint, timeoutMs: 30_000 })),
        },
      );
      const { endpoint, toolCalls } = await pair.complete([ask], { tools });
      assert.deepEqual([endpoint, toolCalls?.length], ["other", 1]);
    });
  }

  // Through /v1 nobody can know: there the server leaves pictures out without a word.
  it("a picture that the model cannot see is not passed over in silence", async () => {
    const content = [{ type: "text", text: "What is this?" } as const, { type: "image", mimeType: "image/png", data: pixel } as const]; // prettier-ignore
    const llm = ollama.service("ollama", { model: "plain" });
    await assert.rejects(llm.complete([{ role: "user", content }]), (error) => {
      assert.ok(error instanceof EndpointError && error.kind === "unsupported", String(error));
      return true;
    });
    assert.equal(llm.endpoints()[0]?.metrics.totalFailures, 0);
  });
});
