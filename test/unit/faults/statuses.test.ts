import { cloudErrors, ollamaErrors } from "../../support/servers";
import type { Fault } from "../../support/servers";
import type { Tier } from "./harness";
import { checkRows, type Row } from "./row";

const both = ["local", "cloud"] as const;
const cloud = ["cloud"] as const;
const local = ["local"] as const;
const native = (status: number, error: string): Fault => ({ kind: "status", status, body: { error } });
/** The status with an error body as each kind of server would write it. */
const plain = (status: number, message: string) => (tier: Tier): Fault =>
  tier === "local" ? native(status, message) : { kind: "status", status, body: { error: { message, type: null, param: null, code: null } } };

const retryLater = { counts: false, retried: true, movesOn: true } as const;
const config = { counts: false, retried: false, movesOn: true, latched: true } as const;
const requestsOwn = { counts: false, retried: false, movesOn: false } as const;
const trouble = { counts: true, retried: true, movesOn: true } as const;

const rows: Row[] = [
  { row: 16, title: "429 with a short Retry-After", on: cloud, fault: cloudErrors.openai.rateLimit(0.2), kind: "rate_limited", ...retryLater, status: 429 },
  { row: 16, title: "429 with a Retry-After beyond the request's time", on: cloud, fault: cloudErrors.openai.rateLimit(3_600), kind: "rate_limited", counts: false, retried: false, movesOn: true },
  { row: 17, title: "429 without a hint", on: cloud, fault: cloudErrors.openai.rateLimit(), kind: "rate_limited", ...retryLater },
  { row: 17, title: "429 of OpenRouter, numeric code", on: cloud, fault: cloudErrors.openrouter.rateLimit(), kind: "rate_limited", ...retryLater },
  { row: 16, title: "429 of Gemini, an array with a retry delay", on: cloud, fault: cloudErrors.gemini.rateLimit("48s"), kind: "rate_limited", counts: false, retried: false, movesOn: true },
  { row: 18, title: "OpenAI: quota", on: cloud, fault: cloudErrors.openai.quota, kind: "quota", ...config },
  { row: 18, title: "OpenAI: credit balance", on: cloud, fault: cloudErrors.openai.creditExhausted, kind: "quota", ...config },
  { row: 18, title: "OpenAI: spend limit", on: cloud, fault: cloudErrors.openai.spendLimit, kind: "quota", ...config },
  { row: 18, title: "OpenRouter: 402", on: cloud, fault: cloudErrors.openrouter.credits, kind: "quota", ...config, status: 402 },
  { row: 18, title: "Anthropic: 402 billing", on: cloud, fault: cloudErrors.anthropic.billing, kind: "quota", ...config },
  { row: 18, title: "Anthropic: enforced spend limit", on: cloud, fault: cloudErrors.anthropic.spendLimit, kind: "quota", ...config },
  { row: 18, title: "Gemini: quota per day", on: cloud, fault: cloudErrors.gemini.quotaPerDay, kind: "quota", ...config },
  { row: 18, title: "LiteLLM: budget", on: cloud, fault: cloudErrors.litellm.budget, kind: "quota", ...config },
  { row: 19, title: "401 with OpenAI's body", on: cloud, fault: cloudErrors.openai.auth, kind: "auth", ...config, status: 401 },
  { row: 19, title: "401 with llama.cpp's body", on: cloud, fault: cloudErrors.llamacpp.auth, kind: "auth", ...config },
  { row: 19, title: "401 without a body", on: both, fault: { kind: "status", status: 401 }, kind: "auth", ...config },
  { row: 19, title: "403 region", on: cloud, fault: cloudErrors.openai.region, kind: "auth", ...config },
  { row: 19, title: "Gemini: key in a 400", on: cloud, fault: cloudErrors.gemini.auth, kind: "auth", ...config },
  { row: 19, title: "Ollama: cloud model, not signed in", on: local, fault: native(401, ollamaErrors.unauthorized), kind: "auth", ...config },
  { row: 20, title: "Ollama: model not pulled", on: local, arrange: () => ({ model: "nope" }), kind: "model_missing", ...config, status: 404 },
  { row: 20, title: "Ollama: weights vanished", on: local, fault: native(404, ollamaErrors.vanished("llama3.2")), kind: "model_missing", ...config },
  { row: 20, title: "OpenAI: model not found", on: cloud, fault: cloudErrors.openai.modelMissing, kind: "model_missing", ...config },
  { row: 20, title: "vLLM: model not found", on: cloud, fault: cloudErrors.vllm.modelMissing, kind: "model_missing", ...config },
  { row: 20, title: "LM Studio: no models loaded, 404", on: cloud, fault: cloudErrors.lmstudio.noModel, kind: "model_missing", ...config },
  { row: 20, title: "LM Studio: no models loaded, 400", on: cloud, fault: cloudErrors.lmstudio.noModel400, kind: "model_missing", ...config },
  { row: 20, title: "404 page in plain text: a wrong base URL", on: both, fault: { kind: "status", status: 404, body: "404 page not found" }, kind: "not_an_api", counts: false, retried: false, movesOn: true },
  { row: 21, title: "400 invalid request", on: both, fault: plain(400, "invalid value"), kind: "bad_request", ...requestsOwn, status: 400 },
  { row: 21, title: "422", on: both, fault: plain(422, "unprocessable"), kind: "bad_request", ...requestsOwn },
  { row: 21, title: "413 of Anthropic", on: cloud, fault: cloudErrors.anthropic.tooLarge, kind: ["bad_request", "context_length"], ...requestsOwn },
  { row: 21, title: "vLLM: BadRequestError with a numeric code", on: cloud, fault: cloudErrors.vllm.badRequest, kind: "bad_request", ...requestsOwn },
  { row: 21, title: "llama.cpp: a parse error as 500", on: cloud, fault: cloudErrors.llamacpp.parseError, kind: "bad_request", ...requestsOwn },
  { row: 21, title: "Ollama: does not support thinking", on: local, fault: native(400, ollamaErrors.noThinking("llama3.2")), kind: "bad_request", ...requestsOwn, movesOn: true },
  {
    row: 21, title: "an unsupported value that cannot be left out", on: cloud, kind: "bad_request", ...requestsOwn, movesOn: true,
    fault: { kind: "status", status: 400, body: { error: { message: "Unsupported value: 'messages[0].role' does not support 'system' with this model.", type: "invalid_request_error", param: "messages[0].role", code: "unsupported_value" } } },
  },
  { row: 22, title: "context length, OpenAI", on: cloud, fault: cloudErrors.openai.contextLength, kind: "context_length", ...requestsOwn },
  { row: 22, title: "context length, Anthropic", on: cloud, fault: cloudErrors.anthropic.contextLength, kind: "context_length", ...requestsOwn },
  { row: 22, title: "context length, vLLM", on: cloud, fault: cloudErrors.vllm.contextLength, kind: "context_length", ...requestsOwn },
  { row: 22, title: "context length, vLLM's older flat body", on: cloud, fault: cloudErrors.vllm.flat, kind: "context_length", ...requestsOwn },
  { row: 22, title: "context length, llama.cpp", on: cloud, fault: cloudErrors.llamacpp.contextLength, kind: "context_length", ...requestsOwn },
  { row: 22, title: "context length, LiteLLM", on: cloud, fault: cloudErrors.litellm.contextLength, kind: "context_length", ...requestsOwn },
  { row: 22, title: "context length, Ollama", on: local, fault: native(400, ollamaErrors.promptTooLong), kind: "context_length", ...requestsOwn },
  { row: 22, title: "context length, JSON inside JSON", on: local, fault: native(400, ollamaErrors.contextExceeded(9412, 8192)), kind: "context_length", ...requestsOwn },
  {
    row: 22, title: "context length, and another endpoint takes more", on: both, fault: (tier) => (tier === "local" ? native(400, ollamaErrors.contextExceeded(9412, 8192)) : cloudErrors.openai.contextLength),
    kind: "context_length", counts: false, retried: false, movesOn: true,
    arrange: (world, tier) => {
      const original = world.endpoint;
      world.endpoint = (wanted, overrides) => original(wanted, { contextLength: wanted === tier ? 8_192 : 131_072, ...overrides });
    },
  },
  { row: 23, title: "content filter", on: cloud, fault: cloudErrors.openai.contentFilter, kind: "content_filter", ...requestsOwn },
  { row: 23, title: "moderation of OpenRouter", on: cloud, fault: cloudErrors.openrouter.moderation, kind: "content_filter", ...requestsOwn },
  { row: 24, title: "500", on: both, fault: plain(500, "The server had an error"), kind: "server_error", ...trouble, status: 500 },
  { row: 24, title: "502 with a page of the proxy before it", on: cloud, fault: cloudErrors.openai.badGateway, kind: "server_error", ...trouble },
  { row: 24, title: "504", on: both, fault: plain(504, "timeout"), kind: "server_error", ...trouble },
  { row: 24, title: "520", on: cloud, fault: { kind: "status", status: 520, body: "error code: 520" }, kind: "server_error", ...trouble },
  { row: 24, title: "Ollama: runner crashed before the first token", on: local, fault: native(500, ollamaErrors.runnerCrashed), kind: "server_error", ...trouble },
  { row: 24, title: "Ollama: an upstream that cannot be reached", on: local, fault: native(502, 'Post "https://ollama.com": dial tcp: lookup ollama.com: no such host'), kind: "server_error", ...trouble },
  { row: 13, title: "OpenRouter: an error in a 200", on: cloud, fault: cloudErrors.openrouter.errorInOk, kind: ["server_error", "stream_error"], counts: true, retried: false, movesOn: true },
  { row: 13, title: "OpenRouter: a rate limit in a 200", on: cloud, fault: { kind: "status", status: 200, body: { error: { code: 429, message: "Rate limited upstream" } } }, kind: "rate_limited", ...retryLater },
  { row: 13, title: "OpenRouter: no credit in a 200", on: cloud, fault: { kind: "status", status: 200, body: { error: { code: 402, message: "Insufficient credits" } } }, kind: "quota", ...config },
  { row: 25, title: "Ollama: out of memory", on: local, fault: native(500, ollamaErrors.outOfMemory), kind: "load_failed", ...config },
  { row: 25, title: "Ollama: out of memory, older words", on: local, fault: native(500, ollamaErrors.outOfMemoryOld), kind: "load_failed", ...config },
  { row: 25, title: "Ollama: the load's process ended", on: local, fault: native(500, ollamaErrors.loadTerminated), kind: "load_failed", ...config },
  { row: 25, title: "Ollama: incompatible model", on: local, fault: native(500, ollamaErrors.incompatible("llama3.2")), kind: "load_failed", ...config },
  { row: 26, title: "503 of a full queue", on: local, fault: native(503, ollamaErrors.busy), kind: "overloaded", ...trouble, status: 503 },
  { row: 26, title: "503 of OpenAI", on: cloud, fault: cloudErrors.openai.overloaded, kind: "overloaded", ...trouble },
  { row: 26, title: "slow down", on: cloud, fault: cloudErrors.openai.slowDown, kind: "overloaded", ...trouble },
  { row: 26, title: "529", on: cloud, fault: cloudErrors.anthropic.overloaded, kind: "overloaded", ...trouble, status: 529 },
  { row: 26, title: "498", on: cloud, fault: cloudErrors.groq.capacity, kind: "overloaded", ...trouble, status: 498 },
  { row: 26, title: "Gemini: UNAVAILABLE in an array", on: cloud, fault: cloudErrors.gemini.overloaded, kind: "overloaded", ...trouble },
  { row: 26, title: "503 without a body", on: cloud, fault: cloudErrors.vllm.dead, kind: "overloaded", ...trouble },
  { row: 27, title: "408", on: both, fault: plain(408, "request timeout"), kind: ["server_error", "overloaded"], ...trouble },
  { row: 27, title: "409", on: both, fault: plain(409, "conflict"), kind: ["server_error", "overloaded"], ...retryLater },
  { row: 27, title: "425", on: both, fault: plain(425, "too early"), kind: ["server_error", "overloaded"], ...retryLater },
  { row: 28, title: "a web page with status 200", on: both, fault: { kind: "html" }, kind: "not_an_api", counts: false, retried: false, movesOn: true },
  { row: 28, title: "511 network authentication", on: cloud, fault: { kind: "html", status: 511 }, kind: "not_an_api", counts: false, retried: false, movesOn: true },
  { row: 28, title: "a redirect to another host", on: both, fault: { kind: "redirect", location: "http://login.example.test/" }, kind: "not_an_api", counts: false, retried: false, movesOn: true },
  { row: 32, title: "499", on: both, fault: plain(499, ollamaErrors.canceled), kind: ["server_error", "overloaded", "reset"], ...retryLater },
];

checkRows("answers that refuse", rows);
