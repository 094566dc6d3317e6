import { cloudErrors, ollamaErrors } from "../../support/servers";
import { checkRows, type Row } from "./row";
import { both, cloud, elsewhere, local, native, plain, requestsOwn } from "./status-rows";

const rows: Row[] = [
  {
    row: 21,
    title: "400 invalid request",
    on: both,
    fault: plain(400, "invalid value"),
    kind: "bad_request",
    ...requestsOwn,
    status: 400,
  },
  { row: 21, title: "422", on: both, fault: plain(422, "unprocessable"), kind: "bad_request", ...requestsOwn },
  {
    row: 21,
    title: "413 of Anthropic",
    on: cloud,
    fault: cloudErrors.anthropic.tooLarge,
    kind: ["bad_request", "context_length"],
    ...requestsOwn,
  },
  {
    row: 21,
    title: "vLLM: BadRequestError with a numeric code",
    on: cloud,
    fault: cloudErrors.vllm.badRequest,
    kind: "bad_request",
    ...requestsOwn,
  },
  {
    row: 21,
    title: "llama.cpp: a parse error as 500",
    on: cloud,
    fault: cloudErrors.llamacpp.parseError,
    kind: "bad_request",
    ...requestsOwn,
  },
  {
    row: 21,
    title: "Ollama: does not support thinking",
    on: local,
    fault: native(400, ollamaErrors.noThinking("llama3.2")),
    kind: "bad_request",
    ...requestsOwn,
    movesOn: true,
  },
  {
    row: 21,
    title: "an unsupported value that cannot be left out",
    on: cloud,
    kind: "bad_request",
    ...requestsOwn,
    movesOn: true,
    fault: {
      kind: "status",
      status: 400,
      body: {
        error: {
          message: "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
          type: "invalid_request_error",
          param: "messages[0].role",
          code: "unsupported_value",
        },
      },
    },
  },
  {
    row: 22,
    title: "context length, OpenAI",
    on: cloud,
    fault: cloudErrors.openai.contextLength,
    kind: "context_length",
    ...requestsOwn,
  },
  {
    row: 22,
    title: "context length, Anthropic",
    on: cloud,
    fault: cloudErrors.anthropic.contextLength,
    kind: "context_length",
    ...requestsOwn,
  },
  {
    row: 22,
    title: "context length, vLLM",
    on: cloud,
    fault: cloudErrors.vllm.contextLength,
    kind: "context_length",
    ...requestsOwn,
  },
  {
    row: 22,
    title: "context length, vLLM's older flat body",
    on: cloud,
    fault: cloudErrors.vllm.flat,
    kind: "context_length",
    ...requestsOwn,
  },
  {
    row: 22,
    title: "context length, llama.cpp",
    on: cloud,
    fault: cloudErrors.llamacpp.contextLength,
    kind: "context_length",
    ...requestsOwn,
  },
  {
    row: 22,
    title: "context length, LiteLLM",
    on: cloud,
    fault: cloudErrors.litellm.contextLength,
    kind: "context_length",
    ...requestsOwn,
  },
  {
    row: 22,
    title: "context length, Ollama",
    on: local,
    fault: native(400, ollamaErrors.promptTooLong),
    kind: "context_length",
    ...requestsOwn,
  },
  {
    row: 22,
    title: "context length, JSON inside JSON",
    on: local,
    fault: native(400, ollamaErrors.contextExceeded(9412, 8192)),
    kind: "context_length",
    ...requestsOwn,
  },
  {
    row: 22,
    title: "context length, and another endpoint takes more",
    on: both,
    fault: (tier) =>
      tier === "local" ? native(400, ollamaErrors.contextExceeded(9412, 8192)) : cloudErrors.openai.contextLength,
    kind: "context_length",
    ...elsewhere,
    arrange: (world, tier) => {
      const original = world.endpoint;
      world.endpoint = (wanted, overrides) =>
        original(wanted, { contextLength: wanted === tier ? 8_192 : 131_072, ...overrides });
    },
  },
  {
    row: 23,
    title: "content filter",
    on: cloud,
    fault: cloudErrors.openai.contentFilter,
    kind: "content_filter",
    ...requestsOwn,
  },
  {
    row: 23,
    title: "moderation of OpenRouter",
    on: cloud,
    fault: cloudErrors.openrouter.moderation,
    kind: "content_filter",
    ...requestsOwn,
  },
];

checkRows("answers that refuse the request itself", rows);
