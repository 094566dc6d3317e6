import assert from "node:assert/strict";
import { anthropicErrors, type Fault } from "../../support/servers";
import { anthropicError } from "../../support/servers/anthropic/errors";
import { claudeReply, createWorld, request, type World } from "./harness";
import { checkRows, type Row } from "./row";

/** What only Anthropic's Messages API says in its own way; the faults that every server has run against it in the other files. */
const on = ["claude"] as const;

const retryLater = { counts: false, retried: true, movesOn: true } as const;
const config = { counts: false, retried: false, movesOn: true, latched: true } as const;
const requestsOwn = { counts: false, retried: false, movesOn: false } as const;
const trouble = { counts: true, retried: true, movesOn: true } as const;
const inBand = (type: string, message: string): Fault => ({
  kind: "errorEvent",
  afterTokens: 3,
  error: anthropicError(type, message),
});
const cutOff = {
  kind: "truncated",
  counts: true,
  retried: false,
  retriedUnshown: true,
  movesOn: true,
  shows: true,
} as const;

const rows: Row[] = [
  {
    row: 16,
    title: "a rate limit with a hint",
    on,
    fault: anthropicErrors.rateLimit(0.2),
    kind: "rate_limited",
    ...retryLater,
    status: 429,
  },
  {
    row: 16,
    title: "a rate limit that says by a header when it is refilled",
    on,
    fault: () => anthropicErrors.rateLimitUntil(new Date(Date.now() + 60_000)),
    kind: "rate_limited",
    counts: false,
    retried: false,
    movesOn: true,
  },
  {
    row: 17,
    title: "a rate limit without a hint",
    on,
    fault: anthropicErrors.rateLimit(),
    kind: "rate_limited",
    ...retryLater,
  },
  {
    row: 18,
    title: "an enforced spend limit, told as a rate limit",
    on,
    fault: anthropicErrors.spendLimit,
    kind: "quota",
    ...config,
    status: 429,
  },
  {
    row: 18,
    title: "a spend limit of the organization's own, told as a bad request",
    on,
    fault: anthropicErrors.ownSpendLimit,
    kind: "quota",
    ...config,
    status: 400,
  },
  {
    row: 18,
    title: "no credit, told as a bad request",
    on,
    fault: anthropicErrors.credit,
    kind: "quota",
    ...config,
    status: 400,
  },
  { row: 18, title: "402 billing", on, fault: anthropicErrors.billing, kind: "quota", ...config, status: 402 },
  {
    row: 19,
    title: "a wrong key",
    on,
    arrange: (world) => void (world.claude.apiKey = "sk-ant-another"),
    kind: "auth",
    ...config,
    status: 401,
  },
  {
    row: 19,
    title: "no key",
    on,
    arrange: (world) => ((world.claude.apiKey = "sk-ant-another"), { apiKey: "" }),
    kind: "auth",
    ...config,
    status: 401,
  },
  { row: 19, title: "403 permission", on, fault: anthropicErrors.permission, kind: "auth", ...config, status: 403 },
  {
    row: 20,
    title: "an unknown model",
    on,
    fault: anthropicErrors.modelMissing("claude-sonnet-4-5"),
    kind: "model_missing",
    ...config,
    status: 404,
  },
  {
    row: 20,
    title: "an unknown route: a wrong base address",
    on,
    arrange: (world) => ({ url: `${world.endpoint("claude").url}/elsewhere` }),
    kind: "not_an_api",
    counts: false,
    retried: false,
    movesOn: true,
  },
  {
    row: 21,
    title: "a bad request",
    on,
    fault: anthropicErrors.badRequest,
    kind: "bad_request",
    ...requestsOwn,
    status: 400,
  },
  {
    row: 21,
    title: "an answer to be gone on with, which the model cannot",
    on,
    fault: anthropicErrors.prefill,
    kind: "bad_request",
    ...requestsOwn,
    movesOn: true,
  },
  {
    row: 22,
    title: "a prompt that is too long",
    on,
    fault: anthropicErrors.contextLength,
    kind: "context_length",
    ...requestsOwn,
  },
  {
    row: 22,
    title: "a request that is too large",
    on,
    fault: anthropicErrors.tooLarge,
    kind: "context_length",
    ...requestsOwn,
    status: 413,
  },
  {
    row: 22,
    title: "a prompt that leaves no room for an answer",
    on,
    fault: anthropicErrors.promptAndAnswer(199_900, 16_384),
    kind: "context_length",
    ...requestsOwn,
  },
  {
    row: 24,
    title: "500 api_error",
    on,
    fault: anthropicErrors.apiError,
    kind: "server_error",
    ...trouble,
    status: 500,
  },
  { row: 24, title: "504 timeout_error", on, fault: anthropicErrors.timeout, kind: "server_error", ...trouble },
  {
    row: 26,
    title: "529 overloaded",
    on,
    fault: anthropicErrors.overloaded,
    kind: "overloaded",
    ...trouble,
    status: 529,
  },
  {
    row: 13,
    title: "an overload told after text",
    on,
    fault: inBand("overloaded_error", "Overloaded"),
    kind: "stream_error",
    counts: true,
    retried: false,
    movesOn: true,
    shows: true,
  },
  {
    row: 13,
    title: "an error of the API told after text",
    on,
    fault: inBand("api_error", "Internal server error"),
    kind: "stream_error",
    counts: true,
    retried: false,
    movesOn: true,
    shows: true,
  },
  {
    row: 13,
    title: "no credit told after text",
    on,
    fault: inBand("billing_error", "Your credit balance is too low"),
    kind: "quota",
    ...config,
    shows: true,
  },
  {
    row: 13,
    title: "a rate limit told before any text",
    on,
    fault: { kind: "errorEvent", afterTokens: 0, error: anthropicError("rate_limit_error", "Too many requests") },
    kind: "rate_limited",
    ...retryLater,
  },
  { row: 12, title: "a reason to stop, and no message_stop", on, fault: { kind: "noDoneMarker" }, ...cutOff },
  {
    row: 12,
    title: "a reason to stop, and a lost connection",
    on,
    fault: [{ kind: "noDoneMarker" }, { kind: "fin", at: "end" }],
    ...cutOff,
    kind: ["truncated", "reset"],
  },
  {
    row: 30,
    title: "reasoning and no answer",
    on,
    fault: [{ kind: "thinking", tokens: 4 }, { kind: "empty" }],
    kind: "empty",
    ...retryLater,
  },
  {
    row: 30,
    title: "a call of a tool and no answer",
    on,
    fault: [{ kind: "empty" }, { kind: "finishReason", reason: "tool_use" }],
    kind: "empty",
    ...retryLater,
  },
  {
    row: 23,
    title: "a refusal without a word",
    on,
    fault: [{ kind: "empty" }, { kind: "finishReason", reason: "refusal" }],
    kind: "content_filter",
    ...requestsOwn,
  },
];

/** A whole answer has no events, and so no terminal marker beside its reason to stop. */
const streamedOnly = new Set(["a reason to stop, and no message_stop", "a reason to stop, and a lost connection"]);
checkRows(
  "answers of Anthropic's API",
  rows.filter(({ title }) => !streamedOnly.has(title)),
);
checkRows(
  "streams of Anthropic's API",
  rows.filter(({ title }) => streamedOnly.has(title)),
  ["stream"],
);

describe("Anthropic's API", () => {
  let world: World;
  beforeEach(async () => {
    world = await createWorld();
  });
  afterEach(() => world.end());

  it("answers with figures, and a reason to stop in the words of all servers", async () => {
    const service = world.service({ endpoints: [world.endpoint("claude")] });
    for (const mode of ["stream", "complete"] as const) {
      const { completion, error } = await request(service, mode, "hi", { system: "Be brief.", useCache: false });
      assert.equal(error, undefined, String(error));
      assert.deepEqual(
        [completion?.content, completion?.finishReason, completion?.usage.completionTokens],
        [claudeReply, "stop", 7],
      );
    }
    assert.equal(world.claude.log.entries.at(-1)?.json?.["system"], "Be brief.");
  });

  it("never has its key told again, though the API repeats it", async () => {
    world.claude.fault({
      kind: "status",
      status: 401,
      body: anthropicError("authentication_error", "invalid x-api-key: sk-ant-test was revoked"),
    });
    const service = world.service({ endpoints: [world.endpoint("claude")] });
    const { error } = await request(service, "complete");
    assert.equal(error?.kind, "auth");
    for (const text of [error?.message, JSON.stringify(error?.attempts), JSON.stringify(service.endpoints())])
      assert.ok(!text?.includes("sk-ant-test"), text);
  });

  it("has a wrong key seen by a look, before anything is asked", async () => {
    world.claude.apiKey = "sk-ant-another";
    const service = world.service({ endpoints: [world.endpoint("claude")] });
    const seen = await service.checkHealth("claude");
    assert.deepEqual([seen.live, seen.ready, seen.latched?.kind], [true, undefined, "auth"]);
  });
});
