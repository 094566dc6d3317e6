import { strict as assert } from "node:assert";
import type { AnswerPiece } from "../client";
import { AnswerReader } from "../answer/answer-reader";
import { AnthropicAnswer } from "./anthropic-answer";

const context = { url: "https://api.anthropic.com", type: "anthropic" as const, model: "m", wallNow: 0 };
const event = (type: string, more: object = {}): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;
const text = (words: string): string =>
  event("content_block_delta", { index: 0, delta: { type: "text_delta", text: words } });
const stop =
  event("message_delta", { delta: { stop_reason: "end_turn" }, usage: { output_tokens: 5 } }) + event("message_stop");

function read(...frames: string[]): { reader: AnswerReader; text: string; thinking: string } {
  const reader = new AnswerReader(new AnthropicAnswer(), context);
  for (const frame of frames) reader.feed(new TextEncoder().encode(frame));
  reader.feed(undefined);
  const pieces: AnswerPiece[] = [];
  reader.answer.batch.flush((piece) => pieces.push(piece));
  const join = (wanted: string): string => pieces.map((piece) => (piece.type === wanted ? piece.text : "")).join("");
  return { reader, text: join("text"), thinking: join("thinking") };
}

describe("the reader of Anthropic's events", () => {
  it("is at the end with message_stop, not with the reason to stop", () => {
    const [delta = "", end = ""] = stop.split(/(?=event: message_stop)/);
    assert.equal(read(text("Hi"), delta).reader.answer.end, undefined);
    assert.equal(read(text("Hi"), delta, end).reader.answer.end?.finishReason, "stop");
    assert.equal(read(text("Hi"), end).reader.answer.end?.finishReason, "unknown");
  });

  it("counts tokens of a cached prompt, and takes the last count of the answer", () => {
    const start = event("message_start", {
      message: {
        model: "claude-x",
        usage: { input_tokens: 3, cache_creation_input_tokens: 20, cache_read_input_tokens: 100, output_tokens: 1 },
      },
    });
    const {
      answer: { end },
    } = read(start, text("Hi"), event("message_delta", { delta: {}, usage: { output_tokens: 4 } }), stop).reader;
    assert.deepEqual(
      [end?.model, end?.usage],
      ["claude-x", { promptTokens: 123, completionTokens: 5, totalTokens: 128 }],
    );
  });

  it("takes no number of tokens that is none", () => {
    for (const tokens of [-3, 1.5, 1e300, "many", null, {}]) {
      const {
        answer: { end },
      } = read(
        event("message_start", { message: { usage: { input_tokens: tokens, output_tokens: tokens } } }),
        text("Hi"),
        event("message_stop"),
      ).reader;
      assert.equal(end?.usage, undefined, String(tokens));
    }
  });

  it("takes thinking and its signature, and calls of tools, for signs of life and never for text", () => {
    const {
      text: words,
      thinking,
      reader,
    } = read(
      event("content_block_start", { index: 0, content_block: { type: "thinking", thinking: "", signature: "" } }),
      event("content_block_delta", { index: 0, delta: { type: "thinking_delta", thinking: "Hm." } }),
      event("content_block_delta", { index: 0, delta: { type: "signature_delta", signature: "EqQB" } }),
      event("content_block_stop", { index: 0 }),
      event("content_block_start", { index: 1, content_block: { type: "redacted_thinking", data: "secret" } }),
      event("content_block_start", {
        index: 2,
        content_block: { type: "tool_use", id: "toolu_1", name: "get", input: {} },
      }),
      event("content_block_delta", { index: 2, delta: { type: "input_json_delta", partial_json: '{"a":' } }),
      text("Hi"),
      stop,
    );
    assert.deepEqual([words, thinking, reader.answer.lost], ["Hi", "Hm.", 0]);
  });

  it("is not thrown off by pings, events to come, and fields that are empty", () => {
    const odd = [
      "ping",
      "content_block_halo",
      "message_start",
      "content_block_start",
      "content_block_delta",
      "message_delta",
    ].map((type) => event(type, { message: null, content_block: null, delta: null, usage: null }));
    const { text: words, reader } = read(...odd, ": comment\n\n", text("Hi"), ...odd, stop);
    assert.deepEqual(
      [words, reader.answer.lost, reader.failure, reader.answer.end?.finishReason],
      ["Hi", 0, undefined, "stop"],
    );
  });

  for (const [frame, what] of [
    [event("message_start", { message: { content: [] } }), []],
    [event("ping"), ["sign"]],
    [": comment\n\n", ["sign"]],
    [event("content_block_start", { index: 0, content_block: { type: "text", text: "" } }), ["sign"]],
    [event("content_block_delta", { index: 0, delta: { type: "input_json_delta", partial_json: "{" } }), ["sign"]],
    [event("content_block_delta", { index: 0, delta: { type: "thinking_delta", thinking: "Hm." } }), ["thinking"]],
    [text("Hi"), ["text"]],
  ] as const) {
    it(`takes ${frame.split("\n")[0]} for ${what[0] ?? "nothing: the request was taken, as the status said"}`, () => {
      const reader = new AnswerReader(new AnthropicAnswer(), context);
      reader.feed(new TextEncoder().encode(frame));
      const pieces: AnswerPiece[] = [];
      reader.answer.batch.flush((piece) => pieces.push(piece));
      assert.deepEqual(
        pieces.map(({ type }) => type),
        what,
      );
    });
  }

  it("gives up what cannot be read in all its pieces", () => {
    assert.equal(read("data: 3\n\n".repeat(5_000)).reader.answer.lost, 3);
  });

  it("hears nothing after the end", () => {
    const { text: words, reader } = read(
      text("Hi"),
      stop,
      text(" there"),
      event("error", { error: { type: "overloaded_error", message: "Overloaded" } }),
    );
    assert.deepEqual([words, reader.failure, reader.answer.end?.finishReason], ["Hi", undefined, "stop"]);
  });

  for (const [name, frame, kind] of [
    ["an overload", event("error", { error: { type: "overloaded_error", message: "Overloaded" } }), "stream_error"],
    ["a rate limit", event("error", { error: { type: "rate_limit_error", message: "Too many" } }), "rate_limited"],
    [
      "a key that had been accepted",
      event("error", { error: { type: "authentication_error", message: "invalid x-api-key" } }),
      "stream_error",
    ],
    [
      "a prompt that is too long",
      event("error", {
        error: { type: "invalid_request_error", message: "prompt is too long: 208310 tokens > 200000 maximum" },
      }),
      "context_length",
    ],
    [
      "an error without the event's name",
      'data: {"type":"error","error":{"type":"api_error","message":"Internal"}}\n\n',
      "stream_error",
    ],
    [
      "a gateway's error of its own shape",
      'data: {"error":{"message":"upstream gone","code":502}}\n\n',
      "stream_error",
    ],
    ["an error that is no JSON", "event: error\ndata: upstream gone\n\n", "stream_error"],
    [
      "an error as a plain line",
      '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n',
      "stream_error",
    ],
  ] as const) {
    it(`hears ${name} after text (${kind})`, () => {
      const { reader, text: words } = read(text("Hi"), frame, text(" there"), stop);
      assert.deepEqual(
        [reader.failure?.kind, words, reader.answer.end],
        [kind, "Hi", undefined],
        reader.failure?.message,
      );
    });
  }

  it("counts what it cannot read, and reads on", () => {
    const { reader, text: words } = read(
      text("Hi"),
      'event: content_block_delta\ndata: {"type": "content_bl\n\n',
      "data: 3\n\n",
      "data: {}\n\n",
      text(" there"),
      stop,
    );
    assert.deepEqual([words, reader.answer.lost, reader.answer.end?.finishReason], ["Hi there", 2, "stop"]);
  });
});
