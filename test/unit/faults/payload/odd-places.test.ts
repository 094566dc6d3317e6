import { understands } from "./payload";

const messages = ["openai", "ollama"] as const;
const choice = (more: object): object => ({ choices: [{ index: 0, ...more }] });

describe("text in odd places", () => {
  for (const [name, fields] of [
    [
      "parts of type text",
      {
        content: [
          { type: "text", text: "One" },
          { type: "text", text: " two" },
        ],
      },
    ],
    ["parts of type output_text", { content: [{ type: "output_text", text: "One two" }] }],
    ["parts without a type", { content: [{ text: "One two" }] }],
    ["parts that are strings", { content: ["One", " two"] }],
    ["one part that is no list", { content: { type: "text", text: "One two" } }],
    ["a text with its value", { content: [{ type: "text", text: { value: "One two" } }] }],
    [
      "parts of reasoning before",
      {
        content: [
          { type: "thinking", thinking: "Hm." },
          { type: "text", text: "One two" },
        ],
      },
    ],
    [
      "parts of reasoning in parts",
      {
        content: [
          { type: "thinking", thinking: [{ type: "text", text: "Hm." }] },
          { type: "text", text: "One two" },
        ],
      },
    ],
    [
      "parts of reasoning as text",
      {
        content: [
          { type: "reasoning", text: "Hm." },
          { type: "reasoning_text", text: "Hm." },
          { type: "text", text: "One two" },
        ],
      },
    ],
    ["a part marked as thought", { content: [{ thought: true, text: "Hm." }, { text: "One two" }] }],
    ["the field text", { text: "One two" }],
    ["no content, and reasoning beside", { content: "One two", reasoning: "Hm.", reasoning_content: "Hm." }],
    [
      "details of reasoning beside",
      { content: "One two", reasoning_details: [{ type: "reasoning.text", text: "Hm." }] },
    ],
    ["an empty list of tool calls beside", { content: "One two", tool_calls: [] }],
  ] as const)
    understands(name, (pen) => pen.message(fields) + pen.finish("stop") + pen.end, { content: "One two" }, messages);

  for (const [name, fields] of [
    ["reasoning", { reasoning: "Hm." }],
    ["reasoning_content", { content: null, reasoning_content: "Hm." }],
    ["reasoning_details", { content: "", reasoning_details: [{ type: "reasoning.text", text: "Hm." }] }],
    ["thinking", { thinking: "Hm." }],
    ["parts of type thinking", { content: [{ type: "thinking", thinking: "Hm." }] }],
    ["parts of type reasoning", { content: [{ type: "reasoning", reasoning: "Hm." }] }],
    ["a summary", { content: [{ type: "summary_text", text: "Hm." }] }],
  ] as const)
    understands(
      `${name} is never the answer`,
      (pen) => pen.message(fields) + pen.finish("stop") + pen.end,
      { kind: "empty" },
      messages,
    );

  understands(
    "message in place of delta",
    (pen) =>
      pen.event(choice({ message: { content: "One " } })) +
      pen.event(choice({ message: { content: "two" } })) +
      pen.event(choice({ message: {}, finish_reason: "stop" })),
    { content: "One two" },
    ["openai"],
  );
  understands(
    "text in place of delta",
    (pen) => pen.event(choice({ text: "One " })) + pen.event(choice({ text: "two", finish_reason: "stop" })),
    { content: "One two" },
    ["openai"],
  );
  understands(
    "a delta that is the text",
    (pen) => pen.event(choice({ delta: "One two", finish_reason: "stop" })),
    { content: "One two" },
    ["openai"],
  );
  understands(
    "an empty delta beside a message",
    (pen) => pen.event(choice({ delta: {}, message: { content: "One two" }, finish_reason: "stop" })),
    { content: "One two" },
    ["openai"],
  );
  understands(
    "the first choice has number one",
    (pen) =>
      pen.event({ choices: [{ index: 1, delta: { content: "One two" } }] }) +
      pen.event({ choices: [{ index: 1, delta: {}, finish_reason: "stop" }] }),
    { content: "One two" },
    ["openai"],
  );
  understands(
    "a second choice beside is left alone",
    (pen) =>
      pen.text("One ") +
      pen.event({ choices: [{ index: 1, delta: { content: "Eins " } }] }) +
      pen.event({
        choices: [
          { index: 1, delta: { content: "zwei" }, finish_reason: "stop" },
          { index: 0, delta: { content: "two" } },
        ],
      }) +
      pen.finish("stop") +
      pen.end,
    { content: "One two" },
    ["openai"],
  );
  understands(
    "choices that are no list",
    (pen) => pen.event({ choices: { delta: { content: "One two" }, finish_reason: "stop" } }),
    { content: "One two" },
    ["openai"],
  );
  understands(
    "no choices around the only one",
    (pen) =>
      pen.event({ delta: { content: "One " } }) + pen.event({ delta: { content: "two" }, finish_reason: "stop" }),
    { content: "One two" },
    ["openai"],
  );
  understands(
    "lists in lists",
    (pen) => pen.message({ content: [[{ type: "text", text: "One" }], [" two"]] }) + pen.finish("stop") + pen.end,
    { content: "One two" },
    messages,
  );
  understands(
    "response in place of message",
    (pen) =>
      pen.event({ response: "One ", done: false }) + pen.event({ response: "two", done: true, done_reason: "stop" }),
    { content: "One two" },
    ["ollama"],
  );
  understands(
    "an event whose type is only in its name",
    (pen) =>
      `event: content_block_delta\ndata: {"index":0,"delta":{"text":"One two"}}\n\n${pen.finish("end_turn")}event: message_stop\ndata: {}\n\n`,
    { content: "One two" },
    ["anthropic"],
  );
  understands(
    "text at the beginning of a block",
    (pen) =>
      pen.event({ type: "content_block_start", content_block: { type: "text", text: "One " } }) +
      pen.text("two") +
      pen.finish("end_turn") +
      pen.end,
    { content: "One two" },
    ["anthropic"],
  );
  understands(
    "a tag of reasoning in the text is text: no server marked it",
    (pen) => pen.text("<think>Hm.</think>") + pen.text("Two") + pen.finish("stop") + pen.end,
    { content: "<think>Hm.</think>Two" },
  );
});

describe("a refusal in the model's own words", () => {
  for (const fields of [
    { refusal: "I cannot." },
    { content: null, refusal: "I cannot." },
    { content: [{ type: "refusal", refusal: "I cannot." }] },
  ])
    understands(
      `(${JSON.stringify(fields)}) is what can be read, and says why`,
      (pen) => pen.message(fields) + pen.finish("stop") + pen.end,
      { content: "I cannot.", finishReason: "content_filter" },
      messages,
    );
});

describe("a closing piece that repeats the whole", () => {
  const long = ["One ", "two ", "three"] as const;
  const whole = long.join("");
  understands(
    "message is shown once",
    (pen) =>
      long.map((word) => pen.text(word)).join("") +
      pen.event(choice({ message: { content: whole }, finish_reason: "stop" })) +
      pen.end,
    { content: whole },
    ["openai"],
  );
  understands(
    "delta is shown once",
    (pen) => long.map((word) => pen.text(word)).join("") + pen.text(whole, "stop") + pen.end,
    { content: whole },
    messages,
  );
  understands(
    "line is shown once",
    (pen) =>
      long.map((word) => pen.text(word)).join("") +
      pen.event({ message: { content: whole }, done: true, done_reason: "stop" }),
    { content: whole },
    ["ollama"],
  );
  understands(
    "message after the reason to finish is shown once",
    (pen) =>
      long.map((word) => pen.text(word)).join("") +
      pen.finish("stop") +
      pen.event({ object: "chat.completion", ...choice({ message: { content: whole }, finish_reason: "stop" }) }) +
      pen.end,
    { content: whole },
    ["openai"],
  );
  understands(
    "message without the blanks around is shown once",
    (pen) =>
      `${pen.text(" One ")}${pen.text("two\n")}${pen.event(choice({ message: { content: "One two" }, finish_reason: "stop" }))}${pen.end}`,
    { content: " One two\n" },
    ["openai"],
  );
  understands(
    "answer as one object is shown once",
    (pen) => long.map((word) => pen.text(word)).join("") + pen.event(pen.whole(whole)) + pen.finish("stop") + pen.end,
    { content: whole },
  );
  understands(
    "message that goes on is shown as far as it is new",
    (pen) => pen.text("One ") + pen.event(choice({ message: { content: whole }, finish_reason: "stop" })) + pen.end,
    { content: whole },
    ["openai"],
  );
  understands(
    "message that has grown with each piece is shown once",
    (pen) =>
      ["One ", "One two ", whole]
        .map((content, at) =>
          pen.event({
            object: "chat.completion",
            ...choice({ message: { content }, finish_reason: at === 2 ? "stop" : null }),
          }),
        )
        .join(""),
    { content: whole },
    ["openai"],
  );
  understands(
    "delta after the reason to finish is shown once",
    (pen) => long.map((word) => pen.text(word)).join("") + pen.finish("stop") + pen.text(whole),
    { content: whole },
    messages,
  );
  understands("is not taken for one: a digit twice", (pen) => pen.text("1") + pen.text("1", "stop") + pen.end, {
    content: "11",
  });
  understands(
    "is not taken for one: a word twice with a reason to finish each",
    (pen) => pen.text("ha", "stop") + pen.text("ha", "stop") + pen.end,
    { content: "haha" },
  );
});
