import { anthropicErrors } from "../anthropic/errors";
import type { Fault } from "../fault";

type StatusFault = Extract<Fault, { kind: "status" }>;

const json = (status: number, body: unknown, headers: Record<string, string> = {}): StatusFault => ({
  kind: "status",
  status,
  body,
  headers,
});
const error = (message: string, type: string | null, code: string | number | null, param: string | null = null) => ({
  error: { message, type, param, code },
});

/** Answers with which OpenAI-compatible servers refuse a request, by provider and condition (docs/servers.md, docs/failures.md). */
export const cloudErrors = {
  openai: {
    overloaded: json(
      503,
      error(
        "The server is currently overloaded with other requests. Sorry about that!",
        "service_unavailable_error",
        "server_is_overloaded",
      ),
    ),
    slowDown: json(503, error("Slow down", "service_unavailable_error", "slow_down")),
    rateLimit: (retryAfterSeconds?: number): StatusFault =>
      json(
        429,
        error(
          "Rate limit reached for gpt-4o-mini in organization org-x on requests per min (RPM): Limit 3, Used 3, Requested 1.",
          "requests",
          "rate_limit_exceeded",
        ),
        {
          "x-ratelimit-limit-requests": "3",
          "x-ratelimit-remaining-requests": "0",
          // Whole seconds, as the standard has it; the exact time is in the other header.
          ...(retryAfterSeconds !== undefined && {
            "retry-after": String(Math.ceil(retryAfterSeconds)),
            "retry-after-ms": String(Math.round(retryAfterSeconds * 1000)),
            "x-ratelimit-reset-requests": `${Math.ceil(retryAfterSeconds)}s`,
          }),
        },
      ),
    quota: json(
      429,
      error(
        "You exceeded your current quota, please check your plan and billing details.",
        "insufficient_quota",
        "insufficient_quota",
      ),
    ),
    creditExhausted: json(
      429,
      error("Your credit balance is exhausted.", "insufficient_quota", "credit_balance_exhausted"),
    ),
    spendLimit: json(
      429,
      error("The project has reached its spend limit.", "insufficient_quota", "project_spend_limit_exceeded"),
    ),
    auth: json(
      401,
      error(
        "Incorrect API key provided: sk-test. You can find your API key at https://platform.openai.com/account/api-keys.",
        "invalid_request_error",
        "invalid_api_key",
      ),
    ),
    region: json(
      403,
      error("Country, region, or territory not supported", "request_forbidden", "unsupported_country_region_territory"),
    ),
    contextLength: json(
      400,
      error(
        "This model's maximum context length is 8192 tokens. However, your messages resulted in 9412 tokens.",
        "invalid_request_error",
        "context_length_exceeded",
        "messages",
      ),
    ),
    badRequest: json(400, error("Unrecognized request argument supplied: temperatur", "invalid_request_error", null)),
    contentFilter: json(
      400,
      error(
        "The response was filtered due to the prompt triggering the content management policy.",
        "invalid_request_error",
        "content_filter",
        "prompt",
      ),
    ),
    modelMissing: json(
      404,
      error(
        "The model `gpt-nope` does not exist or you do not have access to it.",
        "invalid_request_error",
        "model_not_found",
      ),
    ),
    serverError: json(
      500,
      error("The server had an error while processing your request. Sorry about that!", "server_error", null),
    ),
    badGateway: json(
      502,
      "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>",
      { "content-type": "text/html" },
    ),
  },
  anthropic: anthropicErrors,
  openrouter: {
    noProvider: json(503, {
      error: { code: 503, message: "No available model provider that meets your routing requirements" },
    }),
    rateLimit: (retryAfterSeconds?: number): StatusFault =>
      json(
        429,
        {
          error: {
            code: 429,
            message: "Rate limit exceeded: free-models-per-min.",
            metadata: { headers: { "X-RateLimit-Remaining": "0" } },
          },
        },
        retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) },
      ),
    credits: json(402, {
      error: {
        code: 402,
        message:
          "This request requires more credits, or fewer max_tokens. Add more credits at https://openrouter.ai/settings/credits",
      },
    }),
    auth: json(401, { error: { code: 401, message: "No auth credentials found" } }),
    moderation: json(403, {
      error: {
        code: 403,
        message: "Your chosen model requires moderation and your input was flagged",
        metadata: { reasons: ["violence"], flagged_input: "…" },
      },
    }),
    /** An error after the generation began arrives in a 200, without a stream too. */
    errorInOk: json(200, {
      error: { code: 502, message: "Provider returned error", metadata: { provider_name: "X" } },
    }),
  },
  groq: {
    capacity: json(498, error("Flex tier capacity exceeded", "capacity_exceeded", "capacity_exceeded")),
    rateLimit: (retryAfterSeconds = 7): StatusFault =>
      json(
        429,
        error(
          "Rate limit reached for model `llama-3.3-70b-versatile` on tokens per minute (TPM)",
          "tokens",
          "rate_limit_exceeded",
        ),
        {
          "retry-after": String(retryAfterSeconds),
          "x-ratelimit-limit-requests": "14400",
          "x-ratelimit-remaining-requests": "14370",
          "x-ratelimit-remaining-tokens": "0",
        },
      ),
  },
  gemini: {
    /** The root is an array. */
    rateLimit: (retryDelay = "48s"): StatusFault =>
      json(429, [
        {
          error: {
            code: 429,
            message: "You exceeded your current quota.",
            status: "RESOURCE_EXHAUSTED",
            details: [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay }],
          },
        },
      ]),
    quotaPerDay: json(429, [
      {
        error: {
          code: 429,
          message: "You exceeded your current quota, please check your plan and billing details.",
          status: "RESOURCE_EXHAUSTED",
          details: [
            {
              "@type": "type.googleapis.com/google.rpc.QuotaFailure",
              violations: [
                {
                  quotaMetric: "generate_content_free_tier_requests",
                  quotaId: "GenerateRequestsPerDayPerProjectPerModel-FreeTier",
                },
              ],
            },
            { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "32s" },
          ],
        },
      },
    ]),
    overloaded: json(503, [
      { error: { code: 503, message: "The model is overloaded. Please try again later.", status: "UNAVAILABLE" } },
    ]),
    auth: json(400, [
      {
        error: {
          code: 400,
          message: "API key not valid. Please pass a valid API key.",
          status: "INVALID_ARGUMENT",
          details: [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "API_KEY_INVALID" }],
        },
      },
    ]),
  },
  vllm: {
    dead: json(503, ""),
    badRequest: json(400, error("temperature must be non-negative, got -1.0.", "BadRequestError", 400)),
    contextLength: json(
      400,
      error(
        "This model's maximum context length is 8192 tokens. However, you requested 9412 tokens. Please reduce the length of the messages.",
        "BadRequestError",
        400,
      ),
    ),
    /** As older versions write it. */
    flat: json(400, {
      object: "error",
      message: "This model's maximum context length is 8192 tokens.",
      type: "BadRequestError",
      param: null,
      code: 400,
    }),
    modelMissing: json(404, error("The model `nope` does not exist.", "NotFoundError", 404)),
  },
  llamacpp: {
    loading: json(503, { error: { message: "Loading model", type: "unavailable_error", code: 503 } }),
    auth: json(401, { error: { message: "Invalid API Key", type: "authentication_error", code: 401 } }),
    contextLength: json(400, {
      error: {
        code: 400,
        message: "request (2419 tokens) exceeds the available context size (256 tokens), try increasing it",
        type: "exceed_context_size_error",
        n_prompt_tokens: 2419,
        n_ctx: 256,
      },
    }),
    /** A request that is no JSON gets a 500: the client's mistake, not the server's. */
    parseError: json(500, {
      error: {
        code: 500,
        message:
          "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error while parsing object key",
        type: "server_error",
      },
    }),
  },
  lmstudio: {
    noModel: json(404, {
      error: {
        message: "No models loaded. Please load a model in the developer page or use the 'lms load' command.",
        type: "invalid_request_error",
        param: "model",
        code: null,
      },
    }),
    noModel400: json(400, {
      error: {
        message: "No models loaded. Please load a model in the developer page or use the 'lms load' command.",
        type: "invalid_request_error",
        param: "model",
        code: null,
      },
    }),
    unloaded: json(400, { error: "Model is unloaded." }),
    /** A wrong path may answer 200. */
    wrongPath: json(200, { error: "Unexpected endpoint or method. (POST /chat/completions). Returning 200 anyway" }),
  },
  litellm: {
    rateLimit: json(
      429,
      error("litellm.RateLimitError: deployment over user-defined rpm limit", "throttling_error", "429"),
      { "retry-after": "3" },
    ),
    budget: json(
      400,
      error("Budget has been exceeded! Current cost: 10.2, Max budget: 10.0", "budget_exceeded", "400"),
    ),
    contextLength: json(
      400,
      error("litellm.ContextWindowExceededError: litellm.BadRequestError: prompt is too long", null, "400"),
    ),
    unknownRoute: json(404, { detail: "Not Found" }),
  },
} as const;
