import assert from "node:assert/strict";
import { serviceUnderTest } from "../../../../test/support/service-under-test";
import { answer, fail, type Move } from "../../../../test/support/scripted-client";
import { EndpointError } from "../../failure/errors";
import type { ToolCall } from "../../model/chat";
import type { StreamEvent } from "../../model/service-events";

const cloud = { id: "cloud", type: "openai", url: "https://cloud.test/v1", model: "big" } as const;
const local = { id: "local", type: "ollama", url: "http://localhost:11434", model: "small" } as const;
const chain = [
  { endpoint: "cloud", timeoutMs: 1_000 },
  { endpoint: "local", timeoutMs: 1_000 },
];
const tools = [{ name: "read" }];
const image = { type: "image", mimeType: "image/png", data: new Uint8Array([1]) } as const;
const looking = [{ role: "user" as const, content: [image] }];
const call: ToolCall = { id: "a", name: "read", input: { path: "x" } };
const calls: Move[] = [{ wait: 100 }, { calling: true }, { wait: 100 }, { finish: "tool_calls", calls: [call] }];
const types = (events: StreamEvent[]): string[] => events.map(({ type }) => type);

const under = (scripts: Record<string, Move[][]>, more: object = {}) =>
  serviceUnderTest({ endpoints: [cloud, local], chain, ...more }, scripts);

describe("a request with tools", () => {
  it("is answered by calls alone, told right before the end", async () => {
    const { service, collect, leftovers } = under({ cloud: [calls], local: [answer()] });
    const events = await collect(service.stream("hi", { tools }));
    assert.deepEqual(types(events), ["attempt", "tool_call", "done"]);
    assert.deepEqual(events[1], { type: "tool_call", endpoint: "cloud", ...call });
    const { completion } = events[2] as StreamEvent & { type: "done" };
    assert.deepEqual([completion.content, completion.toolCalls, completion.finishReason], ["", [call], "tool_calls"]);
    assert.equal(completion.ttftMs, 100, "the beginning of a call is the first token");
    await leftovers();
  });

  it("takes a call as content: neither its step's time nor that of thinking ends it", async () => {
    const slow: Move[] = [{ wait: 900 }, { calling: true }, { wait: 5_000 }, ...calls];
    const { service, run } = under(
      { cloud: [slow], local: [answer()] },
      { idleTimeoutMs: 10_000, thinkingTimeoutMs: 6_000 },
    );
    assert.deepEqual((await run(service.complete("hi", { tools }))).toolCalls, [call]);
  });

  it("tells no call of an answer that breaks, and says that it begins anew where text had been shown", async () => {
    const breaks: Move[] = [{ text: "I look" }, { calling: true }, { eof: true }];
    const { service, collect } = under({ cloud: [breaks], local: [calls] });
    const events = await collect(service.stream("hi", { tools }));
    assert.deepEqual(types(events), ["attempt", "delta", "attempt", "restart", "tool_call", "done"]);
    assert.deepEqual(events[3], { type: "restart", endpoint: "local", reason: "truncated" });
  });

  it("lets the one win a race that begins to call first", async () => {
    const { service, run, clients } = under({ cloud: [answer("late", 900)], local: [calls] }, { hedgeDelayMs: 200 });
    const completion = await run(service.complete("hi", { tools }));
    assert.deepEqual(completion.toolCalls, [call]);
    assert.equal(clients["cloud"]!.calls[0]!.ended, "aborted");
  });

  it("hands tools and their choice on, and looks once at what a model can", async () => {
    const { service, run, clients } = under({ cloud: [calls], local: [answer()] });
    for (let round = 0; round < 3; round++) await run(service.complete("hi", { tools, toolChoice: "required" }));
    await run(service.complete("hi"));
    const sent = clients["cloud"]!.calls.map((one) => [one.call.tools, one.call.toolChoice]);
    assert.deepEqual(sent, [
      [tools, "required"],
      [tools, "required"],
      [tools, "required"],
      [undefined, undefined],
    ]);
    assert.equal(clients["cloud"]!.looksAtAbilities, 1);
  });

  it("has no answer from before, nor do images", async () => {
    const { service, run } = under({
      cloud: [answer(), fail("server_error")],
      local: [answer(), fail("server_error")],
    });
    for (const options of [{ tools }, {}]) {
      const { service: own, run: go } = under({ cloud: [answer()], local: [answer()] });
      await go(own.complete("hi", options));
      own.trip("cloud");
      own.trip("local");
      const again = go(own.complete("hi", options));
      if (options.tools) await assert.rejects(again, { code: "CIRCUIT_OPEN" });
      else assert.equal((await again).cached, true);
    }
    await run(service.complete(looking));
    service.trip("cloud");
    service.trip("local");
    await assert.rejects(run(service.complete(looking)), { code: "CIRCUIT_OPEN" });
  });
});

describe("a request that needs something", () => {
  it("passes over a model that is known not to do it, and never counts that", async () => {
    const { service, run, clients } = under({ cloud: [answer()], local: [answer("local")] });
    clients["cloud"]!.can = { images: false };
    for (const outcome of ["failure", "skipped"]) {
      const { attempts, content } = await run(service.complete(looking));
      assert.deepEqual(
        attempts.map((one) => [one.endpoint, one.outcome, one.kind]),
        [
          ["cloud", outcome, "unsupported"],
          ["local", "success", undefined],
        ],
      );
      assert.equal(content, "local");
    }
    assert.equal(clients["cloud"]!.calls.length, 0);
    assert.equal(service.endpoints()[0]!.metrics.consecutiveFailures, 0);
    clients["cloud"]!.can = {};
    service.reset("cloud");
    assert.equal((await run(service.complete(looking))).endpoint, "cloud", "after a reset it may be otherwise");
  });

  it("remembers a refusal, of that model and that need alone", async () => {
    const refuses = fail("unsupported", { status: 400, lacks: "tools" });
    const { service, run, clients } = under({ cloud: [refuses, answer()], local: [answer()] });
    assert.equal((await run(service.complete("hi", { tools }))).endpoint, "local");
    assert.equal((await run(service.complete("hi", { tools }))).endpoint, "local");
    assert.equal(clients["cloud"]!.calls.length, 1);
    assert.equal((await run(service.complete("hi"))).endpoint, "cloud");
    assert.equal((await run(service.complete(looking))).endpoint, "cloud");
    assert.equal((await run(service.complete("hi", { tools, model: "bigger" }))).endpoint, "cloud");
  });

  it("says in one sentence what no endpoint can", async () => {
    const { service, run, clients } = under({ cloud: [answer()], local: [answer()] });
    for (const { can } of Object.values(clients)) Object.assign(can, { tools: false });
    for (const sentence of [
      "No endpoint can do what this needs. The model big of cloud cannot call tools (https://cloud.test/v1). The model small of local cannot call tools (http://localhost:11434).",
      "No endpoint can do what this needs. cloud is not asked: its model big cannot call tools. local is not asked: its model small cannot call tools.",
    ])
      await assert.rejects(
        run(service.complete("hi", { tools })),
        (error) => error instanceof EndpointError && error.kind === "unsupported" && error.message === sentence,
      );
    await assert.rejects(
      run(service.complete("hi", { tools, endpoint: "local" })),
      (error) =>
        error instanceof EndpointError && error.message === "local is not asked: its model small cannot call tools.",
    );
  });

  it("says beside what failed why another endpoint was not asked", async () => {
    const { service, run, clients } = under({ cloud: [fail("server_error")], local: [answer()] });
    clients["local"]!.can = { tools: false };
    await assert.rejects(run(service.complete("hi", { tools })));
    await assert.rejects(
      run(service.complete("hi", { tools })),
      /it failed: server_error local is not asked: its model small cannot call tools\./,
    );
  });

  it("goes to an endpoint whose context can hold it, and says where none can", async () => {
    const endpoints = [
      { ...cloud, contextLength: 1_000 },
      { ...local, contextLength: 2_000 },
    ];
    const { service, run } = under({ cloud: [answer()], local: [answer()] }, { endpoints });
    assert.equal((await run(service.complete("x".repeat(6_000)))).endpoint, "cloud");
    const { attempts } = await run(service.complete("x".repeat(6_006)));
    assert.deepEqual(
      attempts.map((one) => [one.endpoint, one.outcome, one.kind]),
      [
        ["cloud", "skipped", "context_length"],
        ["local", "success", undefined],
      ],
    );
    assert.equal(
      attempts[0]!.message,
      "cloud is not asked: the prompt has more than 1001 tokens, and its model big takes 1000.",
    );
    await assert.rejects(
      run(service.complete("x".repeat(60_000))),
      (error) =>
        error instanceof EndpointError && error.kind === "context_length" && /^No endpoint can/.test(error.message),
    );
  });
});

describe("the text of reasoning", () => {
  const thinks: Move[] = [
    { wait: 100 },
    { thinking: "Hm, " },
    { wait: 50 },
    { thinking: "so." },
    { wait: 2_000 },
    { text: "Yes." },
    { finish: "stop" },
  ];

  it("is told as it comes where it is wanted, and never as text", async () => {
    const { service, collect } = under({ cloud: [thinks], local: [answer()] });
    const events = await collect(service.stream("hi", { thinking: true }));
    const told = events.filter(({ type }) => type === "thinking") as (StreamEvent & { type: "thinking" })[];
    assert.deepEqual(
      told.map(({ text }) => text).filter((text) => text !== undefined),
      ["Hm, ", "so."],
    );
    assert.ok(
      told.some(({ text }) => text === undefined),
      "and it is told once a second that it goes on",
    );
    assert.deepEqual(told[1], { type: "thinking", endpoint: "cloud", elapsedMs: 50, text: "so." });
    assert.equal((events.at(-1) as StreamEvent & { type: "done" }).completion.content, "Yes.");
  });

  it("is told to nobody who has not asked for it", async () => {
    const { service, collect } = under({ cloud: [thinks], local: [answer()] });
    const events = await collect(service.stream("hi"));
    assert.ok(events.every((event) => event.type !== "thinking" || event.text === undefined));
  });
});
