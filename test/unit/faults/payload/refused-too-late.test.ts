import { understands } from "./payload";
import type { Pen } from "./pens";

const error = (message: string, code: number | string, type = "api_error"): object => ({
  error: { message, type, code },
});

describe("a refusal after the answer has begun", () => {
  for (const [name, value] of [
    ["the request", error("litellm.APIConnectionError: Ollama_chatException - 400", 400)],
    ["the request, by its type", error("Invalid parameter", "x", "invalid_request_error")],
    ["the key", error("Incorrect API key provided", "invalid_api_key")],
    ["the key, by its status", error("Unauthorized", 401)],
    ["the caller", error("Forbidden", 403)],
    ["the model", error("The model `m` does not exist", "model_not_found")],
    ["the place", error("Country, region, or territory not supported", "unsupported_country_region_territory")],
  ] as const) {
    understands(`of ${name} is the server's failure`, (pen) => pen.text("One ") + pen.event(value) + pen.end, {
      kind: "stream_error",
      shown: "One ",
    });
    understands(`of ${name} is so after reasoning too`, (pen) => pen.thinking("Hm.") + pen.event(value) + pen.end, {
      kind: "stream_error",
    });
  }
  for (const [kind, value] of [
    ["quota", error("You exceeded your current quota", "insufficient_quota")],
    ["rate_limited", error("Rate limit exceeded", 429)],
    ["context_length", error("This model's maximum context length is 8192 tokens", 400)],
    ["content_filter", error("The response was filtered by content_filter", "content_filter")],
  ] as const)
    understands(`that may come at any time stays what it is: ${kind}`, (pen) => pen.text("One ") + pen.event(value), {
      kind,
      shown: "One ",
    });
});

describe("a refusal before the answer has begun", () => {
  const opened = (pen: Pen): string => pen.message({ role: "assistant", content: "" });
  for (const [kind, value] of [
    ["bad_request", error("Invalid parameter", 400)],
    ["auth", error("Incorrect API key provided", "invalid_api_key")],
    ["model_missing", error("The model `m` does not exist", "model_not_found")],
  ] as const)
    understands(
      `is ${kind}, although a piece without text came`,
      (pen) => opened(pen) + pen.event(value),
      { kind },
      // Ollama's own errors are words alone.
      ["openai"],
    );
});
