import type { AnswerPlan, Dialect } from "../answer-parts";
import { cloudErrors } from "./errors";

export type FlavourName = "openai" | "openrouter" | "groq" | "gemini" | "vllm" | "llamacpp" | "lmstudio" | "litellm";

/** How one OpenAI-compatible server differs from the others on the wire (docs/servers.md). */
export interface Flavour {
  basePath: string;
  models: readonly string[];
  ownedBy: string;
  /** A first chunk that only names the role; without it the role comes with the first token. */
  roleChunk?: Record<string, unknown>;
  headersAtOnce?: boolean;
  comment?: string;
  /** Fields in every chunk. */
  extra: Record<string, unknown>;
  /** The usage chunk comes without being asked for. */
  usageAlways?: boolean;
  /** Field of reasoning deltas. */
  reasoningField: "reasoning" | "reasoning_content";
  /** The in-band error in the middle of a stream, framed. */
  streamError(error: unknown, chunk: (choices: unknown[], more: Record<string, unknown>) => string): string;
  /** Health and other small routes: path to status and body. */
  small: Record<string, { status: number; body: unknown }>;
  unknownRoute: { status: number; body: unknown };
  badJson: { status: number; body: unknown };
  auth: { status: number; body?: unknown };
  headers: Record<string, string>;
}

const data = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
const upstream = {
  message: "The server had an error while processing your request.",
  type: "server_error",
  param: null,
  code: null,
};
const errorLine = (error: unknown) => data({ error: error ?? upstream });
const notFound = {
  status: 404,
  body: { error: { message: "Invalid URL", type: "invalid_request_error", param: null, code: null } },
};
const badJson = {
  status: 400,
  body: {
    error: {
      message: "We could not parse the JSON body of your request.",
      type: "invalid_request_error",
      param: null,
      code: null,
    },
  },
};

const standard: Flavour = {
  basePath: "/v1",
  models: ["gpt-4o-mini", "gpt-4o"],
  ownedBy: "system",
  roleChunk: { role: "assistant", content: "", refusal: null },
  extra: { service_tier: "default", system_fingerprint: "fp_5f20662549" },
  reasoningField: "reasoning_content",
  streamError: errorLine,
  small: {},
  unknownRoute: notFound,
  badJson,
  auth: cloudErrors.openai.auth,
  headers: {
    "x-request-id": "req_4f1c0a9e",
    "openai-processing-ms": "212",
    "x-ratelimit-limit-requests": "10000",
    "x-ratelimit-remaining-requests": "9999",
    "x-ratelimit-reset-requests": "8.64s",
  },
};

export const flavours: Record<FlavourName, Flavour> = {
  openai: standard,
  openrouter: {
    ...standard,
    basePath: "/api/v1",
    models: ["anthropic/claude-sonnet-4.5", "openai/gpt-4o-mini"],
    ownedBy: "openrouter",
    headersAtOnce: true,
    comment: "OPENROUTER PROCESSING",
    extra: { provider: "OpenAI" },
    usageAlways: true,
    reasoningField: "reasoning",
    headers: { "x-generation-id": "gen-1760000000-abc" },
    auth: cloudErrors.openrouter.auth,
    streamError: (error, chunk) =>
      chunk(
        [
          {
            index: 0,
            delta: { role: "assistant", content: "" },
            finish_reason: "error",
            native_finish_reason: "error",
          },
        ],
        {
          error: error ?? { code: "server_error", message: "Provider disconnected unexpectedly" },
        },
      ),
  },
  groq: {
    ...standard,
    basePath: "/openai/v1",
    models: ["llama-3.3-70b-versatile"],
    ownedBy: "Meta",
    extra: { system_fingerprint: "fp_groq" },
    reasoningField: "reasoning",
    headers: {
      "x-ratelimit-limit-requests": "14400",
      "x-ratelimit-remaining-requests": "14399",
      "x-ratelimit-limit-tokens": "18000",
      "x-ratelimit-remaining-tokens": "17997",
    },
  },
  gemini: {
    ...standard,
    basePath: "/v1beta/openai",
    models: ["models/gemini-2.5-flash"],
    ownedBy: "google",
    extra: {},
    headers: {},
    auth: cloudErrors.gemini.auth,
    unknownRoute: { status: 404, body: "" },
  },
  vllm: {
    ...standard,
    models: ["meta-llama/Llama-3.1-8B-Instruct"],
    ownedBy: "vllm",
    roleChunk: { role: "assistant", content: "" },
    extra: {},
    headers: {},
    streamError: (error) =>
      `${errorLine(error ?? { message: "EngineCore encountered an issue.", type: "InternalServerError", param: null, code: 500 })}data: [DONE]\n\n`,
    small: {
      "/health": { status: 200, body: "" },
      "/ping": { status: 200, body: "" },
      "/load": { status: 200, body: { server_load: 0 } },
    },
    unknownRoute: { status: 404, body: { detail: "Not Found" } },
    auth: { status: 401, body: { error: "Unauthorized" } },
  },
  llamacpp: {
    ...standard,
    models: ["tinyllama.gguf"],
    ownedBy: "llamacpp",
    roleChunk: { role: "assistant", content: null },
    extra: { system_fingerprint: "b6000-0a1b2c3d" },
    headers: { server: "llama.cpp" },
    streamError: (error) =>
      errorLine(error ?? { code: 500, message: "context shift is disabled", type: "server_error" }),
    small: {
      "/health": { status: 200, body: { status: "ok" } },
      "/v1/health": { status: 200, body: { status: "ok" } },
      "/metrics": {
        status: 501,
        body: {
          error: { code: 501, message: "This server does not support metrics endpoint.", type: "not_supported_error" },
        },
      },
    },
    unknownRoute: { status: 404, body: { error: { message: "File Not Found", type: "not_found_error", code: 404 } } },
    badJson: cloudErrors.llamacpp.parseError as { status: number; body: unknown },
    auth: cloudErrors.llamacpp.auth,
  },
  lmstudio: {
    ...standard,
    models: ["qwen2.5-7b-instruct"],
    ownedBy: "organization_owner",
    extra: { system_fingerprint: "qwen2.5-7b-instruct" },
    headers: {},
    streamError: (error) =>
      `event: error\n${errorLine(error ?? { message: "The model has crashed without additional information. (Exit code: 18446744072635812000)" })}`,
    unknownRoute: { status: 200, body: { error: "Unexpected endpoint or method." } },
  },
  litellm: {
    ...standard,
    models: ["gpt-4o-mini"],
    ownedBy: "openai",
    extra: {},
    headers: { "x-litellm-call-id": "c0ffee" },
    small: {
      "/health/liveliness": { status: 200, body: "I'm alive!" },
      "/health/readiness": { status: 200, body: { status: "healthy", db: "Not connected" } },
      "/health/backlog": { status: 200, body: { in_flight_requests: 0 } },
    },
    unknownRoute: { status: 404, body: { detail: "Not Found" } },
  },
};

function usageOf(plan: AnswerPlan): Record<string, number> {
  const completion = plan.thinking.length + plan.tokens.length;
  return {
    prompt_tokens: plan.promptTokens,
    completion_tokens: completion,
    total_tokens: plan.promptTokens + completion,
  };
}

let answers = 0;

const callId = (index: number) => `call_${answers}x${index}`;

/** The flavour's way to write an answer. */
export function sseDialect(flavour: Flavour, model: string, includeUsage: boolean): Dialect {
  const id = `chatcmpl-${(++answers).toString(36).padStart(6, "0")}`;
  const created = Math.floor(Date.now() / 1000);
  const chunk = (choices: unknown[], more: Record<string, unknown> = {}) =>
    data({ id, object: "chat.completion.chunk", created, model, ...flavour.extra, choices, ...more });
  const delta = (value: unknown, finish: string | null = null) =>
    chunk([{ index: 0, delta: value, logprobs: null, finish_reason: finish }]);
  let role: { role?: string } = flavour.roleChunk ? {} : { role: "assistant" };
  const first = () => {
    const now = role;
    role = {};
    return now;
  };
  return {
    contentType: "text/event-stream; charset=utf-8",
    wholeContentType: "application/json",
    ...(flavour.headersAtOnce && { headersAtOnce: true }),
    ...(flavour.comment !== undefined && { comment: flavour.comment }),
    opening: () => (flavour.roleChunk ? delta(flavour.roleChunk) : ""),
    thinking: (text) => delta({ ...first(), content: "", [flavour.reasoningField]: text }),
    token: (text) => delta({ ...first(), content: text }),
    // Name and id first, then the arguments in pieces.
    call: ({ name, input }, index) => {
      const begins = { index, id: callId(index), type: "function", function: { name, arguments: "" } };
      const pieces = JSON.stringify(input).match(/.{1,7}/gsu) ?? [];
      return [
        delta({ ...first(), content: null, tool_calls: [begins] }),
        ...pieces.map((piece) => delta({ tool_calls: [{ index, function: { arguments: piece } }] })),
      ].join("");
    },
    finish: (plan) => {
      const usage = includeUsage || flavour.usageAlways ? chunk([], { usage: usageOf(plan) }) : "";
      return delta({}, plan.finishReason) + usage + (plan.doneMarker ? "data: [DONE]\n\n" : "");
    },
    error: (body) => flavour.streamError(body, chunk),
    frame: (text) => `data: ${text}\n\n`,
    whole: (plan) => {
      if (plan.error) return JSON.stringify({ error: plan.error.body ?? upstream });
      const message = {
        role: "assistant",
        content: plan.tokens.join("") || (plan.calls.length > 0 ? null : ""),
        ...(plan.calls.length > 0 && {
          tool_calls: plan.calls.map(({ name, input }, index) => ({
            id: callId(index),
            type: "function",
            function: { name, arguments: JSON.stringify(input) },
          })),
        }),
        ...(plan.thinking.length > 0 && { [flavour.reasoningField]: plan.thinking.join("") }),
      };
      const choice = { index: 0, message, logprobs: null, finish_reason: plan.terminal ? plan.finishReason : null };
      return JSON.stringify({
        id,
        object: "chat.completion",
        created,
        model,
        ...flavour.extra,
        choices: [choice],
        usage: usageOf(plan),
      });
    },
  };
}
