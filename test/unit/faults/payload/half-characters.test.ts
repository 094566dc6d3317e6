import assert from "node:assert/strict";
import { createLlmService } from "../../../../src/node";
import { serveBytes } from "../../../support/servers/bytes-server";
import { request } from "../harness";
import { pens, formats, type Pen } from "./pens";
import { answerOf, check, understands, type Write } from "./payload";

const high = "\uD83D";
const low = "\uDE00";
const ok = "😀";

/** Nothing that is told has half a character at its end or beginning. */
function wholeCharacters(title: string, write: Write, content: string): void {
  for (const format of formats)
    it(`${title} (${format})`, async () => {
      const result = await answerOf(format, write);
      check(result, { content });
      for (const event of result.events)
        if (event.type === "delta")
          assert.ok(event.text === Buffer.from(event.text).toString(), JSON.stringify(event.text));
    });
}

describe("half characters", () => {
  const end = (pen: Pen): string => pen.finish("stop") + pen.end;
  wholeCharacters(
    "in two pieces become one",
    (pen) => [pen.text(`Hi ${high}`), { pauseMs: 20 }, pen.text(`${low}!`), end(pen)],
    `Hi ${ok}!`,
  );
  wholeCharacters("in two pieces of their own", (pen) => [pen.text(high), pen.text(low), end(pen)], ok);
  wholeCharacters(
    "with reasoning between",
    (pen) => [pen.text(`a${high}`), pen.thinking("Hm."), pen.text(low), end(pen)],
    `a${ok}`,
  );
  wholeCharacters(
    "with a sign of life between",
    (pen) => [pen.text(`a${high}`), ": ping\n\n", pen.text(""), pen.text(low), end(pen)],
    `a${ok}`,
  );
  wholeCharacters("without the other half", (pen) => [pen.text(`a${high}`), pen.text("b"), end(pen)], "a\uFFFDb");
  wholeCharacters("without the first half", (pen) => [pen.text("a"), pen.text(`${low}b`), end(pen)], "a\uFFFDb");
  wholeCharacters("at the very end", (pen) => [pen.text(`a${high}`), end(pen)], "a\uFFFD");
  wholeCharacters("at the very end, and nothing else", (pen) => [pen.text(high), end(pen)], "\uFFFD");
  wholeCharacters("in the middle of a piece", (pen) => [pen.text(`a${low}${high}b`), end(pen)], "a\uFFFD\uFFFDb");
  wholeCharacters(
    "two first halves",
    (pen) => [pen.text(`a${high}`), pen.text(high), pen.text(low), end(pen)],
    `a\uFFFD${ok}`,
  );
  wholeCharacters(
    "of UTF-8 in single bytes",
    (pen) => [...Buffer.from(pen.text(`Hi ${ok}👩‍👩‍👧 東`) + end(pen))].map((byte) => new Uint8Array([byte])),
    `Hi ${ok}👩‍👩‍👧 東`,
  );
  understands("do not count as a piece that cannot be read", (pen) => [pen.text(high), pen.text(low), end(pen)], {
    content: ok,
    unreadable: 0,
  });
  understands("are not told when the answer breaks", (pen) => [pen.text(`Hi${high}`), "reset"], {
    kind: "reset",
    shown: "Hi",
  });

  it("are not carried over a restart", async () => {
    const broken = await serveBytes([pens.openai.text(`Hi ${high}`), "reset"], pens.openai.contentType);
    const whole = await serveBytes([pens.ollama.text(`${low}!`), end(pens.ollama)], pens.ollama.contentType);
    const service = createLlmService({
      endpoints: [
        { id: "broken", type: "openai", url: broken.url, model: "m" },
        { id: "whole", type: "ollama", url: whole.url, model: "m" },
      ],
      chain: [
        { endpoint: "broken", timeoutMs: 10_000 },
        { endpoint: "whole", timeoutMs: 10_000 },
      ],
      healthCheckIntervalMs: 0,
    });
    try {
      const { events, completion } = await request(service, "stream");
      assert.ok(events.some(({ type }) => type === "restart"));
      assert.equal(completion?.content, "\uFFFD!");
    } finally {
      await service.dispose();
      await broken.stop();
      await whole.stop();
    }
  });
});
