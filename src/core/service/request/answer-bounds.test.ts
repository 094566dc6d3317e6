import assert from "node:assert/strict";
import { EndpointError } from "../../failure/errors";
import { MAX_ANSWER_CHARS } from "../../model/limits";
import { serviceUnderTest } from "../../../../test/support/service-under-test";
import { answer, type Move } from "../../../../test/support/scripted-client";
import type { StreamEvent } from "../../model/service-events";
import type { RequestRecord } from "../../model/request";

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
