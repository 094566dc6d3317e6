import assert from "node:assert/strict";
import { EndpointError } from "../../failure/errors";
import type { StreamEvent } from "../../model/service-events";
import { serviceUnderTest } from "../../../../test/support/service-under-test";
import { answer, hang, type Move } from "../../../../test/support/scripted-client";

const cloud = { id: "cloud", type: "openai", url: "https://cloud.example/v1", model: "big" } as const;
const local = { id: "local", type: "openai", url: "http://localhost:8080/v1", model: "small" } as const;

/** Moves that come again and again, each after a wait in milliseconds. */
const repeated = (times: number, wait: number, move: Move): Move[] =>
  Array.from({ length: times }, () => [{ wait }, move]).flat();
const signs: [string, Move][] = [
  ["reasoning", { thinking: "hm" }],
  ["parts of tool calls, comments and empty pieces", { sign: true }],
  ["blanks", { text: " \n" }],
];

describe("a model that thinks", () => {
  for (const [name, sign] of signs) {
    it(`may take longer than its step and the request's total while ${name} come`, async () => {
      const { service, run, clock, leftovers } = serviceUnderTest(
        { endpoints: [local], chain: [{ endpoint: "local", timeoutMs: 10_000 }], totalTimeoutMs: 70_000 },
        { local: [[...repeated(32, 9_000, sign), { text: "42" }, { finish: "stop" }]] },
      );
      const { content, ttftMs } = await run(service.complete("Hi"));
      assert.equal(content.trim(), "42");
      assert.equal(ttftMs, 288_000, "the first word is the first token");
      assert.equal(clock.now(), 288_000);
      await leftovers();
    });

    it(`is ended ${name} and nothing else after the thinking time, from the first of them`, async () => {
      const { service, run, clock, leftovers } = serviceUnderTest(
        { endpoints: [local], chain: [{ endpoint: "local", timeoutMs: 10_000 }] },
        { local: [[{ wait: 1_000 }, ...repeated(100, 7_000, sign)]] },
      );
      await assert.rejects(run(service.complete("Hi")), (error: unknown) => {
        assert.ok(error instanceof EndpointError);
        assert.equal(error.kind, "ttft_timeout");
        assert.match(
          error.message,
          /^local was thinking for 5 min without an answer \(http:\/\/localhost:8080\/v1\)\.$/,
        );
        return true;
      });
      assert.equal(clock.now(), 8_000 + 300_000);
      assert.equal(service.endpoints()[0]!.metrics.totalFailures, 1);
      await leftovers();
    });
  }

  it("has its own time by the setting", async () => {
    const { service, run, clock } = serviceUnderTest(
      { endpoints: [local], thinkingTimeoutMs: 42_000 },
      { local: [repeated(100, 1_000, { thinking: "hm" })] },
    );
    await assert.rejects(run(service.complete("Hi")), /thinking for 42 s/);
    assert.equal(clock.now(), 43_000);
  });

  it("is not asked again with a longer step: its thinking has the same time there", async () => {
    const chain = [
      { endpoint: "cloud", timeoutMs: 10_000 },
      { endpoint: "cloud", timeoutMs: 20_000 },
      { endpoint: "local", timeoutMs: 10_000 },
    ];
    const { service, run, clients } = serviceUnderTest(
      { endpoints: [cloud, local], chain },
      { cloud: [repeated(100, 5_000, { thinking: "hm" })], local: [answer("Here")] },
    );
    assert.equal((await run(service.complete("Hi"))).endpoint, "local");
    assert.equal(clients["cloud"]!.calls.length, 1);
  });

  it("falls silent: that is bounded by the longer of the step's time and the idle time", async () => {
    for (const [timeoutMs, expected] of [
      [10_000, 30_000],
      [60_000, 60_000],
    ] as const) {
      const { service, run, clock } = serviceUnderTest(
        { endpoints: [local], chain: [{ endpoint: "local", timeoutMs }] },
        { local: [[{ wait: 1_000 }, { thinking: "hm" }, ...hang]] },
      );
      await assert.rejects(
        run(service.complete("Hi")),
        (error: unknown) =>
          error instanceof EndpointError &&
          error.kind === "idle_timeout" &&
          /while it was thinking/.test(error.message),
      );
      assert.equal(clock.now(), 1_000 + expected);
    }
  });

  it("lets the request's total time run on where the thinking led to nothing", async () => {
    const chain = [
      { endpoint: "cloud", timeoutMs: 10_000 },
      { endpoint: "local", timeoutMs: 50_000 },
    ];
    const { service, run, clock } = serviceUnderTest(
      { endpoints: [cloud, local], chain, totalTimeoutMs: 20_000, thinkingTimeoutMs: 100_000 },
      { cloud: [[{ wait: 5_000 }, ...repeated(200, 1_000, { thinking: "hm" })]], local: [hang] },
    );
    await assert.rejects(run(service.complete("Hi")));
    // 6 s to the first thought, 100 s of thoughts, and the 14 s that were left.
    assert.equal(clock.now(), 120_000);
  });

  it("tells once a second that it thinks, and nothing of it where text comes at once", async () => {
    const { service, collect } = serviceUnderTest(
      { endpoints: [local] },
      {
        local: [
          [{ wait: 2_000 }, ...repeated(7, 500, { thinking: "hm" }), { wait: 100 }, { text: "42" }, { finish: "stop" }],
          [{ sign: true }, { text: "at once" }, { finish: "stop" }],
        ],
      },
    );
    const told = (events: StreamEvent[]) => events.filter((event) => event.type === "thinking");
    assert.deepEqual(
      told(await collect(service.stream("Hi"))),
      [1_000, 2_000, 3_000].map((elapsedMs) => ({ type: "thinking", endpoint: "local", elapsedMs })),
    );
    assert.deepEqual(told(await collect(service.stream("Hi"))), []);
  });
});

describe("signs of life after the first text", () => {
  for (const [name, sign] of signs) {
    it(`do not hold an answer for ever: ${name}`, async () => {
      const { service, run, clock, leftovers } = serviceUnderTest(
        { endpoints: [local] },
        { local: [[{ wait: 1_000 }, { text: "So" }, ...repeated(1_000, 5_000, sign)]] },
      );
      await assert.rejects(
        run(service.complete("Hi")),
        (error: unknown) =>
          error instanceof EndpointError &&
          error.kind === "idle_timeout" &&
          /signs of life, but no text came for 5 min/.test(error.message),
      );
      assert.equal(clock.now(), 301_000);
      await leftovers();
    });

    it(`keep an answer alive between two texts: ${name}`, async () => {
      const part: Move[] = [...repeated(29, 10_000, sign), { text: "word" }];
      const { service, run } = serviceUnderTest(
        { endpoints: [local] },
        { local: [[{ text: "So" }, ...part, ...part, { finish: "stop" }]] },
      );
      assert.match((await run(service.complete("Hi"))).content, /^So\s*word\s*word$/);
    });
  }
});

describe("blanks before the first word", () => {
  it("are no token, but part of the answer", async () => {
    const { service, collect } = serviceUnderTest(
      { endpoints: [local] },
      { local: [[{ text: "\n" }, { wait: 100 }, { text: "  " }, { text: "x" }, { text: " " }, { finish: "stop" }]] },
    );
    const events = await collect(service.stream("Hi"));
    assert.equal(events.flatMap((event) => (event.type === "delta" ? [event.text] : [])).join(""), "\n  x ");
    const done = events.at(-1);
    assert.ok(done?.type === "done" && done.completion.content === "\n  x " && done.completion.ttftMs === 100);
  });

  it("alone are an empty answer, and nothing was shown of it", async () => {
    const { service, collect } = serviceUnderTest(
      {
        endpoints: [cloud, local],
        chain: [
          { endpoint: "cloud", timeoutMs: 1_000 },
          { endpoint: "local", timeoutMs: 1_000 },
        ],
      },
      { cloud: [[{ text: "\n\n" }, { finish: "stop" }]], local: [answer("Here")] },
    );
    const events = await collect(service.stream("Hi"));
    assert.ok(!events.some((event) => event.type === "restart"));
    assert.equal(events.flatMap((event) => (event.type === "delta" ? [event.text] : [])).join(""), "Here");
  });
});
