import { strict as assert } from "node:assert";
import { failureOf } from "../../../../test/support/answer-pieces";
import { AnthropicUnderTest, answer, apiKey } from "../../../../test/support/anthropic-under-test";
import { anthropicErrors, type Fault } from "../../../../test/support/servers";
import type { EndpointFailure } from "../../failure/endpoint-failure";
import type { FailureKind } from "../../model/failure-kinds";
import { DEFAULT_MAX_TOKENS } from "./anthropic-request";

const never = new AbortController().signal;

describe("the Anthropic client", () => {
  let at: AnthropicUnderTest;
  beforeEach(() => {
    at = new AnthropicUnderTest();
  });
  afterEach(() => at.close());

  const sent = () => at.server.log.entries.filter(({ method }) => method === "POST").map(({ json }) => json!);

  for (const stream of [true, false]) {
    it(`reads answers ${stream ? "as a stream" : "whole"}, with reasoning, usage and end`, async () => {
      const client = await at.start();
      at.server.fault({ kind: "thinking", tokens: 3 });
      const { chunks, text, thinking } = await answer(client, stream);
      assert.deepEqual([text, thinking], ["One two thrée 🙂 four.", "step 1 step 2 step 3 "]);
      const end = chunks.at(-1);
      assert.ok(end?.type === "end");
      assert.deepEqual(
        [end.finishReason, end.model, end.usage],
        ["stop", "claude-sonnet-4-5", { promptTokens: 1, completionTokens: 8, totalTokens: 9 }],
      );
    });
  }

  it("sends the key in its own header, the version of the API, and nothing in Authorization", async () => {
    await answer(await at.start());
    const { headers, path } = at.server.log.entries[0]!;
    assert.deepEqual(
      [path, headers["x-api-key"], headers["anthropic-version"], headers.authorization],
      ["/v1/messages", apiKey, "2023-06-01", undefined],
    );
  });

  it("leaves the version to who sets it", async () => {
    await answer(await at.start({}, { headers: { "Anthropic-Version": "2024-01-01", "anthropic-beta": "some-2025" } }));
    const { headers } = at.server.log.entries[0]!;
    assert.deepEqual([headers["anthropic-version"], headers["anthropic-beta"]], ["2024-01-01", "some-2025"]);
  });

  it("takes an answer as what it is, whatever was asked for", async () => {
    const whole =
      '{"type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"Hi"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}';
    assert.equal((await answer(await at.sending(whole, "application/json"), true)).text, "Hi");
    const stream =
      'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}\n\nevent: message_stop\ndata: {"type":"message_stop"}\n\n';
    assert.equal((await answer(await at.sending(stream), false)).text, "Hi");
  });

  const refusals: [string, Fault | Fault[], FailureKind, Partial<EndpointFailure["details"]>?][] = [
    ["an overload", anthropicErrors.overloaded, "overloaded", { status: 529 }],
    ["a rate limit with a hint", anthropicErrors.rateLimit(12), "rate_limited", { retryAfterMs: 12_000 }],
    ["an enforced spend limit", anthropicErrors.spendLimit, "quota", { code: "enforced_spend_limit_reached" }],
    ["the organization's own spend limit", anthropicErrors.ownSpendLimit, "quota"],
    ["no credit", anthropicErrors.credit, "quota"],
    ["billing", anthropicErrors.billing, "quota"],
    ["a wrong key", anthropicErrors.auth, "auth"],
    ["a key without permission", anthropicErrors.permission, "auth"],
    ["an unknown model", anthropicErrors.modelMissing("claude-none"), "model_missing"],
    ["an unknown route", anthropicErrors.unknownRoute, "not_an_api"],
    ["a request that is too large", anthropicErrors.tooLarge, "context_length"],
    [
      "a prompt that is too long",
      anthropicErrors.contextLength,
      "context_length",
      { promptTokens: 208_310, contextLength: 200_000 },
    ],
    ["a bad request", anthropicErrors.badRequest, "bad_request"],
    ["an answer that cannot be gone on with", anthropicErrors.prefill, "bad_request", { unsupported: true }],
    ["an error of the API", anthropicErrors.apiError, "server_error"],
    ["a timeout of the API", anthropicErrors.timeout, "server_error"],
    ["a web page", { kind: "html" }, "not_an_api", { counts: false }],
    ["garbage", { kind: "garbage" }, "malformed"],
    ["an empty answer", { kind: "empty" }, "empty"],
    ["a refusal without a word", [{ kind: "empty" }, { kind: "finishReason", reason: "refusal" }], "content_filter"],
    ["an end without a reason to stop", { kind: "truncate" }, "truncated"],
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

  it("takes from the headers when the limit that is used up is refilled", async () => {
    const client = await at.start();
    at.server.fault(anthropicErrors.rateLimitUntil(new Date(Date.now() + 30_000)));
    const { retryAfterMs } = (await failureOf(answer(client))).details;
    assert.ok(retryAfterMs !== undefined && retryAfterMs > 20_000 && retryAfterMs <= 30_000, String(retryAfterMs));
  });

  it("says of a key that no header can carry that it is the key", async () => {
    const failure = await failureOf(answer(await at.start({}, { apiKey: "sk-ant-\u{1F511}" })));
    assert.deepEqual([failure.kind, failure.message.includes("API key")], ["auth", true], failure.message);
  });

  for (const [reason, finish] of [
    ["stop_sequence", "stop"],
    ["max_tokens", "length"],
    ["model_context_window_exceeded", "length"],
    ["refusal", "content_filter"],
    ["tool_use", "tool_calls"],
    ["pause_turn", "pause_turn"],
    ["toString", "toString"],
  ]) {
    it(`says “${finish}” of an answer with text that ended with ${reason}`, async () => {
      const client = await at.start();
      at.server.fault({ kind: "finishReason", reason: reason! });
      const end = (await answer(client)).chunks.at(-1);
      assert.ok(end?.type === "end" && end.finishReason === finish, JSON.stringify(end));
    });
  }

  describe("limits that a refusal names", () => {
    it("of the answer's length are kept within the call, and from then on", async () => {
      const client = await at.start({ mostTokens: 4_096 });
      assert.equal((await answer(client)).text, "One two thrée 🙂 four.");
      await answer(client);
      await answer(client, true, { maxTokens: 10 });
      assert.deepEqual(
        sent().map(({ max_tokens: tokens }) => tokens),
        [DEFAULT_MAX_TOKENS, 4_096, 4_096, 10],
      );
    });
    it("are known from the list, where it tells them", async () => {
      const client = await at.start({ mostTokens: 4_096 });
      const model = await client.resolveModel(never);
      await answer(client, true, { model });
      assert.deepEqual(
        sent().map(({ max_tokens: tokens }) => tokens),
        [4_096],
      );
    });
    it("leave the answer what the prompt leaves, where nobody asked for more", async () => {
      const client = await at.start();
      at.server.script([anthropicErrors.promptAndAnswer(190_000, DEFAULT_MAX_TOKENS), { kind: "ok" }]);
      await answer(client);
      assert.deepEqual(
        sent().map(({ max_tokens: tokens }) => tokens),
        [DEFAULT_MAX_TOKENS, 10_000],
      );
    });
    it("are no reason to change what was asked for", async () => {
      const client = await at.start();
      at.server.fault(anthropicErrors.promptAndAnswer(190_000, 12_000));
      assert.equal((await failureOf(answer(client, true, { maxTokens: 12_000 }))).kind, "context_length");
      assert.equal(sent().length, 1);
    });
    it("of the temperature are kept: none goes to a model that knows none", async () => {
      const client = await at.start();
      at.server.script([anthropicErrors.temperature, { kind: "ok" }]);
      await answer(client, true, { temperature: 0.2 });
      await answer(client, true, { temperature: 0.2 });
      assert.deepEqual(
        sent().map(({ temperature }) => temperature),
        [0.2, undefined, undefined],
      );
    });
    it("do not keep a server busy that names one limit after the other", async () => {
      const client = await at.start();
      let most = 9_000;
      at.server.script(Array.from({ length: 10 }, () => anthropicErrors.maxTokens(most + 1, most--)));
      assert.equal((await failureOf(answer(client))).kind, "bad_request");
      assert.equal(sent().length, 4);
    });
  });

  describe("a look", () => {
    it("sees that the API answers, and what it has, newest first", async () => {
      const client = await at.start();
      assert.equal((await client.checkLive(never)).live, true);
      const seen = await client.probe(undefined, never);
      assert.deepEqual(
        [seen.live, seen.ready, seen.model, seen.models],
        [true, true, at.server.models[0], at.server.models],
      );
      assert.equal(await client.resolveModel(never), at.server.models[0]);
    });
    it("takes a name without its date for the model that is listed", async () => {
      const client = await at.start();
      assert.equal((await client.probe("claude-sonnet-4-5", never)).ready, true);
      assert.equal((await client.probe("claude-sonnet-4", never)).ready, undefined, "it may be an alias all the same");
    });
    it("sees a rejected key as alive, and does not know what models there are", async () => {
      const client = await at.start({ apiKey: "another" });
      for (const seen of [await client.checkLive(never), await client.probe(undefined, never)]) {
        assert.deepEqual([seen.live, seen.ready, (seen.failure as EndpointFailure).kind], [true, undefined, "auth"]);
      }
    });
    it("sees a server without a list as alive", async () => {
      const client = await at.sending('{"error":{"message":"no such route"}}', "application/json", 404);
      const seen = await client.probe("m", never);
      assert.deepEqual([seen.live, seen.ready, seen.model], [true, undefined, "m"]);
    });
    it("sees a web page, a dead upstream and a closed port as not alive", async () => {
      const client = await at.start();
      at.server.script([{ kind: "html" }, { kind: "status", status: 502, body: "" }], { route: "*" });
      assert.equal((await client.checkLive(never)).live, false);
      assert.equal((await client.checkLive(never)).live, false);
      await at.server.stop();
      const dead = await client.probe(undefined, never);
      assert.deepEqual([dead.live, (dead.failure as EndpointFailure).kind], [false, "refused"]);
    });
    it("finds no model in a list that has none, and none in what is no list", async () => {
      const empty = await at.sending('{"data":[]}', "application/json");
      assert.deepEqual(
        [(await empty.probe(undefined, never)).ready, (await failureOf(empty.resolveModel(never))).kind],
        [false, "model_missing"],
      );
      assert.equal(
        (await failureOf((await at.sending('{"models":[]}', "application/json")).resolveModel(never))).kind,
        "malformed",
      );
    });
  });
});
