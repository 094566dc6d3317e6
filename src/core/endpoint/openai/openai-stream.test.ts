import { strict as assert } from "node:assert";
import { failureOf, readAnswer, type Told } from "../../../../test/support/answer-pieces";
import { answer, OpenAiUnderTest } from "../../../../test/support/openai-under-test";
import { ScriptedOllama } from "../../../../test/support/servers";
import type { FailureKind } from "../../model/failure-kinds";

const never = new AbortController().signal;

describe("the OpenAI-compatible client's", () => {
  let at: OpenAiUnderTest;
  beforeEach(() => {
    at = new OpenAiUnderTest();
  });
  afterEach(() => at.close());

  it("answer says that the server read less of the prompt than was sent, up to its context's end", async () => {
    const body = (tokens: number) =>
      `data: {"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]}\n\ndata: {"choices":[],"usage":{"prompt_tokens":${tokens},"completion_tokens":1,"total_tokens":${tokens + 1}}}\n\ndata: [DONE]\n\n`;
    const messages = [{ role: "user" as const, content: "x".repeat(4 * 3_000) }];
    for (const [tokens, cut] of [
      [2_048, true],
      [3_000, undefined],
    ] as const) {
      const client = await at.sending(body(tokens));
      const end = await client.chat({ model: "m", messages, stream: true }, never, () => undefined);
      assert.equal(end.promptTruncated, cut, String(tokens));
    }
  });

  describe("an error inside a stream", () => {
    const text = 'data: {"choices":[{"index":0,"delta":{"content":"Hello"},"finish_reason":null}]}\n\n';
    const shapes: [string, string, FailureKind][] = [
      ["nested", 'data: {"error":{"message":"boom","type":"server_error"}}\n\n', "stream_error"],
      ["a string", 'data: {"error":"boom"}\n\n', "stream_error"],
      ["flat", 'data: {"object":"error","message":"boom","type":"InternalServerError","code":500}\n\n', "stream_error"],
      [
        "in an array",
        'data: [{"error":{"code":503,"message":"overloaded","status":"UNAVAILABLE"}}]\n\n',
        "stream_error",
      ],
      [
        "with choices",
        'data: {"error":{"code":"server_error","message":"boom"},"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]}\n\n',
        "stream_error",
      ],
      [
        "only a reason to finish",
        'data: {"choices":[{"index":0,"delta":{},"finish_reason":"error"}]}\n\n',
        "stream_error",
      ],
      [
        "an error event",
        'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n',
        "stream_error",
      ],
      ["an error event in plain text", "event: error\ndata: upstream timed out\n\n", "stream_error"],
      ["JSON that is no event", '{"error":{"message":"boom"}}\n\n', "stream_error"],
      [
        "a rate limit",
        'data: {"error":{"code":429,"message":"Rate limit exceeded, try again in 3s"}}\n\n',
        "rate_limited",
      ],
      [
        "a quota",
        'data: {"error":{"message":"You are out of credit","type":"insufficient_quota","code":"insufficient_quota"}}\n\n',
        "quota",
      ],
      [
        "the context",
        'data: {"error":{"message":"maximum context length is 8192 tokens","code":400}}\n\n',
        "context_length",
      ],
      [
        "the request, which had been accepted,",
        'data: {"error":{"message":"bad tool","type":"invalid_request_error"}}\n\n',
        "stream_error",
      ],
    ];
    for (const [name, event, kind] of shapes) {
      it(`that is ${name} is ${kind}, after the text before it`, async () => {
        const client = await at.sending(text + event);
        const seen: Told[] = [];
        const failure = await failureOf(
          readAnswer((onPiece) => client.chat({ model: "m", messages: [], stream: true }, never, onPiece), seen),
        );
        assert.equal(failure.kind, kind, failure.message);
        assert.deepEqual(seen, [{ type: "text", text: "Hello" }]);
        if (kind === "rate_limited") assert.equal(failure.details.retryAfterMs, 3_000);
      });
    }
  });

  describe("a stream", () => {
    const chunk = (delta: object, finish: string | null = null) =>
      `data: ${JSON.stringify({ model: "m", choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;

    it("is proven by [DONE] after text, and not by [DONE] alone", async () => {
      const { chunks, text } = await answer(await at.sending(`${chunk({ content: "Hi" })}data: [DONE]\n\n`));
      assert.equal(text, "Hi");
      assert.deepEqual(chunks.at(-1), { type: "end", finishReason: "unknown", model: "m" });
      assert.equal((await failureOf(answer(await at.sending("data: [DONE]\n\n")))).kind, "truncated");
    });
    it("is over with [DONE], in whatever packets the rest may come", async () => {
      const { text } = await answer(
        await at.sending(
          `${chunk({ content: "Hi" })}${chunk({}, "stop")}data: [DONE]\n\n${chunk({ content: " and more" })}`,
        ),
      );
      assert.equal(text, "Hi");
    });
    it("is proven by a reason to finish without [DONE]", async () => {
      const client = await at.start();
      at.server.fault({ kind: "noDoneMarker" });
      assert.equal((await answer(client)).chunks.at(-1)?.type, "end");
    });
    it("of Ollama's /v1 that breaks is known by what it lacks (1.6)", async () => {
      const ollama = await ScriptedOllama.start({ loaded: ["llama3.2"] });
      try {
        ollama.fault({ kind: "errorEvent", afterTokens: 2 });
        assert.equal(
          (await failureOf(answer(at.clientAt(`${ollama.url}/v1`), true, { model: "llama3.2" }))).kind,
          "truncated",
        );
      } finally {
        await ollama.stop();
      }
    });
    it("whose end comes without usage ends soon after, though the socket stays open", async () => {
      const client = await at.serve((_request, response) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write(`${chunk({ content: "Hi" })}${chunk({}, "stop")}data: [DONE]\n\n`);
      });
      const startedAt = performance.now();
      assert.equal((await answer(client)).text, "Hi");
      assert.ok(performance.now() - startedAt < 5_000, "long before the idle time");
    });
    it("takes comments, unknown events, split events and line ends of all kinds", async () => {
      const body = `: OPENROUTER PROCESSING\r\n\r\nevent: ping\r\ndata: {"type":"ping"}\r\n\r\n${chunk({ role: "assistant", content: null }).replace(/\n/g, "\r\n")}${chunk({ content: "Hi" })}\n\n${chunk({}, "stop")}`;
      assert.equal((await answer(await at.sending(body))).text, "Hi");
    });
    it("takes a last event without its blank line, and without a content type", async () => {
      assert.equal(
        (
          await answer(
            await at.sending(chunk({ content: "Hi" }) + chunk({}, "stop").trimEnd(), "application/octet-stream"),
          )
        ).text,
        "Hi",
      );
    });
    it("takes content in parts", async () => {
      assert.equal(
        (await answer(await at.sending(chunk({ content: [{ type: "text", text: "Hi" }] }, "stop")))).text,
        "Hi",
      );
    });
    it("with one bad event goes on without it and counts it (row 29)", async () => {
      const client = await at.start();
      at.server.fault({ kind: "badLine", afterTokens: 2 });
      const { chunks, text } = await answer(client);
      assert.equal(text, "One two thrée 🙂 four.");
      const end = chunks.at(-1);
      assert.ok(end?.type === "end" && end.unreadable === 1);
    });
    for (const bytes of [1, 7]) {
      it(`is read whole from segments of ${bytes} bytes`, async () => {
        const client = await at.start();
        at.server.fault({ kind: "split", bytes });
        assert.equal((await answer(client)).text, "One two thrée 🙂 four.");
      });
    }
    it("with an event of 8 MiB is read", async () => {
      const client = await at.start();
      at.server.fault({ kind: "hugeLine" });
      assert.ok((await answer(client)).text.length >= 8 * 1024 * 1024);
    });
    it("may come as one JSON answer, and one JSON answer as a stream", async () => {
      const whole = JSON.stringify({
        choices: [{ index: 0, message: { role: "assistant", content: "Hi" }, finish_reason: "stop" }],
      });
      assert.equal((await answer(await at.sending(whole, "application/json"))).text, "Hi");
      assert.equal((await answer(await at.sending(chunk({ content: "Hi" }, "stop")), false)).text, "Hi");
    });
    it("cut by the length limit is a success (row 31)", async () => {
      const client = await at.start();
      at.server.fault({ kind: "length", afterTokens: 2 });
      const end = (await answer(client)).chunks.at(-1);
      assert.ok(end?.type === "end" && end.finishReason === "length");
    });
  });
});
