import assert from "node:assert/strict";
import { EndpointError } from "../../../src/core/failure/errors";
import type { FailureKind } from "../../../src/core/model/failure-kinds";
import type { EndpointConfig } from "../../../src/core/model/endpoint";
import type { ChainStep } from "../../../src/core/model/config";
import type { LlmService } from "../../../src/core/service/service-api";
import { createLlmService } from "../../../src/node";
import { type Fault, ScriptedOpenAi } from "../../support/servers";
import { liteLlmFor } from "./find-litellm";
import { RealLiteLlm } from "./real-litellm";

const apiKey = "sk-master-of-this-gateway";
/** Seconds for which it leaves a backend alone that has failed. */
const cooldown = 4;

/** What a backend answers, and what becomes of it behind the gateway. `counts`: the gateway is to blame, as far as one can tell. */
const refusals: [what: string, fault: Fault & { kind: "status" }, kind: FailureKind, counts: boolean][] = [
  ["fails", { kind: "status", status: 500, body: { error: { message: "boom" } } }, "server_error", true],
  ["is overloaded", { kind: "status", status: 503, body: { error: { message: "busy" } } }, "overloaded", true],
  [
    "limits the rate",
    {
      kind: "status",
      status: 429,
      body: { error: { message: "Rate limit reached for gpt", type: "tokens", code: "rate_limit_exceeded" } },
      headers: { "retry-after": "7" },
    },
    "rate_limited",
    false,
  ],
  [
    "wants money",
    {
      kind: "status",
      status: 429,
      body: {
        error: {
          message: "You exceeded your current quota, please check your plan and billing details.",
          type: "insufficient_quota",
          code: "insufficient_quota",
        },
      },
    },
    "quota",
    false,
  ],
  [
    "finds the prompt too long",
    {
      kind: "status",
      status: 400,
      body: {
        error: {
          message:
            "This model's maximum context length is 8192 tokens. However, your messages resulted in 9412 tokens.",
          type: "invalid_request_error",
          code: "context_length_exceeded",
        },
      },
    },
    "context_length",
    false,
  ],
  [
    "does not know the model",
    {
      kind: "status",
      status: 404,
      body: { error: { message: "The model `gpt` does not exist", code: "model_not_found" } },
    },
    "model_missing",
    false,
  ],
  [
    "rejects the gateway's key",
    {
      kind: "status",
      status: 401,
      body: { error: { message: "Incorrect API key provided: sk-x.", code: "invalid_api_key" } },
    },
    "auth",
    false,
  ],
];

describe("the real LiteLLM gateway", function () {
  this.timeout(60_000);
  let backends: ScriptedOpenAi[] = [];
  let gateway: RealLiteLlm;
  const services: LlmService[] = [];

  const deployment = (name: string, backend: ScriptedOpenAi) => ({
    model_name: name,
    // Each name is a model of its own behind it, so that a fault of one says nothing of another.
    litellm_params: { model: `openai/${name.replaceAll(" ", "-")}`, api_base: backend.baseUrl, api_key: "sk-x" },
  });

  before(async function () {
    const program = await liteLlmFor(this);
    backends = await Promise.all(["One two.", "Three four."].map((reply) => ScriptedOpenAi.start({ reply })));
    const [first, second] = backends as [ScriptedOpenAi, ScriptedOpenAi];
    gateway = await RealLiteLlm.start(program, {
      model_list: [
        ...["one", "breaks off", "cools down", ...refusals.map(([what]) => what)].map((name) =>
          deployment(name, first),
        ),
        deployment("pair", first),
        deployment("pair", second),
      ],
      router_settings: { num_retries: 0, allowed_fails: 0, cooldown_time: cooldown },
      general_settings: { master_key: apiKey },
    });
  });
  after(async () => {
    await gateway?.stop();
    await Promise.all(backends.map((backend) => backend.stop()));
  });
  afterEach(() => Promise.all(services.splice(0).map((service) => service.dispose())));

  function service(
    model: string,
    endpoint: Partial<EndpointConfig> = {},
    steps: Partial<ChainStep>[] = [{}],
  ): LlmService {
    const llm = createLlmService({
      endpoints: [{ id: "gateway", type: "openai", url: gateway.baseUrl, model, apiKey, ...endpoint }],
      chain: steps.map((step) => ({ endpoint: "gateway", timeoutMs: 20_000, ...step })),
      healthCheckIntervalMs: 0,
    });
    services.push(llm);
    return llm;
  }
  const status = (llm: LlmService) => llm.endpoints()[0]!;
  const failing = (answer: Promise<unknown>): Promise<EndpointError> =>
    answer.then(
      (value) => assert.fail(`answered ${JSON.stringify(value)}`),
      (error: unknown) => {
        assert.ok(error instanceof EndpointError, String(error));
        return error;
      },
    );

  it("hands on an answer with what the backend counted", async () => {
    const completion = await service("one").complete("hi");
    assert.deepEqual([completion.content, completion.finishReason], ["One two.", "stop"]);
    assert.deepEqual(completion.usage, { promptTokens: 1, completionTokens: 2, totalTokens: 3 });
  });

  for (const [what, fault, kind, counts] of refusals)
    it(`behind which a backend ${what}: ${kind}, which ${counts ? "counts" : "does not count"}`, async () => {
      backends[0]!.fault(fault, { model: what.replaceAll(" ", "-") });
      const llm = service(what);
      assert.equal((await failing(llm.complete("hi"))).kind, kind);
      assert.equal(status(llm).metrics.totalFailures, counts ? 1 : 0);
    });

  it("behind which a backend breaks off: a failure, with what had come", async () => {
    backends[0]!.fault({ kind: "errorEvent", afterTokens: 1 }, { model: "breaks-off" });
    const llm = service("breaks off");
    const error = await failing(llm.complete("hi"));
    assert.equal(error.kind, "stream_error");
    assert.equal(status(llm).metrics.totalFailures, 1);
  });

  it("leaves a backend alone for a while, says for how long, and is asked again when that is over", async () => {
    const [backend] = backends;
    backend!.fault({ kind: "status", status: 500, body: { error: { message: "boom" } } }, { model: "cools-down" });
    await failing(service("cools down").complete("hi"));
    backend!.clearFaults();
    const once = service("cools down");
    assert.equal((await failing(once.complete("hi"))).kind, "rate_limited");
    assert.ok((status(once).notBefore ?? 0) > Date.now());
    const completion = await service("cools down", {}, [{}, {}]).complete("hi");
    assert.equal(completion.content, "One two.");
  });

  it("over two backends of which one has died: a chain of two steps answers every time", async () => {
    await backends[1]!.stop();
    const llm = service("pair", {}, [{}, {}]);
    for (let round = 0; round < 8; round++) assert.equal((await llm.complete(`hi ${round}`)).content, "One two.");
    assert.equal(status(llm).state, "closed");
  });

  it("is alive, whatever stands behind it, and knows what it has", async () => {
    const seen = await service("one").checkHealth("gateway");
    assert.deepEqual([seen.live, seen.ready], [true, true]);
    assert.equal((await failing(service("none").complete("hi"))).kind, "model_missing");
  });

  for (const [what, key] of [
    ["no key", undefined],
    ["another key", "sk-of-somebody-else"],
  ] as const)
    it(`with ${what}: nothing is sent until there is the right one`, async () => {
      const llm = service("one", key === undefined ? { apiKey: "" } : { apiKey: key });
      const error = await failing(llm.complete("hi"));
      assert.equal(error.kind, "auth");
      assert.equal(status(llm).latched?.kind, "auth");
      assert.equal(status(llm).metrics.totalFailures, 0);
    });

  it("killed in the middle of an answer: a failure, and then nobody is there", async () => {
    backends[0]!.fault({ kind: "pace", tokensPerSecond: 2 });
    const llm = service("one");
    const run = async () => {
      for await (const event of llm.stream("hi")) if (event.type === "delta") await gateway.kill();
    };
    const { kind } = await failing(run());
    assert.ok(kind === "reset" || kind === "truncated", kind);
    assert.equal((await failing(llm.complete("hi"))).kind, "refused");
    assert.equal(status(llm).metrics.totalFailures, 2);
  });
});
