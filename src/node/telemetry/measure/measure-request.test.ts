import assert from "node:assert/strict";
import type { AttemptRecord } from "../../../core/model/attempt";
import { requestRecord } from "../../../../test/support/fake-llm-service";
import { serviceUnderTest } from "../../../../test/support/service-under-test";
import { catalogue, specOf } from "./catalogue";
import { measureEvent } from "./measure-event";
import type { Measurement } from "./measurement";
import { measureRequest } from "./measure-request";

const places: Record<string, { type: "ollama" | "openai" | "vscode-lm"; url: string }> = {
  ollama: { type: "ollama", url: "http://localhost:11434" },
  cloud: { type: "openai", url: "https://openrouter.ai/api/v1" },
  editor: { type: "vscode-lm", url: "vscode-lm:editor" },
};
const measure = (record: Parameters<typeof requestRecord>[0]): Measurement[] =>
  measureRequest(requestRecord(record), (id) => places[id]);
const of = (measured: Measurement[], metric: string): Measurement[] =>
  measured.filter((measurement) => measurement.metric === metric);
const attempt = (overrides: Partial<AttemptRecord>): AttemptRecord => ({
  endpoint: "ollama",
  step: 0,
  startedAt: 0,
  durationMs: 1_000,
  outcome: "failure",
  ...overrides,
});

const ollamaOperation = {
  "gen_ai.operation.name": "chat",
  "gen_ai.provider.name": "ollama",
  "gen_ai.request.model": "llama3.2",
  "gen_ai.response.model": "llama3.2:latest",
  "server.address": "localhost",
  "server.port": 11434,
};

describe("measures of a request", () => {
  it("follow the GenAI conventions for an answer", () => {
    const measured = measure({});
    assert.deepEqual(of(measured, "gen_ai.client.operation.duration"), [
      { metric: "gen_ai.client.operation.duration", value: 2, attributes: ollamaOperation },
    ]);
    assert.deepEqual(
      of(measured, "gen_ai.client.operation.time_to_first_chunk").map(({ value, attributes }) => [value, attributes]),
      [[0.5, ollamaOperation]],
    );
    assert.deepEqual(
      of(measured, "gen_ai.client.operation.time_per_output_chunk").map(({ value, attributes }) => [value, attributes]),
      [[0.1, ollamaOperation]],
    );
    assert.deepEqual(
      of(measured, "gen_ai.client.token.usage").map(({ value, attributes }) => [value, attributes]),
      [
        [12, { ...ollamaOperation, "gen_ai.token.type": "input" }],
        [34, { ...ollamaOperation, "gen_ai.token.type": "output" }],
      ],
    );
    assert.deepEqual(of(measured, "llm_breaker_requests_total"), [
      { metric: "llm_breaker_requests_total", value: 1, attributes: { outcome: "success" } },
    ]);
    assert.deepEqual(
      of(measured, "llm_breaker_request_duration_seconds").map(({ value }) => value),
      [2],
    );
    assert.deepEqual(
      of(measured, "llm_breaker_fallback_hops").map(({ value }) => value),
      [0],
    );
  });

  it("count each attempt, and time only what was sent", () => {
    const measured = measure({
      attempts: [
        attempt({ endpoint: "cloud", kind: "circuit_open", outcome: "skipped", durationMs: 0 }),
        attempt({ endpoint: "cloud", kind: "overloaded", status: 529, model: "big" }),
        attempt({ endpoint: "editor", kind: "ttft_timeout", durationMs: 10_000 }),
        attempt({ outcome: "cancelled", durationMs: 300, queuedMs: 300 }),
        attempt({ outcome: "success", durationMs: 5_000, queuedMs: 3_000, ttftMs: 400 }),
      ],
    });
    assert.deepEqual(
      of(measured, "llm_breaker_attempts_total").map(({ attributes }) => attributes),
      [
        { endpoint: "cloud", outcome: "skipped", kind: "circuit_open" },
        { endpoint: "cloud", outcome: "failure", kind: "overloaded" },
        { endpoint: "editor", outcome: "failure", kind: "ttft_timeout" },
        { endpoint: "ollama", outcome: "cancelled" },
        { endpoint: "ollama", outcome: "success" },
      ],
    );
    assert.deepEqual(
      of(measured, "gen_ai.client.operation.duration").map(({ value, attributes }) => [
        value,
        attributes["gen_ai.provider.name"],
        attributes["error.type"],
        attributes["server.port"],
      ]),
      [
        [1, "openrouter", "529", 443],
        [10, "vscode-lm", "ttft_timeout", undefined],
        [2, "ollama", undefined, 11434],
      ],
    );
    assert.deepEqual(
      of(measured, "llm_breaker_fallback_hops").map(({ value }) => value),
      [2],
    );
  });

  it("give tokens to the attempt that answered, and none where the endpoint told none", () => {
    const attempts = [
      attempt({ endpoint: "cloud", kind: "truncated" }),
      attempt({ outcome: "success", model: "llama3.2" }),
    ];
    const providers = of(measure({ attempts }), "gen_ai.client.token.usage").map(
      ({ attributes }) => attributes["gen_ai.provider.name"],
    );
    assert.deepEqual(providers, ["ollama", "ollama"]);
    assert.deepEqual(
      of(
        measure({ attempts, usage: { promptTokens: 0, completionTokens: 0, totalTokens: 0 } }),
        "gen_ai.client.token.usage",
      ),
      [],
    );
  });

  it("tell a cached answer, a failure and a cancellation apart", () => {
    const cached = measure({ outcome: "cached", attempts: [attempt({ outcome: "skipped", kind: "circuit_open" })] });
    assert.deepEqual(of(cached, "llm_breaker_cached_answers_total"), [
      { metric: "llm_breaker_cached_answers_total", value: 1, attributes: { endpoint: "ollama" } },
    ]);
    assert.deepEqual(of(cached, "gen_ai.client.token.usage"), []);
    const failed = measure({ outcome: "failure", kind: "auth", attempts: [attempt({ kind: "auth", status: 401 })] });
    assert.deepEqual(of(failed, "llm_breaker_requests_total")[0]?.attributes, { outcome: "failure", kind: "auth" });
    assert.deepEqual(of(failed, "llm_breaker_fallback_hops"), []);
    const cancelled = measure({ outcome: "cancelled", attempts: [attempt({ outcome: "cancelled" })] });
    assert.equal(of(cancelled, "gen_ai.client.operation.duration")[0]?.attributes["error.type"], "cancelled");
  });

  it("carry only the attributes that the catalogue names, and nothing of prompt and answer", () => {
    const records = [
      measure({}),
      measure({
        outcome: "failure",
        kind: "server_error",
        errorMessage: "SECRET ERROR",
        attempts: [attempt({ endpoint: "gone", kind: "server_error", status: 500, message: "SECRET ERROR" })],
      }),
      measure({ outcome: "cached", label: { command: "Ask", title: "SECRET TITLE" } }),
    ].flat();
    for (const { metric, attributes } of records) {
      const unknown = Object.keys(attributes).filter((key) => !specOf(metric).attributes.includes(key));
      assert.deepEqual(unknown, [], metric);
    }
    assert.doesNotMatch(JSON.stringify(records), /SECRET/);
    assert.ok(Object.hasOwn(catalogue, records[0]!.metric));
  });

  it("come from the service itself: chunks, and time in our own queue apart from the endpoint's", async () => {
    const local = { id: "local", type: "ollama" as const, url: "http://localhost:11434", model: "tiny" };
    const slow = [
      { wait: 1_000 },
      { text: "a" },
      { wait: 500 },
      { text: "b" },
      { wait: 500 },
      { text: "c" },
      { finish: "stop" as const },
    ];
    const { service, run, leftovers } = serviceUnderTest({ endpoints: [local] }, { local: [slow, slow] }, {});
    const measured: Measurement[] = [];
    service.onEvent((event) => measured.push(...measureEvent(event, service)));
    await run(Promise.all([service.complete("one"), service.complete("two")]));
    const durations = of(measured, "gen_ai.client.operation.duration").map(({ value }) => Math.round(value * 10) / 10);
    assert.deepEqual(durations, [2, 2], "the second one waited 2 s in the queue");
    assert.deepEqual(
      of(measured, "gen_ai.client.operation.time_per_output_chunk").map(({ value }) => Math.round(value * 10) / 10),
      [0.5, 0.5],
    );
    assert.deepEqual(
      of(measured, "llm_breaker_request_duration_seconds").map(({ value }) => Math.round(value)),
      [2, 4],
    );
    await leftovers();
  });
});
