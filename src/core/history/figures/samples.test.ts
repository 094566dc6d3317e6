import assert from "node:assert/strict";
import { samplesOf } from "./samples";

describe("the samples of a request", () => {
  it("leave the time in our own queue out of what they say of the endpoint", () => {
    const attempt = {
      endpoint: "ollama",
      startedAt: 1_000,
      durationMs: 23_000,
      queuedMs: 20_000,
      ttftMs: 1_000,
      outcome: "success" as const,
    };
    const [whole, own] = samplesOf({
      startedAt: 1_000,
      durationMs: 23_000,
      ttftMs: 21_000,
      outcome: "success",
      endpoint: "ollama",
      usage: { completionTokens: 100 },
      attempts: [attempt],
    });
    assert.deepEqual(
      [whole!.durationMs, whole!.generationMs],
      [23_000, 2_000],
      "50 tokens a second, though the user waited longer",
    );
    assert.deepEqual([own!.durationMs, own!.generationMs, own!.endedAt], [3_000, 2_000, 24_000]);
  });
});
