import assert from "node:assert/strict";
import { EndpointError } from "../../failure/errors";
import { MAX_ANSWER_CHARS, MAX_CACHE_CHARS } from "../../model/limits";
import { serviceUnderTest } from "../../../../test/support/service-under-test";
import { answer, type Move } from "../../../../test/support/scripted-client";
import { AnswerCache } from "./answer-cache";
import { EventQueue } from "../event-queue";
import type { StreamEvent } from "../../model/service-events";
import type { Completion, RequestRecord } from "../../model/request";

const cloud = { id: "cloud", type: "openai", url: "https://cloud.example/v1", model: "big" } as const;
const local = { id: "local", type: "openai", url: "http://localhost:8080/v1", model: "small" } as const;
const megabyte = "x".repeat(1024 * 1024);
const times = (count: number, text: string): Move[] => Array.from({ length: count }, () => ({ text }));
const shown = (events: StreamEvent[]): string =>
  events.flatMap((event) => (event.type === "delta" ? [event.text] : [])).join("");

describe("an answer that is longer than any may be", () => {
  for (const [name, script] of [
    ["in pieces", [...times(9, megabyte), { finish: "stop" }]],
    ["in one piece", [{ text: megabyte.repeat(9) }, { finish: "stop" }]],
    ["by one character", [...times(8, megabyte), { text: "x" }, { finish: "stop" }]],
    ["without end", [...times(100, megabyte), { hang: true }]],
  ] as [string, Move[]][]) {
    it(`is ended, ${name}, and what came of it stays`, async () => {
      const { service, collect, clients, leftovers } = serviceUnderTest(
        { endpoints: [cloud, local] },
        { cloud: [script], local: [answer()] },
      );
      const records: RequestRecord[] = [];
      service.onEvent((event) => event.type === "request" && records.push(event.record));
      const events: StreamEvent[] = [];
      await assert.rejects(
        collect(
          (async function* () {
            for await (const event of service.stream("Hi")) {
              events.push(event);
              yield event;
            }
          })(),
        ),
        (error: unknown) => {
          assert.ok(error instanceof EndpointError, String(error));
          assert.equal(error.kind, "too_large");
          assert.equal(
            error.message,
            "The answer of cloud was longer than 8 MB and was ended (https://cloud.example/v1).",
          );
          assert.deepEqual(
            error.attempts.map(({ endpoint, kind }) => [endpoint, kind]),
            [["cloud", "too_large"]],
            "nobody else is asked",
          );
          return true;
        },
      );
      assert.equal(shown(events).length, MAX_ANSWER_CHARS);
      assert.deepEqual(
        records.map(({ outcome, kind, content }) => [outcome, kind, content.length]),
        [["failure", "too_large", MAX_ANSWER_CHARS]],
      );
      const status = service.endpoints()[0]!;
      assert.deepEqual(
        [status.metrics.totalFailures, status.metrics.totalReleased, status.state],
        [0, 1, "closed"],
        "the endpoint works",
      );
      assert.equal(clients["local"]!.calls.length, 0);
      await leftovers();
    });
  }

  it("is none at exactly that length", async () => {
    const { service, run } = serviceUnderTest(
      { endpoints: [cloud] },
      { cloud: [[...times(8, megabyte), { finish: "stop" }]] },
    );
    assert.equal((await run(service.complete("Hi"))).content.length, MAX_ANSWER_CHARS);
  });

  it("does not end in the middle of a character", async () => {
    const { service, collect } = serviceUnderTest(
      { endpoints: [cloud] },
      { cloud: [[{ text: "x" }, ...times(9, "🙂".repeat(512 * 1024)), { finish: "stop" }]] },
    );
    const events: StreamEvent[] = [];
    await assert.rejects(
      collect(
        (async function* () {
          for await (const event of service.stream("Hi")) {
            events.push(event);
            yield event;
          }
        })(),
      ),
      /longer than 8 MB/,
    );
    assert.equal(shown(events).length, MAX_ANSWER_CHARS - 1);
    assert.ok(shown(events).endsWith("🙂"));
  });

  it("keeps what came for whoever wanted the whole of it, too", async () => {
    const { service, run } = serviceUnderTest({ endpoints: [cloud] }, { cloud: [times(100, megabyte)] });
    const records: RequestRecord[] = [];
    service.onEvent((event) => event.type === "request" && records.push(event.record));
    await assert.rejects(
      run(service.complete("Hi")),
      (error: unknown) => error instanceof EndpointError && error.kind === "too_large",
    );
    assert.equal(records[0]?.content.length, MAX_ANSWER_CHARS);
  });
});

describe("whatever is thrown in the course of a request", () => {
  for (const thrown of [new RangeError("Invalid string length"), "a text", undefined]) {
    it(`reaches nobody raw: ${String(thrown)}`, async () => {
      const { service, run, clients } = serviceUnderTest({ endpoints: [cloud] }, { cloud: [answer()] });
      const records: RequestRecord[] = [];
      service.onEvent((event) => event.type === "request" && records.push(event.record));
      clients["cloud"]!.chat = () => Promise.reject(thrown);
      await assert.rejects(
        run(service.complete("Hi")),
        (error: unknown) => error instanceof EndpointError && error.kind === "internal" && error.attempts.length === 1,
      );
      // And where it is not the endpoint's client, but the way itself that breaks.
      Object.defineProperty(service.client("cloud")!, "warmUp", {
        get: () => {
          throw thrown;
        },
      });
      await assert.rejects(
        run(service.complete("Hi")),
        (error: unknown) =>
          error instanceof EndpointError && error.kind === "internal" && Array.isArray(error.attempts),
      );
      assert.deepEqual(
        records.map(({ outcome, kind }) => [outcome, kind]),
        [
          ["failure", "internal"],
          ["failure", "internal"],
        ],
      );
      assert.equal(service.endpoints()[0]!.inFlight, 0);
    });
  }
});

describe("the answers that are kept for an outage", () => {
  const completion = (content: string): Completion => ({
    content,
    model: "m",
    usage: { promptTokens: 0, completionTokens: 0, totalTokens: 0 },
    responseTimeMs: 0,
    ttftMs: 0,
    fallbackUsed: false,
    attempt: 0,
    endpoint: "e",
    finishReason: "stop",
    cached: false,
    attempts: [],
  });

  it("have a bound together, questions and answers, and the oldest go first", () => {
    const cache = new AnswerCache({ maxAgeMs: 1e9, maxEntries: 100 });
    const third = "x".repeat(MAX_CACHE_CHARS / 3 - 10);
    for (const key of ["a", "b", "c"]) cache.set(key, completion(third), 0);
    assert.deepEqual(
      ["a", "b", "c"].map((key) => cache.get(key, 0) !== undefined),
      [true, true, true],
    );
    cache.set("d".repeat(100), completion("short"), 0);
    assert.deepEqual(
      ["a", "b", "c", "d".repeat(100)].map((key) => cache.get(key, 0) !== undefined),
      [false, true, true, true],
    );
    cache.set("b", completion("short now"), 0);
    cache.set("e", completion(third), 0);
    assert.ok(cache.get("c", 0) && cache.get("e", 0), "what was replaced takes no room");
  });

  it("are not one that is too large by itself", () => {
    const cache = new AnswerCache({ maxAgeMs: 1e9, maxEntries: 100 });
    cache.set("k".repeat(MAX_CACHE_CHARS), completion("x"), 0);
    assert.equal(cache.get("k".repeat(MAX_CACHE_CHARS), 0), undefined);
    cache.set("a", completion("x"), 0);
    assert.ok(cache.get("a", 0));
  });
});

describe("events that nobody takes yet", () => {
  it("are joined where they are text, and replaced where they tell how far something has got", async () => {
    const queue = new EventQueue();
    for (let index = 0; index < 10_000; index++) queue.push({ type: "delta", text: "ab" });
    for (let elapsedMs = 1_000; elapsedMs <= 300_000; elapsedMs += 1_000)
      queue.push({ type: "thinking", endpoint: "e", elapsedMs });
    queue.push({ type: "delta", text: "c" });
    queue.end({ type: "done" });
    const taken: StreamEvent[] = [];
    for (let next = await queue.next(); !next.done; next = await queue.next()) taken.push(next.value);
    assert.deepEqual(taken, [
      { type: "delta", text: "ab".repeat(10_000) },
      { type: "thinking", endpoint: "e", elapsedMs: 300_000 },
      { type: "delta", text: "c" },
    ]);
  });
});
