import { planAnswer, type AnswerPlan, type Dialect } from "../support/servers/answer-parts";
import { cloudErrors, flavours, ollamaErrors } from "../support/servers";
import { messagesDialect } from "../support/servers/anthropic/dialect";
import { compatDialect } from "../support/servers/ollama/compat-format";
import { nativeDialect } from "../support/servers/ollama/native-format";
import { sseDialect } from "../support/servers/openai/flavours";

/** What the scripted servers say, as the seeds of what is mutated. The same in every run: times and counters are taken out. */

const steady = (text: string): string =>
  text
    .replace(/"created_at":"[^"]*"/g, '"created_at":"2026-01-01T00:00:00.000001Z"')
    .replace(/"(\w+_duration)":\d+/g, '"$1":1000')
    .replace(/"created":\d+/g, '"created":1767225600')
    .replace(/"id":"chatcmpl-\w+"/g, '"id":"chatcmpl-1"')
    .replace(/"id":"msg_\w+"/g, '"id":"msg_1"');

const plans: AnswerPlan[] = [
  planAnswer("One two thrée 🙂 four.", 12, [], { maxTokens: undefined }),
  planAnswer("One two.", 12, [{ kind: "thinking", tokens: 2 }], { maxTokens: undefined }),
  planAnswer("One two.", 12, [{ kind: "length", afterTokens: 1 }], { maxTokens: undefined }),
  planAnswer("One two.", 12, [{ kind: "errorEvent", afterTokens: 1 }], { maxTokens: undefined }),
  planAnswer("One two.", 12, [{ kind: "finishReason", reason: "content_filter" }], { maxTokens: undefined }),
  planAnswer("One two.", 12, [{ kind: "badLine" }], { maxTokens: undefined }),
  planAnswer("", 12, [{ kind: "empty" }], { maxTokens: undefined }),
];

/** The frames of one answer, each as it is sent. */
function framesOf(dialect: Dialect, plan: AnswerPlan): string[] {
  const frames = [
    dialect.opening(),
    ...plan.thinking.map((text) => dialect.thinking(text)),
    ...plan.tokens.map((text) => dialect.token(text)),
  ];
  if (plan.badLine) frames.push(dialect.frame(plan.badLine.text));
  frames.push(plan.error ? dialect.error(plan.error.body) : dialect.finish(plan));
  return frames.filter((frame) => frame !== "").map(steady);
}

const timing = { loadMs: 0, startedAt: 0 };

/** Values of Ollama's lines, stream by stream. */
export const ollamaStreams: unknown[][] = plans.map((plan) =>
  framesOf(nativeDialect("chat", "llama3.2", timing), plan).flatMap(parsed),
);

const sseDialects: (() => Dialect)[] = [
  ...Object.values(flavours).map((flavour) => () => sseDialect(flavour, "gpt-4o-mini", true)),
  () => compatDialect("llama3.2", true),
];

/** Values of the events of OpenAI's kind, stream by stream. */
export const openAiStreams: unknown[][] = plans.flatMap((plan) =>
  sseDialects.map((make) => framesOf(make(), plan).flatMap(parsed)),
);

/** Values of the events of Anthropic's kind, stream by stream. */
export const anthropicStreams: unknown[][] = plans.map((plan) =>
  framesOf(messagesDialect("claude-sonnet-4-5", 12), plan).flatMap(parsed),
);

export const anthropicWholes: unknown[] = plans.flatMap((plan) =>
  parsed(steady(messagesDialect("claude-sonnet-4-5", 12).whole(plan))),
);
export const ollamaWholes: unknown[] = plans.flatMap((plan) =>
  parsed(steady(nativeDialect("chat", "llama3.2", timing).whole(plan))),
);
export const openAiWholes: unknown[] = plans.flatMap((plan) =>
  sseDialects.slice(0, 3).flatMap((make) => parsed(steady(make().whole(plan)))),
);

/** The JSON in a frame's lines, without what stands before it. */
function parsed(frame: string): unknown[] {
  return frame.split("\n").flatMap((line) => {
    try {
      return [JSON.parse(line.replace(/^data: /, "")) as unknown];
    } catch {
      return [];
    }
  });
}

/** Bodies of refusals, of all providers. */
export const errorBodies: unknown[] = [
  ...Object.values(cloudErrors).flatMap((provider) =>
    Object.values(provider)
      .map((fault: unknown) => (typeof fault === "function" ? (fault as (seconds?: number) => unknown)() : fault))
      .map((fault) => (fault as { body: unknown }).body),
  ),
  ...Object.values(ollamaErrors).map((text: unknown) => ({
    error: typeof text === "function" ? (text as (...args: unknown[]) => string)("llama3.2", 4096) : text,
  })),
];

/** Bodies of refusals that are no JSON. */
export const errorPages: string[] = [
  "404 page not found",
  "upstream connect error or disconnect/reset before headers",
  "",
  "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>",
  "<!DOCTYPE html><html><body>Login</body></html>",
];

/** Lists of models and other answers of small routes. */
export const listBodies: unknown[] = [
  { version: "0.33.0" },
  {
    models: [
      {
        name: "llama3.2:latest",
        model: "llama3.2:latest",
        modified_at: "2025-05-04T17:37:44.7-07:00",
        size: 2_019_393_189,
        digest: "a80c",
        details: {
          format: "gguf",
          family: "llama",
          families: ["llama"],
          parameter_size: "3.2B",
          context_length: 131_072,
        },
        capabilities: ["completion", "tools"],
      },
    ],
  },
  { models: [] },
  {
    object: "list",
    data: [
      { id: "gpt-4o-mini", object: "model", created: 1_746_405_464, owned_by: "system" },
      { id: "text-embedding-3-small", object: "model" },
    ],
  },
  {
    data: [
      {
        type: "model",
        id: "claude-sonnet-4-5-20250929",
        display_name: "Claude Sonnet 4.5",
        created_at: "2025-09-29T00:00:00Z",
        max_input_tokens: 200_000,
        max_tokens: 64_000,
      },
    ],
    has_more: false,
  },
  { model: "llama3.2", created_at: "2026-01-01T00:00:00Z", response: "", done: true, done_reason: "load" },
  { status: "pulling 8934d96d3f08", digest: "sha256:8934", total: 4_920_734_016, completed: 1_024 },
  { status: "success" },
];
