import { strict as assert } from "node:assert";
import { TransportError, type TransportErrorKind } from "../ports/transport";
import { readErrorText } from "./classify-body";
import { shownUrl } from "../foreign/shown-url";
import { quoted, type ClassifyContext } from "./classify-context";
import { classifyInBandError, classifyResponse } from "./classify-response";
import { classifyTransport } from "./classify-transport";
import { EndpointFailure } from "./endpoint-failure";
import type { FailureKind } from "../model/failure-kinds";

const ollama: ClassifyContext = { url: "http://localhost:11434/", type: "ollama", model: "llama3.2", wallNow: 0 };
const cloud: ClassifyContext = {
  url: "https://user:pass@api.example/v1",
  type: "openai",
  model: "gpt-x",
  apiKey: "sk-mine-1234567",
  wallNow: 0,
};
const refusal = (
  status: number,
  body: unknown,
  context = cloud,
  headers: Record<string, string> = {},
): EndpointFailure =>
  classifyResponse({ status, headers, body: typeof body === "string" ? body : JSON.stringify(body) }, context);

describe("the class of an error below HTTP", () => {
  const cases: [TransportErrorKind, FailureKind, RegExp][] = [
    ["refused", "refused", /^Nothing answers at https:\/\/api\.example\/v1/],
    ["connect_timeout", "connect_timeout", /in time/],
    ["dns", "dns", /name/],
    ["offline", "offline", /offline/],
    ["tls", "tls", /Certificate problem .*\(CERT_HAS_EXPIRED\)/],
    ["proxy", "proxy", /proxy/],
    ["reset", "reset", /closed the connection/],
    ["not_http", "not_an_api", /does not begin its answer as HTTP does/],
    ["internal", "internal", /Internal error/],
  ];
  for (const [kind, expected, says] of cases) {
    it(`${kind} is ${expected}`, () => {
      const failure = classifyTransport(new TransportError(kind, "why", { code: "CERT_HAS_EXPIRED" }), cloud);
      assert.equal(failure.kind, expected);
      assert.match(failure.message, says);
      assert.ok(failure.message.includes("https://api.example/v1"));
    });
  }
  it("names Ollama when it is not running", () =>
    assert.equal(
      classifyTransport(new TransportError("refused", ""), ollama).message,
      "Ollama is not running at http://localhost:11434.",
    ));
  it("says when TLS meets plain HTTP", () =>
    assert.match(
      classifyTransport(new TransportError("tls", "", { code: "ERR_SSL_WRONG_VERSION_NUMBER" }), cloud).message,
      /start with http:/,
    ));
  it("says when the proxy wants a login", () =>
    assert.match(
      classifyTransport(new TransportError("proxy", "", { proxyStatus: 407 }), cloud).message,
      /requires authentication/,
    ));
  it("looks for what the parser stumbled over in the parser's words, not in the name of a host", () => {
    const said = (host: string, cause: string): string =>
      classifyTransport(
        new TransportError("not_http", `The connection to ${host} broke: ${cause}`, {
          code: "HPE_INVALID",
          cause: new Error(cause),
        }),
        cloud,
      ).message;
    assert.match(said("status.example", "Parse Error: Expected HTTP/"), /does not begin its answer as HTTP does/);
    assert.match(said("version.example", "Parse Error: Invalid status code"), /has no status/);
  });
  it("takes a defect of our own as internal (row 34), and lets a failure pass", () => {
    assert.equal(classifyTransport(new TypeError("x is undefined"), cloud).kind, "internal");
    const failure = new EndpointFailure("empty", "nothing");
    assert.equal(classifyTransport(failure, cloud), failure);
  });
});

describe("the class of a refusing answer", () => {
  it("of Ollama's cloud models asks for a sign-in (1.6)", () => {
    const failure = refusal(401, { error: "unauthorized", signin_url: "https://ollama.com/connect" }, ollama);
    assert.equal(failure.kind, "auth");
    assert.match(failure.message, /ollama signin/);
  });
  it("of Ollama's guard against foreign names is no matter of a key (1.6)", () => {
    const failure = refusal(403, "", ollama);
    assert.equal(failure.kind, "auth");
    assert.match(failure.message, /OLLAMA_ORIGINS/);
  });
  it("of Ollama names the model that is not installed (row 20)", () => {
    assert.equal(
      refusal(404, { error: "model 'llama3.2' not found" }, ollama).message,
      "The model llama3.2 is not installed at http://localhost:11434.",
    );
  });
  it("of Ollama with JSON inside JSON gives the sizes (row 22)", () => {
    const inner = JSON.stringify({
      error: {
        code: 400,
        message: "request (9412 tokens) exceeds the available context size (8192 tokens), try increasing it",
        type: "exceed_context_size_error",
        n_prompt_tokens: 9412,
        n_ctx: 8192,
      },
    });
    const { kind, details } = refusal(400, { error: inner }, ollama);
    assert.deepEqual([kind, details.promptTokens, details.contextLength], ["context_length", 9412, 8192]);
  });
  const bodies: [string, number, unknown, FailureKind][] = [
    ["403 without a body", 403, "", "auth"],
    ["403 with a page", 403, "<html>Access denied</html>", "blocked"],
    ["405", 405, "405 method not allowed", "not_an_api"],
    ["404 in plain text", 404, "404 page not found", "not_an_api"],
    ["404 in HTML", 404, "<!DOCTYPE html><h1>Not Found</h1>", "not_an_api"],
    ["407", 407, "", "proxy"],
    ["410 of a model", 410, { error: { message: "The model gpt-x has been deprecated" } }, "model_missing"],
    [
      "Groq's day (row 18)",
      429,
      {
        error: {
          message: "Rate limit reached on tokens per day (TPD): Limit 100000, Used 99999. Please try again in 7m12s",
          code: "rate_limit_exceeded",
        },
      },
      "quota",
    ],
    [
      "Gemini by the minute (row 16)",
      429,
      [
        {
          error: {
            status: "RESOURCE_EXHAUSTED",
            message: "You exceeded your current quota, please check your plan and billing details.",
            details: [{ violations: [{ quotaId: "GenerateRequestsPerMinute" }] }],
          },
        },
      ],
      "rate_limited",
    ],
    ["429 slow down (row 17)", 429, { error: { code: "slow_down", message: "Slow down" } }, "rate_limited"],
    [
      "Groq's 413 (row 22)",
      413,
      {
        error: {
          message: "Request too large for model x on tokens per minute (TPM): Limit 6000, Requested 7000",
          code: "rate_limit_exceeded",
        },
      },
      "context_length",
    ],
    ["501 (row 24)", 501, "", "server_error"],
    ["520 (row 24)", 520, "<html></html>", "server_error"],
    ["529 (row 26)", 529, "", "overloaded"],
    ["a cloud's own out of memory (row 24)", 500, { error: { message: "CUDA out of memory" } }, "server_error"],
    [
      "Ollama's load failure by /v1 (row 25)",
      500,
      { error: { message: "llama-server process has terminated: exit status 1", type: "api_error" } },
      "load_failed",
    ],
    ["418", 418, "", "bad_request"],
    [
      "OpenRouter's unknown model",
      400,
      { error: { code: 400, message: "foo is not a valid model ID" } },
      "model_missing",
    ],
    [
      "Anthropic's empty credit",
      400,
      {
        type: "error",
        error: { type: "invalid_request_error", message: "Your credit balance is too low to access the API" },
      },
      "quota",
    ],
    [
      "a key that is not that of a LiteLLM without a database",
      400,
      { error: { message: "No connected db.", type: "no_db_connection", param: null, code: "400" } },
      "auth",
    ],
    ["a body of another kind", 500, "[1, 2", "server_error"],
    ["a null body", 400, "null", "bad_request"],
  ];
  for (const [name, status, body, kind] of bodies)
    it(`${name} is ${kind}`, () => assert.equal(refusal(status, body).kind, kind));

  it("quotes a provider in one short line without keys and without JSON", () => {
    const long = refusal(400, {
      error: { message: `Wrong key sk-mine-1234567 ${"and so on ".repeat(100)}\n\u0000<b>` },
    });
    assert.ok(
      long.message.length < 320 && !long.message.includes("sk-mine") && !/[\n\u0000]/.test(long.message),
      long.message,
    );
    assert.equal(quoted('{"a":1}', undefined), "");
    assert.equal(quoted("Bearer abc.def failed", undefined), "Bearer … failed");
  });
  it("shows an address without credentials", () =>
    assert.equal(shownUrl("https://user:pass@api.example/v1/"), "https://api.example/v1"));
  it("keeps the provider's code and the hint", () => {
    const { details } = refusal(429, { error: { message: "Please try again in 1.5s", code: "rate_limit_exceeded" } });
    assert.deepEqual([details.code, details.retryAfterMs, details.status], ["rate_limit_exceeded", 1_500, 429]);
  });
});

describe("the class of an error inside a 200", () => {
  const cases: [string, unknown, FailureKind][] = [
    ["Ollama's crash", { error: "an error was encountered while running the model: unexpected EOF" }, "stream_error"],
    [
      "Ollama's memory",
      { error: "llama-server reported out-of-memory during startup: cudaMalloc failed: out of memory" },
      "load_failed",
    ],
    ["overload", { error: { type: "overloaded_error", message: "Overloaded" } }, "overloaded"],
    ["a code as text", { error: { code: "429", message: "busy" } }, "rate_limited"],
    ["a filter", { error: { code: "content_filter", message: "filtered" } }, "content_filter"],
    ["a rejected key", { error: { code: "invalid_api_key", message: "no" } }, "auth"],
    ["nothing known", { error: {} }, "stream_error"],
    ["a number", { error: 7 }, "stream_error"],
  ];
  for (const [name, value, kind] of cases)
    it(`${name} is ${kind}`, () => assert.equal(classifyInBandError(value, ollama).kind, kind));
  it("overload is stream_error once the answer has begun", () => {
    const value = { error: { type: "overloaded_error", message: "Overloaded" } };
    const failure = classifyInBandError(value, ollama, true);
    assert.deepEqual([failure.kind, /broke off its answer: Overloaded/.test(failure.message)], ["stream_error", true]);
  });
  it("names no status that never came", () =>
    assert.doesNotMatch(classifyInBandError({ error: { code: 503, message: "busy" } }, ollama).message, /HTTP/));
});

it("an error's text is found however deep it is nested, and never without end", () => {
  let nested: unknown = "deep";
  for (let depth = 0; depth < 200; depth++) nested = { error: depth < 8 ? JSON.stringify(nested) : nested };
  assert.equal(typeof readErrorText(JSON.stringify(nested)).message, "string");
  assert.equal(readErrorText("plain words").message, "plain words");
  assert.equal(readErrorText('{"detail":[{"msg":"field required"}]}').message, "field required");
  assert.match(
    readErrorText(
      '{"error":{"message":"Provider returned error","metadata":{"raw":"{\\"error\\":{\\"message\\":\\"inner\\"}}"}}}',
    ).message,
    /inner/,
  );
});
