import { formats, type Pen } from "./pens";
import { understands } from "./payload";

/** The text with a field beside it. */
const withField = (pen: Pen, fields: object): string => {
  const frame = pen.text("One ");
  const at = frame.lastIndexOf("}");
  return `${frame.slice(0, at)},${JSON.stringify(fields).slice(1, -1)}}${frame.slice(at + 1)}`;
};

describe("a field that looks like an error", () => {
  for (const error of [
    null,
    false,
    0,
    "",
    " ",
    "null",
    "none",
    {},
    [],
    [null],
    { message: "", code: null },
    { code: 0 },
    { message: null, type: "" },
  ])
    understands(
      `${JSON.stringify(error)} is none`,
      (pen) => withField(pen, { error }) + pen.text("two") + pen.finish("stop") + pen.end,
      { content: "One two" },
    );
  for (const fields of [
    { errors: [] },
    { errors: null },
    { detail: "" },
    { error: {}, errors: {}, code: 0, message_id: "x" },
    { error: null, status: "ok" },
  ])
    understands(
      `${JSON.stringify(fields)} is none`,
      (pen) => withField(pen, fields) + pen.text("two") + pen.finish("stop") + pen.end,
      { content: "One two" },
    );
  understands(
    "alone in an event is none either",
    (pen) =>
      pen.text("One") +
      pen.event({ error: null }) +
      pen.event({ error: "" }) +
      pen.event({}) +
      pen.finish("stop") +
      pen.end,
    { content: "One" },
  );
  for (const nothing of [
    { code: 0, msg: "success" },
    { error_code: 0, error_msg: "" },
    { choices: null },
    { choices: [], error: null },
    { message: null },
  ])
    understands(
      `${JSON.stringify(nothing)} is none, and no lost piece`,
      (pen) => pen.text("One ") + pen.event(nothing) + pen.text("two") + pen.finish("stop") + pen.end,
      { content: "One two" },
    );
});

describe("a real error", () => {
  for (const [name, value] of [
    ["a string", { error: "boom" }],
    ["a message", { error: { message: "boom" } }],
    ["a code", { error: { code: "boom" } }],
    ["a code that is a number", { error: { code: 500 } }],
    ["a detail", { error: { detail: "boom" } }],
    ["a flat detail", { detail: "boom" }],
    ["a list of details", { detail: [{ msg: "boom" }] }],
    ["JSON in a string", { error: '{"error":{"message":"boom","code":500}}' }],
    ["JSON in a message", { error: { message: '{"error":{"message":"boom"}}' } }],
    ["a list", { errors: [{ message: "boom" }] }],
    ["a list of strings", { errors: ["boom"] }],
    ["an object of errors", { errors: { message: "boom" } }],
    ["only its type", { type: "error" }],
    ["its type and its error", { type: "error", error: { type: "api_error", message: "boom" } }],
    ["its object", { object: "error", message: "boom", code: 500 }],
    ["flat", { message: "boom", code: 500 }],
    ["true", { error: true, message: "boom" }],
    ["true alone", { error: true }],
    ["a number", { error: 1 }],
    ["nested", { error: { error: { message: "boom" } } }],
  ] as const)
    understands(
      `as ${name} is one, after text`,
      (pen) => pen.text("One ") + pen.event(value) + pen.finish("stop") + pen.end,
      { kind: "stream_error", shown: "One " },
    );

  understands(
    "in the choice is one",
    (pen) =>
      pen.text("One") +
      pen.event({
        choices: [{ index: 0, delta: { content: "" }, error: { code: 502, message: "boom" }, finish_reason: null }],
      }),
    { kind: "stream_error", says: /boom/ },
    ["openai"],
  );
  understands(
    "beside choices that say nothing is one",
    (pen) => pen.text("One") + pen.event({ choices: null, message: "boom", code: 500 }),
    { kind: "stream_error", says: /boom/ },
  );
  understands(
    "beside text is one",
    (pen) => withField(pen, { error: { message: "boom" } }) + pen.finish("stop") + pen.end,
    { kind: "stream_error", says: /boom/ },
  );
  understands(
    "in a list of errors says what it is",
    (pen) => pen.event({ errors: [{ message: "Rate limit exceeded", code: 429 }] }),
    { kind: "rate_limited" },
  );
  understands(
    "in a detail says what it is",
    (pen) => pen.event({ error: { detail: "insufficient_quota: buy credits" } }),
    { kind: "quota" },
  );
  understands(
    "in JSON in a message says what it is",
    (pen) =>
      pen.event({
        error: { message: '{"error":{"message":"This model\'s maximum context length is 8192 tokens","code":400}}' },
      }),
    { kind: "context_length" },
  );
  understands(
    "in an event of that name is one, whatever it says",
    (pen) => `${pen.text("One")}event: error\ndata: upstream\ndata: timed out\n\n`,
    { kind: "stream_error", shown: "One", says: /upstream/ },
  );
  understands(
    "after a reason to finish is one",
    (pen) => pen.text("One", "stop") + pen.event({ error: "boom" }) + pen.end,
    { kind: "stream_error" },
    formats,
  );
});
