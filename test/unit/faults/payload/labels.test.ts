import { streamed } from "./pens";
import { understands } from "./payload";

const types = [
  "text/event-stream",
  "application/json",
  "application/json; charset=utf-8",
  "application/x-ndjson",
  "text/plain",
  "application/octet-stream",
  null,
];

describe("a label that lies", () => {
  for (const type of types) {
    understands(
      `${type} on a stream`,
      (pen) => ({ steps: [pen.text("One "), pen.text("two") + pen.finish("stop") + pen.end], type }),
      { content: "One two" },
    );
    understands(`${type} on one JSON answer`, (pen) => ({ steps: [JSON.stringify(pen.whole("One two"))], type }), {
      content: "One two",
      finishReason: "stop",
    });
    understands(
      `${type} on one JSON answer on several lines`,
      (pen) => ({ steps: [JSON.stringify(pen.whole("One two"), null, 2)], type }),
      { content: "One two" },
    );
    understands(
      `${type} on an error on several lines, after text`,
      (pen) => ({
        steps: [pen.text("One"), `${JSON.stringify({ error: { message: "boom", code: 500 } }, null, 4)}\n`],
        type,
      }),
      { kind: "stream_error", shown: "One", says: /boom/ },
    );
    understands(
      `${type} on an error on several lines`,
      () => ({ steps: [JSON.stringify({ error: { message: "Rate limit exceeded", code: 429 } }, null, "\t")], type }),
      { kind: "rate_limited" },
    );
  }

  const events = (text: string): object[] =>
    text
      .split("\n")
      .flatMap((line) =>
        line.startsWith("data: {")
          ? [JSON.parse(line.slice(6)) as object]
          : line.startsWith("{")
            ? [JSON.parse(line) as object]
            : [],
      );

  understands(
    "lines of JSON where events were meant",
    (pen) => events(streamed(pen, "One ", "two")).map((value) => `${JSON.stringify(value)}\n`),
    { content: "One two" },
  );
  understands(
    "events where lines of JSON were meant",
    (pen) => events(streamed(pen, "One ", "two")).map((value) => `data: ${JSON.stringify(value)}\n\n`),
    { content: "One two" },
  );
  understands("a list of all pieces", (pen) => JSON.stringify(events(streamed(pen, "One ", "two"))), {
    content: "One two",
  });
  understands(
    "a list of all pieces on several lines",
    (pen) => JSON.stringify(events(streamed(pen, "One ", "two")), null, 2),
    { content: "One two" },
  );
  understands(
    "a list that comes piece by piece",
    (pen) => [
      "[",
      ...events(streamed(pen, "One ", "two")).flatMap((value, at) => [
        at === 0 ? "" : "\n,",
        JSON.stringify(value, null, 2),
      ]),
      "\n]\n",
    ],
    { content: "One two" },
  );
  understands(
    "a list, one piece a line",
    (pen) =>
      `[${events(streamed(pen, "One ", "two"))
        .map((value) => JSON.stringify(value))
        .join(",\n")}]`,
    { content: "One two" },
  );
  understands("a list of one answer", (pen) => JSON.stringify([pen.whole("One two")]), { content: "One two" });

  understands(
    "a web page's type on a stream",
    (pen) => ({ steps: [streamed(pen, "One ", "two")], type: "text/html; charset=utf-8" }),
    { content: "One two" },
  );
  understands(
    "a web page's type on one JSON answer",
    (pen) => ({ steps: [JSON.stringify(pen.whole("One two"))], type: "text/html" }),
    { content: "One two" },
  );
  understands(
    "a web page's type on anything else is a page",
    () => ({ steps: ["Please log in.\n"], type: "text/html" }),
    { kind: "not_an_api" },
  );
  understands(
    "events framed twice",
    (pen) => events(streamed(pen, "One ", "two")).map((value) => `data: data: ${JSON.stringify(value)}\n\n`),
    { content: "One two" },
  );
  understands(
    "JSON written twice",
    (pen) => events(streamed(pen, "One ", "two")).map((value) => `data: ${JSON.stringify(JSON.stringify(value))}\n\n`),
    { content: "One two" },
  );
  understands("one JSON answer written twice", (pen) => JSON.stringify(JSON.stringify(pen.whole("One two"))), {
    content: "One two",
  });

  understands("a byte order mark first", (pen) => `\uFEFF${streamed(pen, "One ", "two")}`, { content: "One two" });
  understands("a byte order mark before one JSON answer", (pen) => `\uFEFF${JSON.stringify(pen.whole("One two"))}`, {
    content: "One two",
  });
  understands("blank lines first", (pen) => `\n\r\n  \n\n${streamed(pen, "One ", "two")}`, { content: "One two" });
  understands("blank lines before one JSON answer", (pen) => `\n   \n\n${JSON.stringify(pen.whole("One two"))}\n\n`, {
    content: "One two",
  });
  understands("comments first", (pen) => `: hello\n:\n:prefill\n\n${streamed(pen, "One ", "two")}`, {
    content: "One two",
  });
  understands("comments before one JSON answer", (pen) => `: hello\n\n${JSON.stringify(pen.whole("One two"))}`, {
    content: "One two",
  });
  understands(
    "a web page is no answer, whatever it is called",
    () => ({ steps: ["<!doctype html>\n<html><body>Log in</body></html>\n"], type: "text/event-stream" }),
    { kind: "not_an_api" },
  );
  understands(
    "JSON of another kind is no answer",
    () => ({ steps: ['{"models":[{"name":"llama3.2"}]}'], type: "text/event-stream" }),
    {
      kind: "malformed",
    },
  );
});
