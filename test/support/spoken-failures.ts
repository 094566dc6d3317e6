import { LineTooLongError } from "../../src/core/endpoint/wire/line-splitter";
import { BodyTooLargeError } from "../../src/core/endpoint/wire/read-body";
import { malformed, tooLarge, truncated, wordless } from "../../src/core/endpoint/wire/unusable-answer";
import type { ClassifyContext } from "../../src/core/failure/classify-context";
import { classifyInBandError, classifyResponse } from "../../src/core/failure/classify-response";
import { classifyTransport } from "../../src/core/failure/classify-transport";
import type { EndpointFailure } from "../../src/core/failure/endpoint-failure";
import { EndpointError } from "../../src/core/failure/errors";
import { notLoaded } from "../../src/core/failure/loaded";
import { leaving, remoteModel } from "../../src/core/failure/local-only";
import type { EndpointConfig } from "../../src/core/model/endpoint";
import type { FailureKind } from "../../src/core/model/failure-kinds";
import { TransportError, type TransportErrorKind } from "../../src/core/ports/transport";
import { requestError } from "../../src/core/service/request/error";
import { attemptUnderTest, endpointUnderTest } from "./attempt-under-test";
import { FakeClock } from "./fake-clock";
import { hang, type Move } from "./scripted-client";
import { serviceUnderTest } from "./service-under-test";

/** Something that a person reads because a request failed. */
export interface SpokenFailure {
  /** Undefined: of several kinds together. */
  kind?: FailureKind;
  name: string;
  /** Says it in the language that is spoken now. */
  say: () => Promise<Said>;
  /** What is put into it and must be there in every language; a duration is written as the language does. */
  values: (string | { seconds: number })[];
}

interface Said {
  kind: FailureKind | undefined;
  message: string;
}

const PLACE = "http://werk.example:11434";
const MODEL = "model-x";
const ollama: ClassifyContext = { url: PLACE, type: "ollama", model: MODEL, wallNow: 0 };
const cloud: ClassifyContext = { url: PLACE, type: "openai", model: MODEL, apiKey: "sk-mine-1234567", wallNow: 0 };
const nameless: ClassifyContext = { url: PLACE, type: "openai", wallNow: 0 };
const WORDS = "says the server";

const said = ({ kind, message }: EndpointFailure | EndpointError): Said => ({ kind, message });

function spoken(
  kind: FailureKind,
  name: string,
  make: () => EndpointFailure | undefined,
  values: SpokenFailure["values"] = [PLACE],
): SpokenFailure {
  return { kind, name, values, say: async () => said(make()!) };
}

const below = (
  kind: FailureKind,
  event: TransportErrorKind,
  details: TransportError["details"] = {},
  context = cloud,
  values = [PLACE],
): SpokenFailure =>
  spoken(
    kind,
    `${event} ${JSON.stringify(details)} ${context.type}`,
    () => classifyTransport(new TransportError(event, "", details), context),
    values,
  );

function refused(
  kind: FailureKind,
  status: number,
  body: unknown = { error: { message: WORDS } },
  context = cloud,
  values: string[] = [PLACE],
  headers: Record<string, string> = {},
): SpokenFailure {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const name = `${status} ${text.slice(0, 60)} ${context.type} ${context.model ?? ""}`;
  return spoken(kind, name, () => classifyResponse({ status, headers, body: text }, context), values);
}

/** What one attempt at an endpoint that answers so ends with. */
const attempted = (
  kind: FailureKind,
  name: string,
  script: Move[],
  values: SpokenFailure["values"],
  setting: Parameters<typeof attemptUnderTest>[1] = {},
): SpokenFailure => ({
  kind,
  name,
  values: ["it", "http://localhost:1", ...values],
  say: async () => {
    const { record } = await attemptUnderTest([script], setting).run();
    return { kind: record.kind, message: record.message ?? "" };
  },
});

const one: EndpointConfig = { id: "one", type: "openai", url: `${PLACE}/1`, model: MODEL, tier: "cloud" };
const two: EndpointConfig = { id: "two", type: "ollama", url: `${PLACE}/2`, model: MODEL, tier: "local" };

/** What a whole request ends with, the last one of some. */
const asked = (
  name: string,
  endpoints: EndpointConfig[],
  values: SpokenFailure["values"],
  more: { requests?: number; prompt?: string; kind?: FailureKind; totalTimeoutMs?: number } = {},
): SpokenFailure => ({
  name,
  values,
  ...(more.kind && { kind: more.kind }),
  say: async () => {
    const script = (): Move[] =>
      more.totalTimeoutMs === undefined
        ? [{ fail: classifyTransport(new TransportError("reset", ""), cloud) }]
        : [{ hang: true }];
    const { service, run } = serviceUnderTest(
      {
        endpoints,
        breaker: { failureThreshold: 1 },
        totalTimeoutMs: more.totalTimeoutMs ?? 0,
        ...(endpoints.length > 0 && { chain: endpoints.map(({ id }) => ({ endpoint: id, timeoutMs: 10_000 })) }),
      },
      Object.fromEntries(endpoints.map(({ id }) => [id, [script()]])),
    );
    let error: unknown;
    for (let request = 0; request < (more.requests ?? 1); request++)
      error = await run(service.complete(more.prompt ?? "Hi")).catch((reason: unknown) => reason);
    await service.dispose();
    const message = error instanceof Error ? error.message : "";
    if ((error as { code?: unknown }).code === "CIRCUIT_OPEN") return { kind: "circuit_open", message };
    return { kind: error instanceof EndpointError ? error.kind : undefined, message };
  },
});

/** Breakers that somebody holds open. */
const heldOpen = (...ids: string[]): SpokenFailure => ({
  kind: "circuit_open",
  name: `held open: ${ids.join(", ")}`,
  values: [ids.join(", ")],
  say: async () => {
    const endpoints = new Map(ids.map((id) => [id, endpointUnderTest([hang], {}, new FakeClock(), id).endpoint]));
    for (const { breaker } of endpoints.values()) breaker.setMode("forced_open");
    const records = ids.map((endpoint) => ({
      ...{ endpoint, step: 0, startedAt: 0, durationMs: 0 },
      ...{ outcome: "skipped" as const, kind: "circuit_open" as const },
    }));
    const outcome = { records, expired: false, totalTimeoutMs: 0, endpoints, clock: new FakeClock() };
    return { kind: "circuit_open", message: requestError(outcome).message };
  },
});

const SIGNS: Move[] = Array.from({ length: 40 }, () => [{ wait: 9_000 }, { sign: true } as const]).flat();

/** Every kind of failure, in as many of its sentences as there are. */
export const SPOKEN_FAILURES: readonly SpokenFailure[] = [
  below("refused", "refused", {}, ollama),
  below("refused", "refused"),
  below("refused", "refused", { proxyStatus: 502 }, cloud, [PLACE, "502"]),
  below("connect_timeout", "connect_timeout"),
  below("connect_timeout", "connect_timeout", { proxyStatus: 504 }, cloud, [PLACE, "504"]),
  below("dns", "dns"),
  below("offline", "offline"),
  below("tls", "tls", { code: "CERT_HAS_EXPIRED" }, cloud, [PLACE, "CERT_HAS_EXPIRED"]),
  below("tls", "tls", { code: "ERR_SSL_WRONG_VERSION_NUMBER" }, cloud, [PLACE, "http://"]),
  below("proxy", "proxy"),
  below("proxy", "proxy", { proxyStatus: 407 }, cloud, [PLACE, "407"]),
  below("proxy", "proxy", { proxyStatus: 403 }, cloud, [PLACE, "403"]),
  refused("proxy", 407),
  below("reset", "reset", {}, ollama),
  attempted("ttft_timeout", "no token", hang, [{ seconds: 10 }]),
  attempted("ttft_timeout", "thinks without end", SIGNS, [{ seconds: 50 }], { times: { thinkingTimeoutMs: 50_000 } }),
  asked("the request's time is over", [one], ["one", `${PLACE}/1`, { seconds: 5 }], {
    kind: "ttft_timeout",
    totalTimeoutMs: 5_000,
  }),
  attempted("idle_timeout", "stalls", [{ text: "a" }, { hang: true }], [{ seconds: 30 }]),
  attempted("idle_timeout", "stalls while it thinks", [{ sign: true }, { hang: true }], [{ seconds: 30 }]),
  attempted("idle_timeout", "signs, but no text", [{ text: "a" }, ...SIGNS], [{ seconds: 50 }], {
    times: { thinkingTimeoutMs: 50_000 },
  }),
  spoken("truncated", "no end mark", () => truncated(ollama)),
  below("truncated", "truncated"),
  spoken("stream_error", "in the stream", () => classifyInBandError({ error: WORDS }, cloud, true), [PLACE, WORDS]),
  attempted("load_timeout", "loads without end", hang, ["m", { seconds: 60 }], {
    loadMs: 1e9,
    times: { loadTimeoutMs: 60_000 },
  }),
  refused("load_failed", 500, { error: "llama runner process has terminated" }, ollama, [PLACE, MODEL]),
  refused("rate_limited", 429, { error: { message: WORDS } }, cloud, [PLACE, WORDS]),
  refused("quota", 402, { error: { message: WORDS } }, cloud, [PLACE, WORDS]),
  refused("region", 451, { error: { message: WORDS } }, cloud, [PLACE, WORDS]),
  refused("auth", 401),
  refused("auth", 401, {}, nameless),
  refused("auth", 401, { error: "unauthorized", signin_url: "https://ollama.com" }, ollama, [PLACE, "ollama signin"]),
  refused("auth", 403, { error: { message: WORDS } }, cloud, [PLACE, WORDS, "403"]),
  refused("auth", 403, "", ollama, [PLACE, "OLLAMA_HOST", "OLLAMA_ORIGINS"]),
  below("auth", "internal", { cause: new Error("invalid authorization header") }),
  refused("model_missing", 404, { error: `model "${MODEL}" not found` }, ollama, [PLACE, MODEL]),
  refused("model_missing", 404, { error: { message: "model not found" } }, cloud, [PLACE, MODEL]),
  refused("model_missing", 404, { error: { message: "model not found" } }, nameless),
  refused("model_missing", 404, { error: { message: "No models loaded" } }, cloud),
  refused("blocked", 403, "<html><title>no</title></html>", cloud, [PLACE, "403"]),
  refused("bad_request", 400, { error: { message: WORDS } }, cloud, [PLACE, WORDS, "400"]),
  below("bad_request", "internal", { code: "ERR_INVALID_URL" }),
  below("bad_request", "internal", { code: "UND_ERR_INVALID_ARG" }),
  refused("unsupported", 400, { error: "registry/x does not support tools" }, ollama, [PLACE, MODEL]),
  refused("unsupported", 400, { error: "x is not a multimodal model" }, nameless),
  refused("context_length", 400, { error: { code: "context_length_exceeded", message: "too long" } }, cloud, [
    PLACE,
    MODEL,
  ]),
  refused(
    "context_length",
    400,
    { error: { code: 400, type: "exceed_context_size_error", message: "x", n_prompt_tokens: 9001, n_ctx: 8192 } },
    cloud,
    [PLACE, MODEL, "9001", "8192"],
  ),
  asked("the prompt is too long for all", [{ ...one, contextLength: 1000 }], ["one", MODEL, "1000", "1500"], {
    kind: "context_length",
    prompt: "x".repeat(9_000),
  }),
  refused("content_filter", 400, { error: { code: "content_filter", message: WORDS } }),
  spoken("too_large", "too many bytes", () => tooLarge(cloud, 8 * 1024 * 1024), [PLACE, "8"]),
  below("too_large", "too_large"),
  refused("overloaded", 503, { error: { message: WORDS } }, cloud, [PLACE, WORDS, "503"]),
  refused("overloaded", 503, { error: { message: "Loading model" } }, cloud, [PLACE, MODEL]),
  refused("overloaded", 503, { error: { message: "Loading model" } }, nameless),
  refused("server_error", 500, { error: { message: WORDS } }, cloud, [PLACE, WORDS, "500"]),
  refused("server_error", 408),
  refused("server_error", 409, {}, cloud, [PLACE, "409"]),
  refused("server_error", 499),
  refused("not_an_api", 200, "<html><title>Hotel</title></html>", cloud, [PLACE, "Hotel"]),
  refused("not_an_api", 302, "", cloud, [PLACE, "https://login.example/x", "302"], {
    location: "https://login.example/x",
  }),
  refused("not_an_api", 302, "", cloud, [PLACE, "302"]),
  refused("not_an_api", 511, ""),
  refused("not_an_api", 400, "The plain HTTP request was sent to HTTPS port", cloud, [PLACE, "https://"]),
  ...([ollama, cloud, { ...cloud, type: "anthropic" }] as const).map((context) =>
    refused("not_an_api", 404, "page not found", context, [PLACE, "404"]),
  ),
  ...["Missing expected CR", "Invalid header value char", "Invalid HTTP version", "Invalid status code", "x"].map(
    (reason) => below("not_an_api", "not_http", { code: "HPE_INVALID", cause: new Error(reason) }),
  ),
  ...["Content-Length can't be present", "Unexpected whitespace after header value"].map((reason) =>
    below("not_an_api", "not_http", { code: "HPE_INVALID", cause: new Error(reason) }),
  ),
  ...["UND_ERR_HEADERS_OVERFLOW", "FRAME_OVERFLOW", "UND_ERR_RES_CONTENT_LENGTH_MISMATCH"].map((code) =>
    below("not_an_api", "not_http", { code }),
  ),
  below("not_an_api", "not_http", { said: "\u0015\u0003\u0001" }, cloud, [PLACE, "https://"]),
  below("not_an_api", "not_http", { said: "PRI * HTTP/2.0" }),
  spoken("malformed", "no answer of its kind", () => malformed(ollama)),
  spoken("malformed", "a long line", () => malformed(cloud, LineTooLongError.ofLine(7)), [PLACE, "7"]),
  spoken("malformed", "a long event", () => malformed(cloud, LineTooLongError.ofEvent(7)), [PLACE, "7"]),
  spoken("malformed", "a large piece", () => malformed(cloud, new BodyTooLargeError(7 * 1024)), [PLACE, "7"]),
  spoken("malformed", "no word", () => wordless(cloud, 32 * 1024 * 1024), [PLACE, "32"]),
  below("malformed", "packed"),
  attempted("empty", "an empty answer", [{ finish: "stop" }], []),
  asked("a breaker is open", [one], ["one", { seconds: 60 }, PLACE], { kind: "circuit_open", requests: 2 }),
  asked("two breakers are open", [one, two], ["one, two", { seconds: 60 }], { kind: "circuit_open", requests: 2 }),
  heldOpen("one"),
  heldOpen("one", "two"),
  spoken("local_only", "a public address", () => leaving({ type: "openai", url: "https://api.example" }), [
    "https://api.example",
    "llmBreaker.localOnly",
  ]),
  spoken("local_only", "the editor", () => leaving({ type: "vscode-lm", url: "vscode-lm:editor" }), [
    "llmBreaker.localOnly",
  ]),
  spoken("local_only", "a proxy", () => leaving({ type: "openai", url: "http://10.0.0.1", proxy: "http://p" }), [
    "http://10.0.0.1",
  ]),
  spoken("local_only", "a cloud model", () => remoteModel("big:cloud"), ["big:cloud"]),
  spoken("not_loaded", "code that is gone", () => notLoaded(new Error("gone")), []),
  below("internal", "internal"),
  spoken("internal", "a defect", () => classifyTransport(new TypeError(WORDS), cloud), [PLACE, WORDS]),
  asked("two endpoints fail", [one, two], [PLACE]),
  asked("two endpoints are too slow", [one, two], ["one", "two", { seconds: 15 }], { totalTimeoutMs: 15_000 }),
  asked("there is nobody to ask", [], [], { kind: "internal" }),
];
