import type { Format } from "./pens";
import { understands } from "./payload";

/** Formats in which a reason to finish ends the answer; Anthropic's has a mark of its own behind it. */
const byReason: readonly Format[] = ["openai", "ollama"];

describe("a reason to finish that means nothing", () => {
  understands(
    "is on every piece",
    (pen) => [pen.text("One ", "stop"), pen.text("two ", "stop"), pen.text("three", "stop"), pen.end],
    { content: "One two three", finishReason: "stop" },
  );
  understands(
    "is on every piece, all in one packet",
    (pen) => ["One ", "two ", "three"].map((word) => pen.text(word, "stop")).join("") + pen.end,
    { content: "One two three" },
  );
  understands(
    "is on every piece, with usage",
    (pen) => [
      ...["One ", "two ", "three"].map((content) =>
        pen.event({
          choices: [{ index: 0, delta: { content }, finish_reason: "stop" }],
          usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
        }),
      ),
      pen.end,
    ],
    { content: "One two three" },
    ["openai"],
  );
  understands(
    "is on the reasoning already, with a pause before the text",
    (pen) => [
      pen.thinking("Hm. ", "stop"),
      pen.thinking("Hm hm.", "stop"),
      { pauseMs: 100 },
      pen.text("Two"),
      pen.finish("stop"),
      pen.end,
    ],
    { content: "Two" },
  );
  understands(
    "is on the role already",
    (pen) => [pen.text("", "stop"), { pauseMs: 50 }, pen.text("Two ", "stop"), pen.text("three", "stop"), pen.end],
    { content: "Two three" },
  );
  understands(
    "is `done` on every line",
    (pen) => ["One ", "two"].map((content) => pen.event({ message: { content }, done: true, done_reason: "stop" })),
    { content: "One two" },
    ["ollama"],
  );
  understands(
    "is taken back by text, so that an end without another is none",
    (pen) => [pen.text("One ", "stop"), pen.text("two")],
    { kind: "truncated", shown: "One two" },
  );
  understands(
    "is not taken back by a line end behind the last word",
    (pen) => [pen.text("One two", "stop"), pen.text("\n")],
    { content: "One two\n" },
    byReason,
  );
  understands(
    "was on each piece when the connection was lost, which proves nothing",
    (pen) => [pen.text("One ", "stop"), pen.text("two ", "stop"), "reset"],
    { kind: "reset" },
    byReason,
  );
  understands(
    "was on each piece when an error came",
    (pen) => [pen.text("One ", "stop"), pen.text("two ", "stop"), pen.event({ error: { message: "boom" } })],
    { kind: "stream_error", shown: "One two " },
  );

  // The quiet of five seconds is a quarter of a second by the clock of these tests.
  understands(
    "is the end after a while of quiet",
    (pen) => [pen.text("One two", "stop"), "hang"],
    { content: "One two" },
    byReason,
  );
  understands(
    "is no end while it is still being taken back, however long the pauses, but after the idle time",
    (pen) => [pen.text("One ", "stop"), pen.text("two ", "stop"), { pauseMs: 500 }, pen.text("three", "stop"), "hang"],
    { content: "One two three" },
    byReason,
  );
  understands(
    "is the end though comments go on",
    (pen) => [
      pen.text("One two", "stop"),
      ...Array.from({ length: 60 }, () => [": still here\n\n", { pauseMs: 25 }]).flat(),
      "hang",
    ],
    { content: "One two" },
    byReason,
  );
});

describe("[DONE]", () => {
  understands("after text is the server's own end mark", (pen) => `${pen.text("One two")}data: [DONE]\n\n`, {
    content: "One two",
    finishReason: "unknown",
  });
  understands(
    "keeps the connection open, and is the end",
    (pen) => [`${pen.text("One two")}data: [DONE]\n\n`, "hang"],
    { content: "One two" },
  );
  for (const mark of [
    "data:[DONE]\n\n",
    "data: [DONE] \r\n\r\n",
    "[DONE]\n",
    "data: [done]\n\n",
    'data: "[DONE]"\n\n',
    "data: [DONE]",
  ])
    understands(`may be written ${JSON.stringify(mark)}`, (pen) => pen.text("One two") + mark, { content: "One two" });
  understands("without text proves nothing", () => "data: [DONE]\n\n", { kind: "truncated" });
  understands("after reasoning alone proves nothing", (pen) => `${pen.thinking("Hm.")}data: [DONE]\n\n`, {
    kind: "truncated",
  });
  understands("after blanks alone proves nothing", (pen) => `${pen.text(" \n")}data: [DONE]\n\n`, {
    kind: "truncated",
  });
  understands(
    "is not the end of what an error broke",
    (pen) => `${pen.text("One")}${pen.event({ error: "boom" })}data: [DONE]\n\n`,
    { kind: "stream_error", shown: "One" },
  );
});
