import { strict as assert } from "node:assert";
import fc from "fast-check";
import { readAnswer, type Told } from "../../../../test/support/answer-pieces";
import { systemClock } from "../../breaker/system-clock";
import { EndpointFailure } from "../../failure/endpoint-failure";
import { AnthropicAnswer } from "../anthropic/anthropic-answer";
import { AnswerReader } from "../answer/answer-reader";
import { streamAnswer, type AnswerInput } from "../answer/stream-answer";
import { LineSplitter, LineTooLongError } from "./line-splitter";
import { OllamaAnswer } from "../ollama/ollama-answer";
import { OpenAiAnswer } from "../openai/openai-answer";

const context = { url: "http://localhost:11434", type: "ollama" as const, model: "m", wallNow: 0 };
const never = new AbortController().signal;
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Cuts bytes at arbitrary places. */
const cut = (bytes: Uint8Array, places: number[]): Uint8Array[] => {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((one, other) => one - other);
  const pieces = [0, ...at].map((start, index) => bytes.subarray(start, [...at, bytes.length][index]));
  return pieces.filter((piece) => piece.length > 0);
};
async function* feed(pieces: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}
const input = (
  body: AsyncIterable<Uint8Array>,
  reader: AnswerReader,
  onPiece: AnswerInput["onPiece"],
): AnswerInput => ({
  response: { headers: {}, body },
  reader,
  clock: systemClock,
  context,
  signal: never,
  onPiece,
});
/** What a reader makes of a stream: its text, and how it ended. */
async function read(
  reader: AnswerReader,
  pieces: Uint8Array[],
): Promise<{ text: string; thinking: string; ended: string }> {
  const chunks: Told[] = [];
  let ended = "";
  try {
    await readAnswer((onPiece) => streamAnswer(input(feed(pieces), reader, onPiece)), chunks);
    const last = chunks.at(-1);
    if (last?.type === "end") ended = `end ${last.finishReason}`;
  } catch (error) {
    assert.ok(error instanceof EndpointFailure, String(error));
    assert.notEqual(error.kind, "internal", error.message);
    ended = error.kind;
  }
  const join = (type: string) =>
    chunks.map((chunk) => (chunk.type === type && "text" in chunk ? chunk.text : "")).join("");
  return { text: join("text"), thinking: join("thinking"), ended };
}

const anyText = fc.string({ unit: "binary", maxLength: 30 });
const places = fc.array(fc.nat(5_000), { maxLength: 40 });
const ollamaLine = (text: string): string =>
  `${JSON.stringify({ model: "m", message: { role: "assistant", content: text }, done: false })}\n`;
const ollamaDone = `${JSON.stringify({ model: "m", message: { content: "" }, done: true, done_reason: "stop" })}\n`;
const sseEvent = (text: string): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: text }, finish_reason: null }] })}\n\n`;
const sseDone = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';

const messagesEvent = (text: string): string =>
  `event: content_block_delta\ndata: ${JSON.stringify({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } })}\n\n`;
const messagesDone = `event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"}}\n\nevent: message_stop\ndata: {"type":"message_stop"}\n\n`;

const kinds = [
  { name: "NDJSON", reader: () => new AnswerReader(new OllamaAnswer(), context), piece: ollamaLine, done: ollamaDone },
  { name: "SSE", reader: () => new AnswerReader(new OpenAiAnswer(), context), piece: sseEvent, done: sseDone },
  {
    name: "Anthropic's SSE",
    reader: () => new AnswerReader(new AnthropicAnswer(), context),
    piece: messagesEvent,
    done: messagesDone,
  },
] as const;

/** JSON made to look like what servers send, with anything in its fields. */
const almost = fc.oneof(
  fc.record(
    {
      model: fc.anything(),
      message: fc.anything(),
      done: fc.anything(),
      done_reason: fc.anything(),
      error: fc.anything(),
    },
    { requiredKeys: [] },
  ),
  fc.record(
    {
      choices: fc.anything(),
      usage: fc.anything(),
      error: fc.anything(),
      object: fc.anything(),
      type: fc.anything(),
      detail: fc.anything(),
    },
    { requiredKeys: [] },
  ),
  fc.record({
    choices: fc.array(
      fc.record({ delta: fc.anything(), message: fc.anything(), finish_reason: fc.anything() }, { requiredKeys: [] }),
      { maxLength: 3 },
    ),
  }),
  fc.record({
    message: fc.record(
      { content: fc.anything(), thinking: fc.anything(), tool_calls: fc.anything() },
      { requiredKeys: [] },
    ),
    done: fc.boolean(),
  }),
  fc.record(
    {
      type: fc.constantFrom(
        "message_start",
        "content_block_start",
        "content_block_delta",
        "message_delta",
        "message",
        "ping",
        "error",
        "new_one",
      ),
      message: fc.anything(),
      content_block: fc.anything(),
      delta: fc.anything(),
      usage: fc.anything(),
      content: fc.anything(),
    },
    { requiredKeys: ["type"] },
  ),
  fc.record({
    type: fc.constant("content_block_delta"),
    delta: fc.record(
      { text: fc.anything(), thinking: fc.anything(), stop_reason: fc.anything() },
      { requiredKeys: [] },
    ),
  }),
  fc.anything(),
);
const json = (value: unknown): string => {
  try {
    return JSON.stringify(value) ?? "null";
  } catch {
    return "null"; // BigInt, cycles
  }
};

for (const { name, reader, piece, done } of kinds) {
  describe(`the reader of ${name}`, () => {
    it("gives the same text wherever the bytes are cut", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(anyText, { minLength: 1, maxLength: 12 }), places, async (texts, at) => {
          const whole = texts.join("");
          const { text, ended } = await read(reader(), cut(encode(texts.map(piece).join("") + done), at));
          assert.equal(text, whole);
          assert.equal(ended, whole.trim() === "" ? "empty" : "end stop");
        }),
        { numRuns: 200 },
      );
    });

    it("gives whole characters only, wherever the text is cut, and nothing of it twice or not at all", async () => {
      await fc.assert(
        fc.asyncProperty(anyText, places, async (whole, at) => {
          const cuts = [...new Set(at.map((place) => place % (whole.length + 1)))].sort((one, other) => one - other);
          const texts = [0, ...cuts].map((start, index) => whole.slice(start, [...cuts, whole.length][index]));
          const pieces: string[] = [];
          await streamAnswer(
            input(
              feed(texts.map((text) => encode(piece(text))).concat(encode(piece(".")), encode(done))),
              reader(),
              ({ text }) => pieces.push(text),
            ),
          );
          assert.equal(pieces.join(""), `${whole}.`);
          for (const text of pieces) assert.ok(!/\p{Surrogate}/u.test(text), JSON.stringify(text));
        }),
        { numRuns: 200 },
      );
    });

    it("takes any bytes without a crash, a hang or a false success", async () => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 3_000 }), places, async (bytes, at) => {
          const { ended } = await read(reader(), cut(bytes, at));
          assert.ok(!ended.startsWith("end"), ended);
        }),
        { numRuns: 300 },
      );
    });

    it("takes bytes that are no UTF-8 amid good lines", async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.uint8Array({ minLength: 1, maxLength: 20 }).map((bytes) => bytes.map((byte) => byte | 0x80)),
          places,
          async (bad, at) => {
            const [head = "", tail = ""] = piece("X").split("X");
            const bytes = Buffer.concat([encode(piece("before")), encode(head), bad, encode(tail), encode(done)]);
            const { text, ended } = await read(reader(), cut(bytes, at));
            assert.ok(text.startsWith("before"));
            assert.equal(ended, "end stop");
          },
        ),
        { numRuns: 200 },
      );
    });

    it("takes JSON with anything in its fields", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(almost, { maxLength: 8 }), places, async (values, at) => {
          const frame = (value: unknown): string =>
            name !== "NDJSON" ? `data: ${json(value)}\n\n` : `${json(value)}\n`;
          const { text, ended } = await read(reader(), cut(encode(piece("first") + values.map(frame).join("")), at));
          assert.ok(text.startsWith("first"));
          assert.notEqual(ended, "");
        }),
        { numRuns: 500 },
      );
    });

    it("reads a line of 8 MiB in small pieces without looking at the whole line for each", async function () {
      const size = 8 * 1024 * 1024;
      const bytes = encode(piece("x".repeat(size)) + done);
      const pieces: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; at += 256) pieces.push(bytes.subarray(at, at + 256));
      // 32,768 pieces of a line of 8 MiB: were each to look at the whole line, the mocha timeout would be over long before the end.
      this.timeout(20_000);
      assert.equal((await read(reader(), pieces)).text.length, size);
    });

    it("gives up a line that never ends, within bounded memory", async function () {
      this.timeout(30_000);
      let fed = 0;
      async function* endless(): AsyncGenerator<Uint8Array> {
        const bytes = encode(name !== "NDJSON" ? `data: ${"x".repeat(65_536)}` : "x".repeat(65_536));
        for (;;) {
          fed += bytes.length;
          yield bytes;
        }
      }
      await assert.rejects(
        streamAnswer(input(endless(), reader(), () => undefined)),
        (error) => error instanceof EndpointFailure && error.kind === "malformed",
      );
      assert.ok(fed < 20 * 1024 * 1024, `${fed} bytes`);
    });
  });
}

describe("the line splitter", () => {
  it("gives the lines of the text wherever the bytes are cut", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ unit: "grapheme", maxLength: 20 }).map((line) => line.replace(/[\n\ufeff]/g, "")),
          { minLength: 1, maxLength: 10 },
        ),
        places,
        (lines, at) => {
          const splitter = new LineSplitter();
          const seen = cut(encode(lines.join("\n")), at).flatMap((piece) => splitter.push(piece));
          assert.deepEqual([...seen, splitter.end()], lines);
        },
      ),
    );
  });
  it("refuses a line that is too long, also one that ends", () => {
    assert.throws(() => new LineSplitter(10).push(encode("12345678901")), LineTooLongError);
    const splitter = new LineSplitter(10);
    assert.deepEqual(splitter.push(encode("1234567890\n")), ["1234567890"]);
    splitter.push(encode("123456"));
    assert.throws(() => splitter.push(encode("7890123\nx")), LineTooLongError);
  });
});
