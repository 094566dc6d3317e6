import assert from "node:assert/strict";
import { request } from "../../../test/support/dashboard/stored-request";
import { detailOf, rowOf } from "./request-view";
import { wayText } from "./way-text";

describe("what the dashboard shows of a request", () => {
  it("is short in the list", () => {
    assert.deepEqual(rowOf(request).way, [
      { endpoint: "openrouter", outcome: "failure", phrase: "no token after 10 s" },
      { endpoint: "openrouter", outcome: "failure", phrase: "529 overloaded" },
      { endpoint: "ollama", outcome: "success" },
    ]);
  });

  it("is in the list no more than what a row has", () => {
    assert.deepEqual(Object.keys(rowOf({ ...request, finishReason: "stop" })).sort(), [
      "command",
      "durationMs",
      "endpoint",
      "id",
      "model",
      "outcome",
      "startedAt",
      "title",
      "tokens",
      "ttftMs",
      "way",
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
