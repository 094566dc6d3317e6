import assert from "node:assert/strict";
import { FakeLlmService, requestRecord } from "../../../../test/support/fake-llm-service";
import { catalogue } from "./catalogue";
import type { Measurement } from "./measurement";
import { isCounter, MeasurementFeed } from "./measurement-feed";

const health = { type: "health", endpoint: "ollama", at: 0, live: true, changed: false } as const;

describe("the feed of measurements", () => {
  it("hands over what happened before there was a sink, and then everything at once", () => {
    const service = new FakeLlmService();
    const feed = new MeasurementFeed(service);
    service.emit({ type: "request", record: requestRecord() });
    const taken: Measurement[] = [];
    feed.pour((measurement) => taken.push(measurement));
    const before = taken.length;
    assert.ok(taken.some(({ metric }) => metric === "gen_ai.client.operation.duration"));
    service.emit(health);
    assert.deepEqual(taken.slice(before), [
      { metric: "llm_breaker_health_checks_total", value: 1, attributes: { endpoint: "ollama", result: "answered" } },
    ]);
    feed.dispose();
  });

  it("keeps a bounded number of the newest durations, but counts everything", () => {
    const service = new FakeLlmService();
    const feed = new MeasurementFeed(service, 100);
    for (let count = 1; count <= 1_000; count++) {
      service.emit(health);
      service.emit({ type: "request", record: requestRecord({ durationMs: count * 1_000 }) });
    }
    const taken: Measurement[] = [];
    feed.pour((measurement) => taken.push(measurement));
    const valuesOf = (name: string) => taken.filter(({ metric }) => metric === name).map(({ value }) => value);
    assert.deepEqual(valuesOf("llm_breaker_health_checks_total"), [1_000]);
    assert.deepEqual(valuesOf("llm_breaker_requests_total"), [1_000]);
    assert.ok(taken.length <= 110, `${taken.length}`);
    assert.equal(valuesOf("llm_breaker_request_duration_seconds").at(-1), 1_000);
    feed.dispose();
  });

  it("knows a counter by its name", () => {
    for (const [name, { kind }] of Object.entries(catalogue))
      assert.equal(isCounter(name), kind === "counter" || kind === "total", name);
  });

  it("leaves no listener behind", () => {
    const service = new FakeLlmService();
    const feed = new MeasurementFeed(service);
    feed.dispose();
    assert.equal(service.listeners.size, 0);
  });
});
