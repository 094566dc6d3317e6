import assert from "node:assert/strict";
import { silentLogger } from "../../core/ports/logger";
import type { ServiceEvent } from "../../core/model/service-events";
import { logEvents } from "./log-events";

function lines(...events: ServiceEvent[]): string[] {
  const written: string[] = [];
  const log = {
    ...silentLogger,
    info: (text: string) => written.push(`info ${text}`),
    warn: (text: string) => written.push(`warn ${text}`),
  };
  logEvents(
    {
      onEvent: (listener) => {
        events.forEach(listener);
        return { dispose: () => undefined };
      },
    },
    log,
  );
  return written;
}

describe("logEvents", () => {
  it("writes a request with its way, but neither question nor answer", () => {
    const written = lines({
      type: "request",
      record: {
        startedAt: 0,
        durationMs: 13_400,
        ttftMs: 300,
        outcome: "success",
        endpoint: "ollama",
        model: "llama3.2",
        usage: { promptTokens: 5, completionTokens: 7, totalTokens: 12 },
        messages: [{ role: "user", content: "secret question" }],
        content: "secret answer",
        attempts: [
          { endpoint: "cloud", step: 0, startedAt: 0, durationMs: 10_000, outcome: "failure", kind: "ttft_timeout" },
          { endpoint: "ollama", step: 2, startedAt: 0, durationMs: 1400, outcome: "success" },
        ],
      },
    });
    assert.deepEqual(written, [
      "info request success in 13 s, ollama llama3.2, first token 0.3 s, 5 + 7 tokens; way: cloud no token after 10 s (10 s) > ollama success (1.4 s)",
    ]);
  });

  it("warns of an opening breaker, and tells of health only when it changed", () => {
    const common = { at: 0, consecutiveFailures: 3, failureRate: undefined, slowCallRate: undefined };
    const written = lines(
      {
        type: "state",
        endpoint: "ollama",
        change: { ...common, from: "closed", to: "open", retryAfterMs: 60_000, reason: "failure_threshold" },
      },
      { type: "health", endpoint: "ollama", at: 0, live: false, changed: true },
      { type: "health", endpoint: "ollama", at: 0, live: false, changed: false },
      { type: "status", endpoint: "ollama" },
    );
    assert.deepEqual(written, [
      "warn ollama: breaker closed -> open (failure_threshold, next trial in 1 min)",
      "warn ollama: live false, ready unknown, warm unknown",
    ]);
  });
});
