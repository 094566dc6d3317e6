import { strict as assert } from "node:assert";
import { cloudErrors, type Fault, type FlavourName, flavours } from "../../../../test/support/servers";
import { failureOf } from "../../../../test/support/answer-pieces";
import { answer, apiKey, OpenAiUnderTest } from "../../../../test/support/openai-under-test";
import type { EndpointFailure } from "../../failure/endpoint-failure";
import type { FailureKind } from "../../model/failure-kinds";

const never = new AbortController().signal;

describe("the OpenAI-compatible client", () => {
  let at: OpenAiUnderTest;
  beforeEach(() => {
    at = new OpenAiUnderTest();
  });
  afterEach(() => at.close());

  for (const flavour of Object.keys(flavours) as FlavourName[]) {
    for (const stream of [true, false]) {
      it(`reads ${flavour}'s answers ${stream ? "as a stream" : "whole"}, with reasoning, usage and end`, async () => {
        const client = await at.start({ flavour });
        at.server.fault({ kind: "thinking", tokens: 3 });
        const { chunks, text, thinking } = await answer(client, stream);
        assert.equal(text, "One two thrée 🙂 four.");
        assert.ok(thinking.length > 0);
        const end = chunks.at(-1);
        assert.ok(
          end?.type === "end" && end.finishReason === "stop" && (end.usage?.totalTokens ?? 0) > 0,
          JSON.stringify(end),
        );
      });
    }
    it(`tells of ${flavour}'s error in the middle of a stream (row 13)`, async () => {
      const client = await at.start({ flavour });
      at.server.fault({ kind: "errorEvent", afterTokens: 2 });
      const failure = await failureOf(answer(client));
      assert.equal(failure.kind, "stream_error", failure.message);
    });
    it(`sees that ${flavour} answers, and what it has`, async () => {
      const client = await at.start({ flavour });
      assert.equal((await client.checkLive(never)).live, true);
      const seen = await client.probe(undefined, never);
      assert.deepEqual([seen.live, seen.ready, seen.model], [true, true, at.server.models[0]]);
      assert.equal(await client.resolveModel(never), at.server.models[0]);
    });
  }

  const refusals: [string, Fault, FailureKind, Partial<EndpointFailure["details"]>?][] = [
    ["OpenAI overloaded (row 26)", cloudErrors.openai.overloaded, "overloaded"],
    ["OpenAI slow down (row 26)", cloudErrors.openai.slowDown, "overloaded"],
    [
      "OpenAI rate limit with a hint (row 16)",
      cloudErrors.openai.rateLimit(1.5),
      "rate_limited",
      { retryAfterMs: 1_500 },
    ],
    [
      "OpenAI rate limit by its reset header (row 16)",
      {
        kind: "status",
        status: 429,
        body: {},
        headers: {
          "x-ratelimit-remaining-requests": "0",
          "x-ratelimit-reset-requests": "20s",
          "x-ratelimit-remaining-tokens": "9",
          "x-ratelimit-reset-tokens": "6m0s",
        },
      },
      "rate_limited",
      { retryAfterMs: 20_000 },
    ],
    ["OpenAI quota (row 18)", cloudErrors.openai.quota, "quota", { code: "insufficient_quota" }],
    ["OpenAI credit (row 18)", cloudErrors.openai.creditExhausted, "quota", { code: "credit_balance_exhausted" }],
    ["OpenAI spend limit (row 18)", cloudErrors.openai.spendLimit, "quota"],
    ["OpenAI wrong key (row 19)", cloudErrors.openai.auth, "auth"],
    ["OpenAI region", cloudErrors.openai.region, "region"],
    [
      "OpenAI context length (row 22)",
      cloudErrors.openai.contextLength,
      "context_length",
      { promptTokens: 9412, contextLength: 8192 },
    ],
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
    [
      "Anthropic prompt too long (row 22)",
      cloudErrors.anthropic.contextLength,
      "context_length",
      { promptTokens: 208310, contextLength: 200000 },
    ],
    ["OpenRouter without a provider (row 26)", cloudErrors.openrouter.noProvider, "overloaded"],
    ["OpenRouter rate limit (row 17)", cloudErrors.openrouter.rateLimit(), "rate_limited"],
    ["OpenRouter credits (row 18)", cloudErrors.openrouter.credits, "quota"],
    ["OpenRouter wrong key (row 19)", cloudErrors.openrouter.auth, "auth"],
    ["OpenRouter moderation (row 23)", cloudErrors.openrouter.moderation, "content_filter"],
    ["OpenRouter error inside a 200 (row 13)", cloudErrors.openrouter.errorInOk, "stream_error"],
    ["Groq capacity (row 26)", cloudErrors.groq.capacity, "overloaded"],
    ["Groq rate limit (row 16)", cloudErrors.groq.rateLimit(), "rate_limited", { retryAfterMs: 7_000 }],
    [
      "Gemini rate limit in an array (row 16)",
      cloudErrors.gemini.rateLimit(),
      "rate_limited",
      { retryAfterMs: 48_000 },
    ],
    ["Gemini quota by the day (row 18)", cloudErrors.gemini.quotaPerDay, "quota"],
    ["Gemini overloaded (row 26)", cloudErrors.gemini.overloaded, "overloaded"],
    ["Gemini wrong key (row 19)", cloudErrors.gemini.auth, "auth"],
    ["vLLM engine dead (row 26)", cloudErrors.vllm.dead, "overloaded"],
    ["vLLM bad request (row 21)", cloudErrors.vllm.badRequest, "bad_request"],
    [
      "vLLM context length (row 22)",
      cloudErrors.vllm.contextLength,
      "context_length",
      { promptTokens: 9412, contextLength: 8192 },
    ],
    ["vLLM flat error (row 22)", cloudErrors.vllm.flat, "context_length"],
    ["vLLM unknown model (row 20)", cloudErrors.vllm.modelMissing, "model_missing"],
    ["llama.cpp loading (row 9)", cloudErrors.llamacpp.loading, "overloaded", { loading: true, counts: false }],
    ["llama.cpp wrong key (row 19)", cloudErrors.llamacpp.auth, "auth"],
    [
      "llama.cpp context length (row 22)",
      cloudErrors.llamacpp.contextLength,
      "context_length",
      { promptTokens: 2419, contextLength: 256 },
    ],
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
    [
      "422 (row 21)",
      { kind: "status", status: 422, body: { detail: [{ msg: "field required", loc: ["body"] }] } },
      "bad_request",
    ],
    [
      "499 (row 32)",
      { kind: "status", status: 499, body: { error: "request canceled" } },
      "server_error",
      { counts: false },
    ],
    ["504 (row 24)", { kind: "status", status: 504, body: "" }, "server_error"],
    ["Cloudflare's 522 (row 24)", { kind: "html", status: 522 }, "server_error"],
    ["511 (row 28)", { kind: "html", status: 511 }, "not_an_api", { counts: false }],
    ["a web page with 200 (row 28)", { kind: "html" }, "not_an_api", { counts: false }],
    [
      "a redirect (row 28)",
      { kind: "redirect", location: "https://elsewhere.example/" },
      "not_an_api",
      { counts: false },
    ],
    ["garbage (row 29)", { kind: "garbage" }, "malformed"],
    ["an empty answer (row 30)", { kind: "empty" }, "empty"],
    [
      "a filtered answer without content (row 23)",
      [{ kind: "empty" }, { kind: "finishReason", reason: "content_filter" }] as never,
      "content_filter",
    ],
    ["a reset before the headers (row 7)", { kind: "reset", at: "beforeHeaders" }, "reset"],
    ["an end without a reason to finish (row 12)", { kind: "truncate" }, "truncated"],
  ];
  for (const [name, fault, kind, details] of refusals) {
    it(`tells ${kind} of ${name}`, async () => {
      const client = await at.start();
      at.server.fault(fault);
      for (const stream of [true, false]) {
        const failure = await failureOf(answer(client, stream));
        assert.equal(failure.kind, kind, failure.message);
        for (const [field, value] of Object.entries(details ?? {}))
          assert.equal(failure.details[field as keyof typeof failure.details], value, field);
        assert.ok(failure.message.includes(at.server.url), failure.message);
        assert.ok(
          failure.message.length < 400 && !/[{}<>]|sk-/.test(failure.message.replace(/\d+ > \d+|tokens > \d+/g, "")),
          failure.message,
        );
      }
    });
  }

  describe("options a server does not know", () => {
    it("are left out after one refusal, within the call, and from then on", async () => {
      const bodies: Record<string, unknown>[] = [];
      const client = await at.serve((request, response) => {
        let text = "";
        request.on("data", (piece) => (text += piece));
        request.on("end", () => {
          const body = JSON.parse(text) as Record<string, unknown>;
          bodies.push(body);
          const refuse = (message: string) =>
            response
              .writeHead(400, { "content-type": "application/json" })
              .end(JSON.stringify({ error: { message, type: "invalid_request_error" } }));
          if ("stream_options" in body) refuse("Unrecognized request argument supplied: stream_options");
          else if ("max_tokens" in body)
            refuse(
              "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
            );
          else if ("temperature" in body)
            refuse(
              "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.",
            );
          else
            response
              .writeHead(200, { "content-type": "text/event-stream" })
              .end('data: {"choices":[{"delta":{"content":"Hi"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n');
        });
      });
      assert.equal((await answer(client, true, { maxTokens: 5, temperature: 0.2 })).text, "Hi");
      assert.equal(bodies.length, 4);
      assert.equal((await answer(client, true, { maxTokens: 5, temperature: 0.2 })).text, "Hi");
      assert.equal(bodies.length, 5);
      assert.deepEqual([bodies[4]?.["max_completion_tokens"], "stream_options" in (bodies[4] ?? {})], [5, false]);
    });
    it("are no excuse to send a bad request again", async () => {
      const client = await at.start();
      at.server.fault({
        kind: "status",
        status: 400,
        body: { error: { message: "max_tokens must be at least 1", type: "invalid_request_error" } },
      });
      assert.equal((await failureOf(answer(client, true, { maxTokens: 0 }))).kind, "bad_request");
      assert.equal(at.server.log.entries.length, 1);
    });
  });

  describe("a look", () => {
    it("sees a server that loads its model as alive and not ready", async () => {
      const client = await at.start({ flavour: "llamacpp" });
      at.server.fault(cloudErrors.llamacpp.loading, { route: "*" });
      const seen = await client.probe(undefined, never);
      assert.deepEqual([seen.live, seen.ready], [true, false]);
      assert.match(seen.message ?? "", /loading/);
    });
    it("sees a rejected key as alive, and does not know what models there are", async () => {
      const client = await at.start({ apiKey: "another" });
      const seen = await client.checkLive(never);
      assert.deepEqual([seen.live, seen.ready, (seen.failure as EndpointFailure).kind], [true, undefined, "auth"]);
    });
    it("lists the models that can chat", async () => {
      const data = [{ id: "older", created: 1 }, { id: "text-embedding-3-small" }, { id: "newer", created: 2 }];
      const client = await at.sending(JSON.stringify({ data }), "application/json");
      assert.deepEqual(await client.listModels(never), [{ name: "newer" }, { name: "older" }]);
    });
    it("says why there is no list of models", async () => {
      const refused = at.clientAt((await at.start(), at.server.baseUrl), { apiKey: "sk-wrong" });
      assert.equal((await failureOf(refused.listModels(never))).kind, "auth");
      const odd = await at.sending("[]", "application/json");
      assert.equal((await failureOf(odd.listModels(never))).kind, "malformed");
    });
    it("asks /health where there is no list of models", async () => {
      const client = await at.serve((request, response) =>
        response.writeHead(request.url === "/health" ? 200 : 404).end(),
      );
      assert.equal((await client.checkLive(never)).live, true);
    });
    for (const [status, type, body] of [
      [404, "application/json", '{"detail":"Not Found"}'],
      [404, "text/plain", "404 page not found"],
      [405, "text/plain", ""],
      [501, "text/plain", "no"],
    ] as const) {
      it(`sees an API that has no route for looks (${status} ${type}) as alive: whatever it answers is a sign of life`, async () => {
        const client = await at.serve((_request, response) =>
          response.writeHead(status, { "content-type": type }).end(body),
        );
        const seen = await client.checkLive(never);
        assert.deepEqual([seen.live, seen.ready], [true, undefined]);
        assert.equal((await client.probe(undefined, never)).live, true);
      });
    }
    it("sees a page of 404 as not alive", async () => {
      const client = await at.serve((_request, response) =>
        response.writeHead(404, { "content-type": "text/html" }).end("<html>nothing here</html>"),
      );
      const seen = await client.checkLive(never);
      assert.deepEqual([seen.live, (seen.failure as EndpointFailure).kind], [false, "not_an_api"]);
    });
    it("sees a web page, a dead upstream and a closed port as not alive", async () => {
      const client = await at.start();
      at.server.script([{ kind: "html" }, { kind: "status", status: 502, body: "" }], { route: "*" });
      const page = await client.checkLive(never);
      assert.deepEqual([page.live, (page.failure as EndpointFailure).kind], [false, "not_an_api"]);
      assert.equal((await client.checkLive(never)).live, false);
      await at.server.stop();
      const dead = await client.probe(undefined, never);
      assert.deepEqual([dead.live, (dead.failure as EndpointFailure).kind], [false, "refused"]);
    });
    it("does not take a model as missing that is not listed", async () => {
      const client = await at.start();
      const seen = await client.probe("some-alias", never);
      assert.deepEqual([seen.live, seen.ready, seen.model], [true, undefined, "some-alias"]);
    });
  });

  it("takes no number of tokens that is none", async () => {
    for (const tokens of ["1e999", "-3", "1.5", "1e300", '"many"']) {
      const body = `{"choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":${tokens},"total_tokens":${tokens}}}`;
      const end = (await answer(await at.sending(body, "application/json"), false)).chunks.at(-1);
      assert.ok(end?.type === "end");
      assert.deepEqual(end.usage, { promptTokens: 7, completionTokens: 0, totalTokens: 7 }, tokens);
    }
  });

  it("sends the key to its own address only: a redirect is not followed", async () => {
    let reached = false;
    const elsewhere = await at.listen((_request, response) => {
      reached = true;
      response.end();
    });
    const client = await at.start();
    at.server.fault({ kind: "redirect", location: `${elsewhere}/` });
    assert.equal((await failureOf(answer(client))).kind, "not_an_api");
    assert.equal(reached, false);
  });

  it("never repeats the key in a message, and says so when it cannot be sent", async () => {
    const client = await at.start();
    at.server.fault({
      kind: "status",
      status: 401,
      body: { error: { message: `Incorrect API key provided: ${apiKey}.` } },
    });
    assert.ok(!(await failureOf(answer(client))).message.includes("verysecret"));
    const odd = at.clientAt(at.server.baseUrl, { apiKey: "k\u0101y" });
    const failure = await failureOf(answer(odd));
    assert.equal(failure.kind, "auth");
    assert.ok(!failure.message.includes("k\u0101y"));
  });
});
