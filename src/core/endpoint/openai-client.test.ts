import { strict as assert } from "node:assert";
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { cloudErrors, type Fault, type FlavourName, flavours, ScriptedOllama, ScriptedOpenAi, type OpenAiOptions } from "../../../test/support/servers";
import { createUndiciTransport } from "../../node/transport/undici-transport";
import { systemClock } from "../breaker/system-clock";
import { EndpointFailure } from "../failure/endpoint-failure";
import type { FailureKind } from "../failure/kinds";
import { readAnswer, type Told } from "../../../test/support/answer-pieces";
import type { ChatCall } from "./client";
import { OpenAiClient } from "./openai-client";

const never = new AbortController().signal;
const apiKey = "sk-verysecretkey12345";

async function failureOf(work: Promise<unknown>): Promise<EndpointFailure> {
  try {
    await work;
  } catch (error) {
    if (error instanceof EndpointFailure) return error;
    throw error;
  }
  throw new Error("It did not fail.");
}

describe("the OpenAI-compatible client", () => {
  let transport: ReturnType<typeof createUndiciTransport>;
  let server: ScriptedOpenAi;
  const own: Server[] = [];

  beforeEach(() => {
    transport = createUndiciTransport({ env: {} });
  });
  afterEach(async () => {
    await transport.dispose();
    await server?.stop();
    for (const one of own.splice(0)) one.close();
  });

  const clientAt = (url: string, model?: string): OpenAiClient =>
    new OpenAiClient({ id: "cloud", type: "openai", url, apiKey, ...(model && { model }) }, { transport, clock: systemClock, connectTimeoutMs: () => 1_000 });
  async function start(options: OpenAiOptions = {}): Promise<OpenAiClient> {
    server = await ScriptedOpenAi.start({ reply: "One two thrée 🙂 four.", apiKey, ...options });
    return clientAt(server.baseUrl);
  }
  async function serve(handler: RequestListener): Promise<OpenAiClient> {
    const one = createServer(handler).listen(0, "127.0.0.1");
    own.push(one);
    await once(one, "listening");
    return clientAt(`http://127.0.0.1:${(one.address() as AddressInfo).port}/v1`);
  }
  /** A server that answers every chat with these bytes. */
  const sending = (body: string, contentType = "text/event-stream"): Promise<OpenAiClient> =>
    serve((_request, response) => response.writeHead(200, { "content-type": contentType }).end(body));

  async function answer(client: OpenAiClient, stream = true, more: Partial<ChatCall> = {}): Promise<{ chunks: Told[]; text: string; thinking: string }> {
    const call = { model: "gpt-4o-mini", messages: [{ role: "user" as const, content: "hi" }], stream, ...more };
    const chunks = await readAnswer((onPiece) => client.chat(call, never, onPiece));
    const join = (type: string) => chunks.map((chunk) => (chunk.type === type && "text" in chunk ? chunk.text : "")).join("");
    return { chunks, text: join("text"), thinking: join("thinking") };
  }

  for (const flavour of Object.keys(flavours) as FlavourName[]) {
    for (const stream of [true, false]) {
      it(`reads ${flavour}'s answers ${stream ? "as a stream" : "whole"}, with reasoning, usage and end`, async () => {
        const client = await start({ flavour });
        server.fault({ kind: "thinking", tokens: 3 });
        const { chunks, text, thinking } = await answer(client, stream);
        assert.equal(text, "One two thrée 🙂 four.");
        assert.ok(thinking.length > 0);
        const end = chunks.at(-1);
        assert.ok(end?.type === "end" && end.finishReason === "stop" && (end.usage?.totalTokens ?? 0) > 0, JSON.stringify(end));
      });
    }
    it(`tells of ${flavour}'s error in the middle of a stream (row 13)`, async () => {
      const client = await start({ flavour });
      server.fault({ kind: "errorEvent", afterTokens: 2 });
      const failure = await failureOf(answer(client));
      assert.equal(failure.kind, "stream_error", failure.message);
    });
    it(`sees that ${flavour} answers, and what it has`, async () => {
      const client = await start({ flavour });
      assert.equal((await client.checkLive(never)).live, true);
      const seen = await client.probe(undefined, never);
      assert.deepEqual([seen.live, seen.ready, seen.model], [true, true, server.models[0]]);
      assert.equal(await client.resolveModel(never), server.models[0]);
    });
  }

  const refusals: [string, Fault, FailureKind, Partial<EndpointFailure["details"]>?][] = [
    ["OpenAI overloaded (row 26)", cloudErrors.openai.overloaded, "overloaded"],
    ["OpenAI slow down (row 26)", cloudErrors.openai.slowDown, "overloaded"],
    ["OpenAI rate limit with a hint (row 16)", cloudErrors.openai.rateLimit(1.5), "rate_limited", { retryAfterMs: 1_500 }],
    [
      "OpenAI rate limit by its reset header (row 16)",
      { kind: "status", status: 429, body: {}, headers: { "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "20s", "x-ratelimit-remaining-tokens": "9", "x-ratelimit-reset-tokens": "6m0s" } },
      "rate_limited",
      { retryAfterMs: 20_000 },
    ],
    ["OpenAI quota (row 18)", cloudErrors.openai.quota, "quota", { code: "insufficient_quota" }],
    ["OpenAI credit (row 18)", cloudErrors.openai.creditExhausted, "quota", { code: "credit_balance_exhausted" }],
    ["OpenAI spend limit (row 18)", cloudErrors.openai.spendLimit, "quota"],
    ["OpenAI wrong key (row 19)", cloudErrors.openai.auth, "auth"],
    ["OpenAI region (row 19)", cloudErrors.openai.region, "auth"],
    ["OpenAI context length (row 22)", cloudErrors.openai.contextLength, "context_length", { promptTokens: 9412, contextLength: 8192 }],
    ["OpenAI unknown argument (row 21)", cloudErrors.openai.badRequest, "bad_request"],
    ["OpenAI content filter (row 23)", cloudErrors.openai.contentFilter, "content_filter"],
    ["OpenAI unknown model (row 20)", cloudErrors.openai.modelMissing, "model_missing"],
    ["OpenAI server error (row 24)", cloudErrors.openai.serverError, "server_error"],
    ["a gateway's error page (row 24)", cloudErrors.openai.badGateway, "server_error"],
    ["Anthropic overloaded (row 26)", cloudErrors.anthropic.overloaded, "overloaded"],
    ["Anthropic rate limit (row 16)", cloudErrors.anthropic.rateLimit(12), "rate_limited", { retryAfterMs: 12_000 }],
    ["Anthropic spend limit (row 18)", cloudErrors.anthropic.spendLimit, "quota"],
    ["Anthropic billing (row 18)", cloudErrors.anthropic.billing, "quota"],
    ["Anthropic wrong key (row 19)", cloudErrors.anthropic.auth, "auth"],
    ["Anthropic too large (row 22)", cloudErrors.anthropic.tooLarge, "context_length"],
    ["Anthropic prompt too long (row 22)", cloudErrors.anthropic.contextLength, "context_length", { promptTokens: 208310, contextLength: 200000 }],
    ["OpenRouter without a provider (row 26)", cloudErrors.openrouter.noProvider, "overloaded"],
    ["OpenRouter rate limit (row 17)", cloudErrors.openrouter.rateLimit(), "rate_limited"],
    ["OpenRouter credits (row 18)", cloudErrors.openrouter.credits, "quota"],
    ["OpenRouter wrong key (row 19)", cloudErrors.openrouter.auth, "auth"],
    ["OpenRouter moderation (row 23)", cloudErrors.openrouter.moderation, "content_filter"],
    ["OpenRouter error inside a 200 (row 13)", cloudErrors.openrouter.errorInOk, "stream_error"],
    ["Groq capacity (row 26)", cloudErrors.groq.capacity, "overloaded"],
    ["Groq rate limit (row 16)", cloudErrors.groq.rateLimit(), "rate_limited", { retryAfterMs: 7_000 }],
    ["Gemini rate limit in an array (row 16)", cloudErrors.gemini.rateLimit(), "rate_limited", { retryAfterMs: 48_000 }],
    ["Gemini quota by the day (row 18)", cloudErrors.gemini.quotaPerDay, "quota"],
    ["Gemini overloaded (row 26)", cloudErrors.gemini.overloaded, "overloaded"],
    ["Gemini wrong key (row 19)", cloudErrors.gemini.auth, "auth"],
    ["vLLM engine dead (row 26)", cloudErrors.vllm.dead, "overloaded"],
    ["vLLM bad request (row 21)", cloudErrors.vllm.badRequest, "bad_request"],
    ["vLLM context length (row 22)", cloudErrors.vllm.contextLength, "context_length", { promptTokens: 9412, contextLength: 8192 }],
    ["vLLM flat error (row 22)", cloudErrors.vllm.flat, "context_length"],
    ["vLLM unknown model (row 20)", cloudErrors.vllm.modelMissing, "model_missing"],
    ["llama.cpp loading (row 9)", cloudErrors.llamacpp.loading, "overloaded", { loading: true, counts: false }],
    ["llama.cpp wrong key (row 19)", cloudErrors.llamacpp.auth, "auth"],
    ["llama.cpp context length (row 22)", cloudErrors.llamacpp.contextLength, "context_length", { promptTokens: 2419, contextLength: 256 }],
    ["llama.cpp parse error as 500 (row 24)", cloudErrors.llamacpp.parseError, "bad_request"],
    ["LM Studio without a model (row 20)", cloudErrors.lmstudio.noModel, "model_missing"],
    ["LM Studio without a model, 400 (row 20)", cloudErrors.lmstudio.noModel400, "model_missing"],
    ["LM Studio unloaded (row 20)", cloudErrors.lmstudio.unloaded, "model_missing"],
    ["LM Studio wrong path with 200 (row 28)", cloudErrors.lmstudio.wrongPath, "not_an_api"],
    ["LiteLLM rate limit (row 16)", cloudErrors.litellm.rateLimit, "rate_limited", { retryAfterMs: 3_000 }],
    ["LiteLLM budget (row 18)", cloudErrors.litellm.budget, "quota"],
    ["LiteLLM context window (row 22)", cloudErrors.litellm.contextLength, "context_length"],
    ["LiteLLM unknown route (row 20)", cloudErrors.litellm.unknownRoute, "not_an_api"],
    ["408 (row 27)", { kind: "status", status: 408, body: {} }, "server_error", { status: 408 }],
    ["409 (row 27)", { kind: "status", status: 409, body: {} }, "server_error", { status: 409, counts: false }],
    ["425 (row 27)", { kind: "status", status: 425, body: {} }, "server_error", { counts: false }],
    ["413 without a reason (row 21)", { kind: "status", status: 413, body: "" }, "bad_request"],
    ["422 (row 21)", { kind: "status", status: 422, body: { detail: [{ msg: "field required", loc: ["body"] }] } }, "bad_request"],
    ["499 (row 32)", { kind: "status", status: 499, body: { error: "request canceled" } }, "server_error", { counts: false }],
    ["504 (row 24)", { kind: "status", status: 504, body: "" }, "server_error"],
    ["Cloudflare's 522 (row 24)", { kind: "html", status: 522 }, "server_error"],
    ["511 (row 28)", { kind: "html", status: 511 }, "not_an_api", { counts: false }],
    ["a web page with 200 (row 28)", { kind: "html" }, "not_an_api", { counts: false }],
    ["a redirect (row 28)", { kind: "redirect", location: "https://elsewhere.example/" }, "not_an_api", { counts: false }],
    ["garbage (row 29)", { kind: "garbage" }, "malformed"],
    ["an empty answer (row 30)", { kind: "empty" }, "empty"],
    ["a filtered answer without content (row 23)", [{ kind: "empty" }, { kind: "finishReason", reason: "content_filter" }] as never, "content_filter"],
    ["a reset before the headers (row 7)", { kind: "reset", at: "beforeHeaders" }, "reset"],
    ["an end without a reason to finish (row 12)", { kind: "truncate" }, "truncated"],
  ];
  for (const [name, fault, kind, details] of refusals) {
    it(`tells ${kind} of ${name}`, async () => {
      const client = await start();
      server.fault(fault);
      for (const stream of [true, false]) {
        const failure = await failureOf(answer(client, stream));
        assert.equal(failure.kind, kind, failure.message);
        for (const [field, value] of Object.entries(details ?? {})) assert.equal(failure.details[field as keyof typeof failure.details], value, field);
        assert.ok(failure.message.includes(server.url), failure.message);
        assert.ok(failure.message.length < 400 && !/[{}<>]|sk-/.test(failure.message.replace(/\d+ > \d+|tokens > \d+/g, "")), failure.message);
      }
    });
  }

  describe("an error inside a stream", () => {
    const text = 'data: {"choices":[{"index":0,"delta":{"content":"Hello"},"finish_reason":null}]}\n\n';
    const shapes: [string, string, FailureKind][] = [
      ["nested", 'data: {"error":{"message":"boom","type":"server_error"}}\n\n', "stream_error"],
      ["a string", 'data: {"error":"boom"}\n\n', "stream_error"],
      ["flat", 'data: {"object":"error","message":"boom","type":"InternalServerError","code":500}\n\n', "stream_error"],
      ["in an array", 'data: [{"error":{"code":503,"message":"overloaded","status":"UNAVAILABLE"}}]\n\n', "stream_error"],
      ["with choices", 'data: {"error":{"code":"server_error","message":"boom"},"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]}\n\n', "stream_error"],
      ["only a reason to finish", 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"error"}]}\n\n', "stream_error"],
      ["an error event", 'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n', "stream_error"],
      ["an error event in plain text", "event: error\ndata: upstream timed out\n\n", "stream_error"],
      ["JSON that is no event", '{"error":{"message":"boom"}}\n\n', "stream_error"],
      ["a rate limit", 'data: {"error":{"code":429,"message":"Rate limit exceeded, try again in 3s"}}\n\n', "rate_limited"],
      ["a quota", 'data: {"error":{"message":"You are out of credit","type":"insufficient_quota","code":"insufficient_quota"}}\n\n', "quota"],
      ["the context", 'data: {"error":{"message":"maximum context length is 8192 tokens","code":400}}\n\n', "context_length"],
      ["the request", 'data: {"error":{"message":"bad tool","type":"invalid_request_error"}}\n\n', "bad_request"],
    ];
    for (const [name, event, kind] of shapes) {
      it(`that is ${name} is ${kind}, after the text before it`, async () => {
        const client = await sending(text + event);
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
    const chunk = (delta: object, finish: string | null = null) => `data: ${JSON.stringify({ model: "m", choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;

    it("is not proven by [DONE] alone", async () => {
      assert.equal((await failureOf(answer(await sending(`${chunk({ content: "Hi" })}data: [DONE]\n\n`)))).kind, "truncated");
    });
    it("is proven by a reason to finish without [DONE]", async () => {
      const client = await start();
      server.fault({ kind: "noDoneMarker" });
      assert.equal((await answer(client)).chunks.at(-1)?.type, "end");
    });
    it("of Ollama's /v1 that breaks is known by what it lacks (1.6)", async () => {
      const ollama = await ScriptedOllama.start({ loaded: ["llama3.2"] });
      try {
        ollama.fault({ kind: "errorEvent", afterTokens: 2 });
        assert.equal((await failureOf(answer(clientAt(`${ollama.url}/v1`), true, { model: "llama3.2" }))).kind, "truncated");
      } finally {
        await ollama.stop();
      }
    });
    it("whose end comes without usage ends soon after, though the socket stays open", async () => {
      const client = await serve((_request, response) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write(`${chunk({ content: "Hi" })}${chunk({}, "stop")}data: [DONE]\n\n`);
      });
      const startedAt = performance.now();
      assert.equal((await answer(client)).text, "Hi");
      assert.ok(performance.now() - startedAt < 300);
    });
    it("takes comments, unknown events, split events and line ends of all kinds", async () => {
      const body = `: OPENROUTER PROCESSING\r\n\r\nevent: ping\r\ndata: {"type":"ping"}\r\n\r\n${chunk({ role: "assistant", content: null }).replace(/\n/g, "\r\n")}${chunk({ content: "Hi" })}\n\n${chunk({}, "stop")}`;
      assert.equal((await answer(await sending(body))).text, "Hi");
    });
    it("takes a last event without its blank line, and without a content type", async () => {
      assert.equal((await answer(await sending(chunk({ content: "Hi" }) + chunk({}, "stop").trimEnd(), "application/octet-stream"))).text, "Hi");
    });
    it("takes content in parts", async () => {
      assert.equal((await answer(await sending(chunk({ content: [{ type: "text", text: "Hi" }] }, "stop")))).text, "Hi");
    });
    it("with one bad event goes on without it and counts it (row 29)", async () => {
      const client = await start();
      server.fault({ kind: "badLine", afterTokens: 2 });
      const { chunks, text } = await answer(client);
      assert.equal(text, "One two thrée 🙂 four.");
      const end = chunks.at(-1);
      assert.ok(end?.type === "end" && end.malformed === 1);
    });
    for (const bytes of [1, 7]) {
      it(`is read whole from segments of ${bytes} bytes`, async () => {
        const client = await start();
        server.fault({ kind: "split", bytes });
        assert.equal((await answer(client)).text, "One two thrée 🙂 four.");
      });
    }
    it("with an event of 8 MiB is read", async () => {
      const client = await start();
      server.fault({ kind: "hugeLine" });
      assert.ok((await answer(client)).text.length >= 8 * 1024 * 1024);
    });
    it("may come as one JSON answer, and one JSON answer as a stream", async () => {
      const whole = JSON.stringify({ choices: [{ index: 0, message: { role: "assistant", content: "Hi" }, finish_reason: "stop" }] });
      assert.equal((await answer(await sending(whole, "application/json"))).text, "Hi");
      assert.equal((await answer(await sending(chunk({ content: "Hi" }, "stop")), false)).text, "Hi");
    });
    it("cut by the length limit is a success (row 31)", async () => {
      const client = await start();
      server.fault({ kind: "length", afterTokens: 2 });
      const end = (await answer(client)).chunks.at(-1);
      assert.ok(end?.type === "end" && end.finishReason === "length");
    });
  });

  describe("options a server does not know", () => {
    it("are left out after one refusal, within the call, and from then on", async () => {
      const bodies: Record<string, unknown>[] = [];
      const client = await serve((request, response) => {
        let text = "";
        request.on("data", (piece) => (text += piece));
        request.on("end", () => {
          const body = JSON.parse(text) as Record<string, unknown>;
          bodies.push(body);
          const refuse = (message: string) => response.writeHead(400, { "content-type": "application/json" }).end(JSON.stringify({ error: { message, type: "invalid_request_error" } }));
          if ("stream_options" in body) refuse("Unrecognized request argument supplied: stream_options");
          else if ("max_tokens" in body) refuse("Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.");
          else if ("temperature" in body) refuse("Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.");
          else response.writeHead(200, { "content-type": "text/event-stream" }).end('data: {"choices":[{"delta":{"content":"Hi"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n');
        });
      });
      assert.equal((await answer(client, true, { maxTokens: 5, temperature: 0.2 })).text, "Hi");
      assert.equal(bodies.length, 4);
      assert.equal((await answer(client, true, { maxTokens: 5, temperature: 0.2 })).text, "Hi");
      assert.equal(bodies.length, 5);
      assert.deepEqual([bodies[4]?.["max_completion_tokens"], "stream_options" in (bodies[4] ?? {})], [5, false]);
    });
    it("are no excuse to send a bad request again", async () => {
      const client = await start();
      server.fault({ kind: "status", status: 400, body: { error: { message: "max_tokens must be at least 1", type: "invalid_request_error" } } });
      assert.equal((await failureOf(answer(client, true, { maxTokens: 0 }))).kind, "bad_request");
      assert.equal(server.log.entries.length, 1);
    });
  });

  describe("a look", () => {
    it("sees a server that loads its model as alive and not ready", async () => {
      const client = await start({ flavour: "llamacpp" });
      server.fault(cloudErrors.llamacpp.loading, { route: "*" });
      const seen = await client.probe(undefined, never);
      assert.deepEqual([seen.live, seen.ready], [true, false]);
      assert.match(seen.message ?? "", /loading/);
    });
    it("sees a rejected key as alive and not ready", async () => {
      const client = await start({ apiKey: "another" });
      const seen = await client.checkLive(never);
      assert.deepEqual([seen.live, seen.ready, (seen.failure as EndpointFailure).kind], [true, false, "auth"]);
    });
    it("asks /health where there is no list of models", async () => {
      const client = await serve((request, response) => response.writeHead(request.url === "/health" ? 200 : 404).end());
      assert.equal((await client.checkLive(never)).live, true);
    });
    it("sees a web page, a dead upstream and a closed port as not alive", async () => {
      const client = await start();
      server.script([{ kind: "html" }, { kind: "status", status: 502, body: "" }], { route: "*" });
      const page = await client.checkLive(never);
      assert.deepEqual([page.live, (page.failure as EndpointFailure).kind], [false, "not_an_api"]);
      assert.equal((await client.checkLive(never)).live, false);
      await server.stop();
      const dead = await client.probe(undefined, never);
      assert.deepEqual([dead.live, (dead.failure as EndpointFailure).kind], [false, "refused"]);
    });
    it("does not take a model as missing that is not listed", async () => {
      const client = await start();
      const seen = await client.probe("some-alias", never);
      assert.deepEqual([seen.live, seen.ready, seen.model], [true, undefined, "some-alias"]);
    });
  });

  it("sends the key to its own address only: a redirect is not followed", async () => {
    let reached = false;
    const elsewhere = createServer((_request, response) => {
      reached = true;
      response.end();
    }).listen(0, "127.0.0.1");
    own.push(elsewhere);
    await once(elsewhere, "listening");
    const client = await start();
    server.fault({ kind: "redirect", location: `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/` });
    assert.equal((await failureOf(answer(client))).kind, "not_an_api");
    assert.equal(reached, false);
  });

  it("never repeats the key in a message, and says so when it cannot be sent", async () => {
    const client = await start();
    server.fault({ kind: "status", status: 401, body: { error: { message: `Incorrect API key provided: ${apiKey}.` } } });
    assert.ok(!(await failureOf(answer(client))).message.includes("verysecret"));
    const odd = new OpenAiClient({ id: "cloud", type: "openai", url: server.baseUrl, apiKey: "k\u0101y" }, { transport, clock: systemClock, connectTimeoutMs: () => 1_000 });
    const failure = await failureOf(answer(odd));
    assert.equal(failure.kind, "auth");
    assert.ok(!failure.message.includes("k\u0101y"));
  });
});
