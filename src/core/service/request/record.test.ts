import assert from "node:assert/strict";
import { serviceUnderTest } from "../../../../test/support/service-under-test";
import { answer, hang, type Move } from "../../../../test/support/scripted-client";
import { CircuitOpenError } from "../../breaker/circuit-open-error";
import { AllEndpointsFailedError, EndpointError, RequestCancelledError } from "../../failure/errors";
import type { Completion, RequestRecord } from "../../model/request";
import { requestRecord, type RequestEnd } from "./request-end";

const local = { id: "local", type: "openai", url: "http://localhost:8080/v1", model: "small" } as const;
const usage = { promptTokens: 3, completionTokens: 2, totalTokens: 5 };
const messages = [{ role: "user" as const, content: "Hi" }];

describe("what is kept of a request", () => {
  const label = { command: "Ask" };

  /** The service's requests as they are kept, from some time after its start. */
  function kept(scripts: Move[][], shownAs: "stream" | "whole" = "whole") {
    const all = serviceUnderTest({ endpoints: [local] }, { local: scripts });
    const records: RequestRecord[] = [];
    all.service.onEvent((event) => event.type === "request" && records.push(event.record));
    all.clock.advance(5_000);
    const ask = async (signal?: AbortSignal) => {
      const options = { label, ...(signal && { signal }) };
      if (shownAs === "whole") await all.run(all.service.complete("Hi", options)).catch(() => undefined);
      else await all.collect(all.service.stream("Hi", options)).catch(() => undefined);
      const { attempts, ...record } = records.at(-1)!;
      return { record, outcomes: attempts.map(({ outcome }) => outcome) };
    };
    return { ...all, ask };
  }

  it("is its answer, with its times and what it was for", async () => {
    const { ask, clock } = kept([answer("Hello", 400)]);
    const startedAt = clock.wallNow();
    assert.deepEqual(await ask(), {
      record: {
        ...{ startedAt, durationMs: 400, ttftMs: 400, outcome: "success", endpoint: "local", model: "small", usage },
        ...{ finishReason: "stop", content: "Hello", messages, label },
      },
      outcomes: ["success"],
    });
  });

  it("is why it failed, and as much of the answer as came", async () => {
    for (const how of ["whole", "stream"] as const) {
      const { ask, clock } = kept([[{ wait: 100 }, { text: "Half" }, { eof: true }]], how);
      const startedAt = clock.wallNow();
      assert.deepEqual(await ask(), {
        record: {
          ...{ startedAt, durationMs: 100, outcome: "failure", kind: "truncated", content: "Half", messages, label },
          errorMessage: "It ended without saying that it was complete.",
        },
        outcomes: ["failure"],
      });
    }
  });

  it("is that it was cancelled, and as much of the answer as came", async () => {
    for (const script of [hang, [{ text: "Half" }, { hang: true }]] as Move[][]) {
      const { ask, clock } = kept([script], "stream");
      const aborter = new AbortController();
      const startedAt = clock.wallNow();
      clock.setTimeout(() => aborter.abort(), 700);
      const content = script === hang ? "" : "Half";
      assert.deepEqual(await ask(aborter.signal), {
        record: { startedAt, durationMs: 700, outcome: "cancelled", content, messages, label },
        outcomes: ["cancelled"],
      });
    }
  });

  it("is that its breaker was open, or the answer from before that was given instead", async () => {
    const { ask, service, clock } = kept([answer("Hello", 400)]);
    service.trip("local");
    const { record } = await ask();
    assert.deepEqual([record.outcome, record.kind, record.content], ["failure", "circuit_open", ""]);
    service.reset("local");
    await ask();
    service.trip("local");
    const startedAt = clock.wallNow();
    assert.deepEqual(await ask(), {
      record: {
        ...{ startedAt, durationMs: 0, outcome: "cached", endpoint: "local", model: "small", usage },
        ...{ finishReason: "stop", content: "Hello", messages, label },
      },
      outcomes: ["skipped"],
    });
  });

  it("has no label where it was given none", async () => {
    const { service, run } = serviceUnderTest({ endpoints: [local] }, { local: [answer()] });
    const records: RequestRecord[] = [];
    service.onEvent((event) => event.type === "request" && records.push(event.record));
    await run(service.complete("Hi"));
    assert.ok(!("label" in records[0]!));
  });
});

describe("the record of a request's end", () => {
  const facts = { startedAt: 1, durationMs: 2, messages, attempts: [], shownText: "shown" };
  const completion: Completion = {
    ...{ content: "Hello", model: "m", usage, responseTimeMs: 2, ttftMs: 1, fallbackUsed: false, attempt: 0 },
    ...{ endpoint: "e", finishReason: "stop", cached: false, attempts: [] },
  };
  const failed = (error: (RequestEnd & { type: "failed" })["error"]) => requestRecord({ type: "failed", error }, facts);

  it("is its own, whatever the caller does with the answer", () => {
    const given = { ...completion, usage: { ...usage } };
    const record = requestRecord({ type: "answered", completion: given }, facts);
    given.usage.totalTokens = 0;
    assert.deepEqual(record.usage, usage);
  });

  it("has the kind of what failed last", () => {
    const auth = new EndpointError("auth", "No key", []);
    assert.equal(failed(auth).kind, "auth");
    assert.equal(failed(new AllEndpointsFailedError("No endpoint answered", [], auth)).kind, "auth");
    assert.ok(!("kind" in failed(new AllEndpointsFailedError("No endpoint answered", [], undefined))));
    assert.equal(failed(new CircuitOpenError({ state: "open", retryAfterMs: 1 })).kind, "circuit_open");
  });

  it("has what was shown where there is no answer", () => {
    const error = new RequestCancelledError([]);
    assert.equal(requestRecord({ type: "cancelled", error }, facts).content, "shown");
    assert.equal(failed(new EndpointError("auth", "No key", [])).content, "shown");
  });
});
