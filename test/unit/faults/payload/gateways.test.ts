import { streamed, type Pen } from "./pens";
import { understands } from "./payload";

/** The values of a good answer's events. */
const values = (pen: Pen): string[] =>
  streamed(pen, "One ", "two ", "three ", "four")
    .split("\n")
    .map((line) => line.replace(/^data: /, ""))
    .filter((line) => line.startsWith("{"));
const good = { content: "One two three four" };
const choice = (more: object): object => ({ id: "", object: "", model: "", choices: [{ index: 0, ...more }] });

describe("what gateways do to a stream", () => {
  understands(
    "numbers that JSON does not know",
    (pen) =>
      values(pen).map((value) => `data: ${value.slice(0, -1)},"logprob":NaN,"score":-Infinity,"top":[Infinity]}\n\n`),
    good,
  );
  understands(
    "the words for such numbers in the text are text",
    (pen) =>
      pen.text('NaN is not "NaN", nor \\ -Infinity: ').replace(/\}(?=\s*$)/, ',"x":NaN}') +
      pen.text("{NaN}") +
      pen.finish("stop") +
      pen.end,
    { content: 'NaN is not "NaN", nor \\ -Infinity: {NaN}' },
  );
  understands(
    "one JSON answer with such a number",
    (pen) => `${JSON.stringify(pen.whole("One two"), null, 2).slice(0, -1)}, "score": NaN\n}`,
    { content: "One two" },
  );
  understands(
    "lengths of chunks that were left between the events",
    (pen) => [
      ...values(pen).map((value) => {
        const event = `data: ${value}\r\n\r\n`;
        return `${event.length.toString(16)}\r\n${event}\r\n`;
      }),
      "0\r\n\r\n",
    ],
    good,
  );
  for (const progress of [
    { status: "processing" },
    { status: "queued", position: 3, eta: 12.5 },
    { state: "loading", progress: 0.25 },
    { event: "ping" },
    { object: "ping", time: 1 },
    { type: "keepalive" },
  ])
    understands(
      `how far it is, again and again: ${JSON.stringify(progress)}`,
      (pen) => pen.event(progress).repeat(5) + streamed(pen, "One ", "two ") + pen.event(progress),
      { content: "One two " },
    );
  understands(
    "what a content filter thinks, in choices without a word",
    (pen) => {
      const filter = { content_filter_results: { hate: { filtered: false, severity: "safe" } } };
      return (
        pen.event({ id: "", choices: [], model: "", prompt_filter_results: [{ prompt_index: 0, ...filter }] }) +
        pen.text("One ") +
        pen.event(choice({ ...filter, content_filter_offsets: { check_offset: 44 } })) +
        pen.event(choice({ ...filter, finish_reason: null })).repeat(3) +
        pen.text("two") +
        pen.finish("stop") +
        pen.event(choice({ ...filter, content_filter_offsets: { check_offset: 44 } })) +
        pen.end
      );
    },
    { content: "One two" },
    ["openai"],
  );
  understands(
    "an error in a field of that name",
    (pen) => `${pen.text("One ")}error: {"code":500,"message":"boom went the slot","type":"server_error"}\n\n`,
    { kind: "stream_error", says: /boom went the slot/, shown: "One " },
  );
  understands(
    "an error in a field of that name, at once",
    () => 'error: {"code":400,"message":"the request exceeds the available context size","type":"x"}\n\n',
    { kind: "context_length" },
  );
  understands("an error in such a field, in words", () => "error: upstream connect error\n\n", {
    kind: "stream_error",
    says: /upstream connect error/,
  });
  understands(
    "an empty reason to finish on each piece",
    (pen) => pen.text("One ", "") + pen.text("two", "") + pen.finish("stop") + pen.end,
    {
      content: "One two",
    },
  );
  understands(
    "words in place of an answer are quoted",
    () => ({ steps: ["no healthy upstream"], type: "text/plain" }),
    {
      kind: "malformed",
      says: /: no healthy upstream\.$/,
    },
  );
  understands("words in place of an answer, called events", () => "Rate limit exceeded, please slow down\n", {
    kind: "malformed",
    says: /Rate limit exceeded/,
  });
  understands(
    "a page within an event is a page",
    () => "data: <!doctype html><html><head><title>Blocked by policy</title></head></html>\n\n",
    { kind: "not_an_api" },
  );
  understands(
    "text in UTF-16 is none that can be read, and is not shown",
    (pen) => [Buffer.from(`\uFEFF${streamed(pen, "One")}`, "utf16le")],
    { kind: "malformed", says: /^[^\uFFFD⟨]*$/ },
  );
  understands(
    "the same event twice is a text twice: no server marks it",
    (pen) => pen.text("ha ") + pen.text("ha ") + pen.finish("stop") + pen.end,
    { content: "ha ha " },
  );
  understands(
    "another answer behind the end is not heard",
    (pen) => streamed(pen, "One ", "two") + "data: [DONE]\n\n" + pen.text("three"),
    { content: "One two" },
    ["openai"],
  );
  understands(
    "a comment of a proxy behind one JSON answer is a piece that cannot be read",
    (pen) => `${JSON.stringify(pen.whole("One two"))}\n<!-- served by proxy 7 -->\n`,
    { content: "One two", unreadable: 1 },
    ["openai", "ollama"],
  );
  understands(
    "what guards JSON against scripts is a piece that cannot be read",
    (pen) => `)]}',\n${JSON.stringify(pen.whole("One two"))}`,
    { content: "One two", unreadable: 1 },
  );
});
