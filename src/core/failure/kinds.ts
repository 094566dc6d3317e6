/** Every way in which an attempt at an endpoint can fail. */
export const failureKinds = [
  "refused", "connect_timeout", "dns", "offline", "tls", "proxy", "reset", "ttft_timeout", "idle_timeout", "truncated", "stream_error",
  "load_timeout", "load_failed", "rate_limited", "quota", "auth", "model_missing", "bad_request", "context_length", "content_filter",
  "too_large", "overloaded", "server_error", "not_an_api", "malformed", "empty", "circuit_open", "internal",
] as const;

export type FailureKind = (typeof failureKinds)[number];
