import { understands } from "./payload";

const says = /call of a tool/;
const tool = [{ index: 0, id: "call_1", type: "function", function: { name: "search", arguments: '{"q":"x"}' } }];

describe("a whole answer in calls of tools", () => {
  const empty = { kind: "empty", says } as const;
  understands(
    "(tool_calls) is none, and says why",
    (pen) => pen.message({ tool_calls: tool }) + pen.finish("tool_calls") + pen.end,
    empty,
    ["openai", "ollama"],
  );
  understands(
    "(tool_calls, finished with stop) is none, and says why",
    (pen) => pen.message({ content: "", tool_calls: tool }) + pen.finish("stop") + pen.end,
    empty,
    ["openai", "ollama"],
  );
  understands(
    "(tool_calls as one object) is none, and says why",
    (pen) => pen.message({ content: null, tool_calls: tool[0] }) + pen.finish("stop") + pen.end,
    empty,
    ["openai", "ollama"],
  );
  understands(
    "(function_call) is none, and says why",
    (pen) =>
      pen.message({ content: null, function_call: { name: "search", arguments: "{}" } }) +
      pen.finish("function_call") +
      pen.end,
    empty,
    ["openai", "ollama"],
  );
  understands(
    "(in a message) is none, and says why",
    () =>
      JSON.stringify({
        choices: [{ index: 0, message: { content: null, tool_calls: tool }, finish_reason: "tool_calls" }],
      }),
    empty,
    ["openai"],
  );
  understands(
    "(tool_use) is none, and says why",
    (pen) =>
      pen.event({
        type: "content_block_start",
        index: 0,
        content_block: { type: "tool_use", id: "t", name: "search", input: {} },
      }) +
      pen.event({ type: "content_block_delta", index: 0, delta: { type: "input_json_delta", partial_json: "{}" } }) +
      pen.finish("tool_use") +
      pen.end,
    empty,
    ["anthropic"],
  );
  understands(
    "(tool_use, finished with end_turn) is none, and says why",
    (pen) =>
      pen.event({
        type: "content_block_start",
        index: 0,
        content_block: { type: "tool_use", id: "t", name: "search", input: {} },
      }) +
      pen.finish("end_turn") +
      pen.end,
    empty,
    ["anthropic"],
  );
  understands(
    "(a part of type tool_use) is none, and says why",
    (pen) =>
      pen.message({ content: [{ type: "tool_use", id: "t", name: "search", input: {} }] }) +
      pen.finish("stop") +
      pen.end,
    empty,
    ["openai", "ollama"],
  );
  understands(
    "(only the reason to finish tells) is none, and says why",
    (pen) => pen.text("") + pen.finish("tool_calls") + pen.end,
    empty,
  );
  understands(
    "(blanks beside) is none, and says why",
    (pen) => pen.text("\n\n") + pen.finish("tool_calls") + pen.end,
    empty,
  );
  understands(
    "(then [DONE]) is none, and says why",
    (pen) => `${pen.message({ tool_calls: tool })}data: [DONE]\n\n`,
    empty,
    ["openai", "ollama"],
  );
  understands(
    "(with words) is an answer that says how it ended",
    (pen) => pen.text("Let me look.") + pen.finish("tool_calls") + pen.end,
    { content: "Let me look.", finishReason: "tool_calls" },
  );
  understands("(none, and nothing else) is only empty", (pen) => pen.text("") + pen.finish("stop") + pen.end, {
    kind: "empty",
    says: /empty answer/,
  });
});
