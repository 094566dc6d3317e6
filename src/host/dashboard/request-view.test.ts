import assert from "node:assert/strict";
import type { StoredRequest } from "../../core/history/types";
import { detailOf, rowOf } from "./request-view";
import { wayText } from "./way-text";

const t0 = Date.UTC(2026, 10, 22, 14, 32, 7);
/** No token in 10 s, a wait, an overload, a wait in which the model was loaded, an answer of the local one. */
const request: StoredRequest = {
  id: 7,
  command: "Analyze",
  title: "parseHeader() in wire.ts",
  startedAt: t0,
  durationMs: 34_100,
  ttftMs: 14_300,
  outcome: "success",
  endpoint: "ollama",
  model: "llama3.2",
  usage: { promptTokens: 300, completionTokens: 412, totalTokens: 712 },
  finishReason: "stop",
  messages: [
    { role: "system", content: "Be brief." },
    { role: "user", content: "Explain." },
  ],
  content: "It parses.",
  attempts: [
    {
      endpoint: "openrouter",
      step: 0,
      startedAt: t0,
      durationMs: 10_000,
      outcome: "failure",
      kind: "ttft_timeout",
      message: "openrouter sent no token",
    },
    {
      endpoint: "openrouter",
      step: 1,
      startedAt: t0 + 12_000,
      durationMs: 800,
      outcome: "failure",
      kind: "overloaded",
      status: 529,
    },
    {
      endpoint: "ollama",
      step: 2,
      startedAt: t0 + 12_800,
      durationMs: 21_300,
      ttftMs: 1_500,
      outcome: "success",
      model: "llama3.2",
    },
  ],
};

describe("what the dashboard shows of a request", () => {
  it("is short in the list", () => {
    assert.deepEqual(rowOf(request).way, [
      { endpoint: "openrouter", outcome: "failure", phrase: "no token after 10 s" },
      { endpoint: "openrouter", outcome: "failure", phrase: "529 overloaded" },
      { endpoint: "ollama", outcome: "success" },
    ]);
  });

  it("is copied as text", () => {
    assert.equal(
      wayText(request),
      [
        "Analyze · parseHeader() in wire.ts · 2026-11-22T14:32:07.000Z · 34 s · success",
        "   +0.0 s  openrouter: no token after 10 s, 10 s: openrouter sent no token",
        "  +10.0 s  waited 2 s",
        "  +12.0 s  openrouter: 529 overloaded, 0.8 s",
        "  +12.8 s  ollama (llama3.2): answered, 21 s, first token 1.5 s",
        "",
      ].join("\n"),
    );
  });

  it("can be asked again and opened only where its texts were kept", () => {
    const { messages: _messages, content: _content, ...figures } = request;
    assert.deepEqual(
      [detailOf(request, []).canAskAgain, detailOf(request, []).canOpen, detailOf(request, []).prompt],
      [true, true, "Explain."],
    );
    assert.deepEqual(
      [detailOf(figures, []).canAskAgain, detailOf(figures, []).canOpen, detailOf(figures, []).prompt],
      [false, false, undefined],
    );
    assert.equal(
      detailOf({ ...request, outcome: "failure", content: "It pa" }, []).canOpen,
      false,
      "half an answer is none",
    );
  });
});
