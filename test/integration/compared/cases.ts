import type * as vscode from "vscode";
import { type ChatCase, fails, SAID, whole } from "./chat-case";

const weather = {
  name: "weather",
  description: "Tells the weather",
  inputSchema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};
const tools = { tools: [weather] };
/** A picture of one pixel. */
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

const events = (...list: (object | string)[]) => ({
  kind: "status" as const,
  status: 200,
  headers: { "content-type": "text/event-stream" },
  body: list.map((event) => `data: ${typeof event === "string" ? event : JSON.stringify(event)}\n\n`).join(""),
});
const choice = (delta: object, finish_reason: string | null = null) => ({
  id: "x",
  model: "clever",
  choices: [{ index: 0, delta, finish_reason }],
});
const piece = (fields: object) => choice({ tool_calls: [{ index: 0, ...fields }] });
const refusal = (status: number, error: object, headers: Record<string, string> = {}) => ({
  kind: "status" as const,
  status,
  body: { error },
  headers,
});

const answers: ChatCase[] = [
  {
    name: "answers, and counts the tokens",
    wanted: "the text, then the server's figures",
    right: (heard) => whole(heard) && heard.usage.length === 1,
  },
  {
    name: "sends its answer in packets of three bytes",
    wanted: "the text",
    fault: { kind: "split", bytes: 3 },
    right: whole,
  },
  {
    name: "reasons before it answers (`reasoning_content`)",
    wanted: "reasoning and text, each as what it is",
    fault: { kind: "thinking", tokens: 3 },
    right: (heard) => whole(heard) && heard.thinking.startsWith("step 1 step 2"),
  },
  {
    name: "gives one whole JSON object although a stream was asked for",
    wanted: "the text",
    fault: {
      kind: "status",
      status: 200,
      body: { id: "x", model: "clever", choices: [{ index: 0, message: { role: "assistant", content: SAID }, finish_reason: "stop" }] }, // prettier-ignore
    },
    right: whole,
  },
  {
    name: "says `stop` with every piece",
    wanted: "the text",
    fault: events(...SAID.split(/(?<= )/).map((word) => choice({ content: word }, "stop")), "[DONE]"),
    right: whole,
  },
  {
    name: "is shown a picture",
    wanted: "the picture at the server",
    question: (api) => [
      api.LanguageModelChatMessage.User([
        new api.LanguageModelTextPart("What is this?"),
        new api.LanguageModelDataPart!(Buffer.from(PIXEL, "base64"), "image/png") as vscode.LanguageModelTextPart,
      ]),
    ],
    right: (heard) => whole(heard) && /data:image\/(?:png|jpeg);base64,\w/.test(JSON.stringify(heard.requests[0])),
  },
];

const calls: ChatCase[] = [
  {
    name: "calls two tools at once",
    wanted: "two calls",
    fault: { kind: "toolCalls", calls: [{ name: "weather", input: { city: "Oslo" } }, { name: "weather", input: { city: "Rome" } }] }, // prettier-ignore
    options: tools,
    right: ({ calls: got, error }) =>
      !error && JSON.stringify(got.map(({ input }) => input)) === '[{"city":"Oslo"},{"city":"Rome"}]',
  },
  {
    name: "calls a tool in pieces, without an id",
    wanted: "one call, with an id",
    fault: events(
      piece({ function: { name: "weather", arguments: '{"ci' } }),
      piece({ function: { arguments: 'ty":"Oslo"}' } }),
      choice({}, "tool_calls"),
      "[DONE]",
    ),
    options: tools,
    right: ({ calls: [call, ...more], error }) =>
      !error && more.length === 0 && JSON.stringify(call?.input) === '{"city":"Oslo"}' && call?.callId !== "",
  },
  {
    name: "tells two calls under the same index, each with its own id",
    wanted: "two calls",
    fault: events(
      piece({ id: "a", function: { name: "weather", arguments: '{"city":"Oslo"}' } }),
      piece({ id: "b", function: { name: "weather", arguments: '{"city":"Rome"}' } }),
      choice({}, "tool_calls"),
      "[DONE]",
    ),
    options: tools,
    right: ({ calls: got, error }) =>
      !error && JSON.stringify(got.map(({ input }) => input)) === '[{"city":"Oslo"},{"city":"Rome"}]',
  },
  {
    name: "calls a tool with what is no JSON",
    wanted: "an error, and no call that the model did not make",
    fault: events(
      piece({ id: "a", function: { name: "weather", arguments: '{"city": Oslo' } }),
      choice({}, "tool_calls"),
      "[DONE]",
    ),
    options: tools,
    right: ({ calls: got, error }) => error !== undefined && got.length === 0,
  },
  {
    name: "breaks off in the middle of a call",
    wanted: "an error, and no call",
    fault: events(piece({ id: "a", function: { name: "weather", arguments: '{"city":' } })),
    options: tools,
    right: ({ calls: got, error }) => error !== undefined && got.length === 0,
  },
  {
    name: "gets a tool's result in two parts",
    wanted: "both at the server",
    question: (api) => [
      api.LanguageModelChatMessage.User("How is the weather?"),
      api.LanguageModelChatMessage.Assistant([
        new api.LanguageModelToolCallPart("call_1", "weather", { city: "Oslo" }),
      ]),
      api.LanguageModelChatMessage.User([
        new api.LanguageModelToolResultPart("call_1", [new api.LanguageModelTextPart("Rain"), new api.LanguageModelTextPart(" and wind")]), // prettier-ignore
      ]),
    ],
    options: tools,
    right: (heard) => whole(heard) && /"role":"tool".*/.test(JSON.stringify(heard.requests[0])) && /Rain.* and wind/.test(JSON.stringify(heard.requests[0])), // prettier-ignore
  },
];

const refusals: ChatCase[] = [
  {
    name: "401: the key is wrong",
    wanted: "NoPermissions, with the reason",
    fault: refusal(401, { message: "Incorrect API key provided: sk-x.", code: "invalid_api_key" }),
    right: fails(/key/i, "NoPermissions"),
  },
  {
    name: "404: no such model",
    wanted: "NotFound, with the reason",
    fault: refusal(404, { message: "The model `clever` does not exist.", code: "model_not_found" }),
    right: fails(/clever/, "NotFound"),
  },
  {
    name: "429: too many requests, again in 30 s",
    wanted: "Blocked, and for how long",
    fault: refusal(429, { message: "Rate limit reached.", code: "rate_limit_exceeded" }, { "retry-after": "30" }),
    right: fails(/\b(?:30|29|28) s/, "Blocked"),
  },
  {
    name: "429: the money is gone",
    wanted: "Blocked, with the reason",
    fault: refusal(429, { message: "You exceeded your current quota, please check your plan and billing details.", type: "insufficient_quota", code: "insufficient_quota" }), // prettier-ignore
    right: fails(/quota/i, "Blocked"),
  },
  {
    name: "400: the prompt is too long",
    wanted: "an error with the reason",
    fault: refusal(400, { message: "This model's maximum context length is 8192 tokens. However, your messages resulted in 9412 tokens.", type: "invalid_request_error", code: "context_length_exceeded" }), // prettier-ignore
    right: fails(/context|too long|8192/i),
  },
  {
    name: "500",
    wanted: "an error with the reason",
    fault: refusal(500, { message: "The GPU has left." }),
    right: fails(/GPU has left/),
  },
  {
    name: "503 once, then an answer",
    wanted: "the answer",
    fault: refusal(503, { message: "Overloaded." }),
    times: 1,
    right: whole,
  },
  {
    name: "a connection that is reset once, then an answer",
    wanted: "the answer",
    fault: { kind: "reset", at: "beforeHeaders" },
    times: 1,
    right: whole,
  },
  {
    name: "a web page in place of an answer",
    wanted: "an error that names what came",
    fault: { kind: "html", text: "<html><head><title>Sign in to the network</title></head><body>Hello</body></html>" },
    right: fails(/page|HTML|API/i),
  },
];

const brokenAnswers: ChatCase[] = [
  { name: "an answer without a word", wanted: "an error", fault: { kind: "empty" }, right: fails(/./) },
  {
    name: "reasoning and nothing else",
    wanted: "an error",
    fault: [{ kind: "thinking", tokens: 2 }, { kind: "empty" }],
    right: fails(/./),
  },
  {
    name: "an answer cut off by the token limit",
    wanted: "what came, and an error that says so",
    fault: { kind: "length", afterTokens: 5 },
    right: (heard) => heard.text !== "" && fails(/limit|cut|length|long/i)(heard),
  },
  {
    name: "an answer that a content filter ended",
    wanted: "an error that says so",
    fault: { kind: "finishReason", reason: "content_filter" },
    right: fails(/filter|policy|polic/i),
  },
  {
    name: "`finish_reason: network_error`",
    wanted: "an error",
    fault: { kind: "finishReason", reason: "network_error" },
    right: fails(/./),
  },
  {
    name: "an orderly end without an end mark",
    wanted: "what came, and an error",
    fault: { kind: "truncate", afterTokens: 5 },
    right: fails(/./),
  },
  {
    name: "a reset in the middle",
    wanted: "what came, and an error",
    fault: [
      { kind: "reset", at: 5 },
      { kind: "pace", tokensPerSecond: 50 },
    ],
    right: (heard) => heard.text !== "" && fails(/./)(heard),
  },
  {
    name: "an error event in the middle",
    wanted: "what came, and the server's words",
    fault: { kind: "errorEvent", afterTokens: 3, error: { message: "The GPU has left." } },
    right: fails(/GPU has left/),
  },
  {
    name: "one event in the middle that cannot be read",
    wanted: "the rest of the text, or an error",
    fault: { kind: "badLine", afterTokens: 3 },
    right: (heard) => whole(heard) || heard.error !== undefined,
  },
  { name: "silence before the first byte", wanted: "an error in time", fault: { kind: "hang", at: "beforeHeaders" }, right: fails(/./) }, // prettier-ignore
  { name: "silence in the middle", wanted: "an error in time", fault: { kind: "hang", at: 5 }, right: fails(/./) },
  {
    name: "a long answer that the chat cancels",
    wanted: "an end at once, at the server too",
    fault: { kind: "pace", tokensPerSecond: 3 },
    cancels: true,
    right: ({ closedByClient, tookMs, error }) =>
      closedByClient && tookMs !== undefined && tookMs < 4_000 && (error === undefined || error.name === "Canceled"),
  },
];

/** Every row of the table, in its order. */
export const chatCases: readonly ChatCase[] = [...answers, ...calls, ...refusals, ...brokenAnswers];
