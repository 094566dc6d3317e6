import type { Fault } from "../fault";

type StatusFault = Extract<Fault, { kind: "status" }>;

/** The body of every error, in a refusal and inside a stream alike. */
export const anthropicError = (type: string, message: string, details?: Record<string, unknown>) => ({
  type: "error",
  error: { ...(details && { details }), type, message },
  request_id: "req_011CSHoEeqs5C35K2UUqR7Fy",
});

const json = (
  status: number,
  type: string,
  message: string,
  headers: Record<string, string> = {},
  details?: Record<string, unknown>,
): StatusFault => ({
  kind: "status",
  status,
  body: anthropicError(type, message, details),
  headers: { "request-id": "req_011CSHoEeqs5C35K2UUqR7Fy", ...headers },
});

/** Answers with which Anthropic's API refuses a request (https://docs.anthropic.com/en/api/errors, …/rate-limits). */
export const anthropicErrors = {
  overloaded: json(529, "overloaded_error", "Overloaded"),
  rateLimit: (retryAfterSeconds?: number): StatusFault =>
    json(
      429,
      "rate_limit_error",
      "This request would exceed your organization's rate limit of 50 requests per minute.",
      {
        "anthropic-ratelimit-requests-limit": "50",
        "anthropic-ratelimit-requests-remaining": "0",
        ...(retryAfterSeconds !== undefined && { "retry-after": String(retryAfterSeconds) }),
      },
    ),
  /** Says only by its headers when the limit that is used up is refilled; the other one is not used up. */
  rateLimitUntil: (resetAt = new Date(2_000_000_000_000)): StatusFault =>
    json(
      429,
      "rate_limit_error",
      "This request would exceed your organization's rate limit of 40,000 output tokens per minute.",
      {
        "anthropic-ratelimit-requests-remaining": "49",
        "anthropic-ratelimit-requests-reset": new Date(resetAt.getTime() + 3_600_000).toISOString(),
        "anthropic-ratelimit-output-tokens-remaining": "0",
        "anthropic-ratelimit-output-tokens-reset": resetAt.toISOString(),
      },
    ),
  spendLimit: json(
    429,
    "rate_limit_error",
    "You have reached your API usage limits: your organization has crossed its monthly API usage threshold.",
    {},
    { error_code: "enforced_spend_limit_reached" },
  ),
  /** A limit that the organization has set itself. */
  ownSpendLimit: json(
    400,
    "invalid_request_error",
    "You have reached your specified API usage limits. You will regain access on 2026-08-01 at 00:00 UTC.",
  ),
  credit: json(
    400,
    "invalid_request_error",
    "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.",
  ),
  billing: json(402, "billing_error", "Your credit balance is too low to access the API."),
  auth: json(401, "authentication_error", "invalid x-api-key"),
  permission: json(403, "permission_error", "Your API key does not have permission to use the specified resource."),
  modelMissing: (model = "claude-none"): StatusFault => json(404, "not_found_error", `model: ${model}`),
  unknownRoute: json(404, "not_found_error", "Not found"),
  tooLarge: json(413, "request_too_large", "Request exceeds the maximum size"),
  contextLength: json(400, "invalid_request_error", "prompt is too long: 208310 tokens > 200000 maximum"),
  /** The prompt fits, but not together with the answer that was allowed for. */
  promptAndAnswer: (promptTokens = 199_900, maxTokens = 16_384): StatusFault =>
    json(
      400,
      "invalid_request_error",
      `input length and \`max_tokens\` exceed context limit: ${promptTokens} + ${maxTokens} > 200000, decrease input length or \`max_tokens\` and try again`,
    ),
  maxTokens: (asked = 16_384, most = 4_096): StatusFault =>
    json(
      400,
      "invalid_request_error",
      `max_tokens: ${asked} > ${most}, which is the maximum allowed number of output tokens for claude-3-haiku-20240307`,
    ),
  temperature: json(400, "invalid_request_error", "`temperature` is deprecated for this model."),
  prefill: json(
    400,
    "invalid_request_error",
    "This model does not support assistant message prefill. The conversation must end with a user message.",
  ),
  badRequest: json(400, "invalid_request_error", "messages.0.content.0.text.text: Field required"),
  apiError: json(500, "api_error", "Internal server error"),
  timeout: json(504, "timeout_error", "Request timed out"),
} as const;
