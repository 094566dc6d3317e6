import { streamed, type Pen } from "./pens";
import { understands } from "./payload";

const fields = (pen: Pen): string => streamed(pen, "One ", "two ", "three");
/** As events, whatever the format calls for. */
const asEvents = (pen: Pen): string => fields(pen).replace(/^(?=\{)/gm, "data: ");

describe("events run together", () => {
  understands("with one line end between", (pen) => asEvents(pen).replace(/\n\n/g, "\n"), { content: "One two three" });
  understands(
    "two by two",
    (pen) => {
      let seen = 0;
      return asEvents(pen).replace(/\n\n/g, () => (++seen % 2 === 1 ? "\n" : "\n\n"));
    },
    { content: "One two three" },
  );
  understands(
    "with nothing between",
    (pen) =>
      asEvents(pen)
        .replace(/event:.*\n/g, "")
        .replace(/\n\n/g, "")
        .replace(/\n/g, ""),
    { content: "One two three" },
  );
  understands(
    "lines of JSON with nothing between",
    (pen) =>
      asEvents(pen)
        .replace(/event:.*\n/g, "")
        .replace(/data: (?!\[)/g, "")
        .replace(/\n\n(?!data)/g, "")
        .replace(/\n/g, ""),
    { content: "One two three" },
    ["ollama"],
  );
  understands("without a blank behind the colon", (pen) => asEvents(pen).replace(/: (?=[{[a-z])/g, ":"), {
    content: "One two three",
  });
  understands("with CR alone at the ends of lines", (pen) => asEvents(pen).replace(/\n/g, "\r"), {
    content: "One two three",
  });
  understands(
    "with CRLF, cut between the two",
    (pen) =>
      asEvents(pen)
        .replace(/\n/g, "\r\n")
        .split(/(?<=\r)/),
    { content: "One two three" },
  );
  understands(
    "with ids, names and times to retry",
    (pen) => asEvents(pen).replace(/data:/g, "id: 7\nretry: 3000\nevent: message\ndata:"),
    { content: "One two three" },
  );
  understands(
    "in data of several lines",
    (pen) =>
      asEvents(pen).replace(/^data: (\{.*\})$/gm, (_, json: string) =>
        JSON.stringify(JSON.parse(json), null, 2)
          .split("\n")
          .map((line) => `data: ${line}`)
          .join("\n"),
      ),
    { content: "One two three" },
  );
  understands(
    "in segments of one byte",
    (pen) => [...Buffer.from(asEvents(pen))].map((byte) => new Uint8Array([byte])),
    { content: "One two three" },
  );
  understands("without a line end at the very end", (pen) => asEvents(pen).trimEnd(), { content: "One two three" });
});

describe("an event that cannot be read", () => {
  const broken = (pen: Pen): string => pen.event({ x: 1 }).replace("}", "");
  for (const [name, bad] of [
    ["broken JSON", broken],
    ["no JSON", (pen: Pen) => pen.event({}).replace("{}", "lost in between")],
    ["a plain line", () => "upstream hiccup\n"],
    ["a number", (pen: Pen) => pen.event({}).replace("{}", "17")],
    ["JSON of no known kind", (pen: Pen) => pen.event({ lorem: "ipsum" })],
    ["text in no known shape", (pen: Pen) => pen.message({ content: 17, text: 17 })],
  ] as const)
    understands(
      `(${name}) is left out, and counted`,
      (pen) => [pen.text("One "), bad(pen), pen.text("three"), pen.finish("stop") + pen.end],
      { content: "One three", unreadable: 1 },
    );

  understands(
    "does not hold up what follows in the same packet",
    (pen) => pen.text("One ") + broken(pen) + pen.text("three") + pen.finish("stop") + pen.end,
    { content: "One three", unreadable: 1 },
  );
  understands(
    "does not take the next event with it, though only one line end is between",
    (pen) => `${pen.text("One ")}data: {"broken\n${pen.text("three")}${pen.finish("stop")}${pen.end}`,
    { content: "One three", unreadable: 1 },
  );
  understands(
    "twice is counted twice",
    (pen) => pen.text("One ") + broken(pen) + pen.text("two ") + broken(pen) + pen.finish("stop") + pen.end,
    { content: "One two ", unreadable: 2 },
  );
  understands(
    "three times is no answer of its kind",
    (pen) => pen.text("One ") + broken(pen).repeat(3) + pen.text("two") + pen.finish("stop") + pen.end,
    { kind: "malformed", shown: "One " },
  );
  understands("leaves no answer where only its end is left", (pen) => broken(pen) + pen.finish("stop") + pen.end, {
    kind: "malformed",
  });
  understands(
    "leaves no answer where only reasoning is left",
    (pen) => pen.thinking("Hm.") + broken(pen) + pen.finish("stop") + pen.end,
    { kind: "malformed" },
  );
  understands("may have been the end", (pen) => pen.text("One ") + pen.text("two") + broken(pen), {
    kind: "malformed",
    shown: "One two",
  });
  understands("is no piece that was only cut off", (pen) => pen.text("One ") + pen.text("two").trimEnd().slice(0, -5), {
    kind: "truncated",
    shown: "One ",
  });
});
