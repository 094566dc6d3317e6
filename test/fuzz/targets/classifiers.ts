import fc from "fast-check";
import { duration, retryAfterFromBody, retryAfterFromHeaders } from "../../../src/core/failure/retry-after";
import { readErrorText, readErrorValue } from "../../../src/core/failure/classify-body";
import { quoted, sentence, type ClassifyContext } from "../../../src/core/failure/classify-context";
import { classifyInBandError, classifyResponse } from "../../../src/core/failure/classify-response";
import { isWebPage, pageName } from "../../../src/core/failure/web-page";
import { classifyTransport } from "../../../src/core/failure/classify-transport";
import { judge } from "../../../src/core/failure/verdict";
import { MAX_QUOTE_CHARS } from "../../../src/core/model/limits";
import { TransportError } from "../../../src/core/ports/transport";
import { must } from "../alarm";
import { errorBodies, errorPages } from "../corpus";
import { mustBeGoodFailure } from "../failure-check";
import { hostileReply, repeated } from "../hostile-text";
import { mutatedJson } from "../mutate";
import { KEY, mustBeClean } from "../showable";
import { target, type Size } from "../target";

const wallNow = Date.UTC(2026, 0, 1);
const contexts: ClassifyContext[] = [
  { url: "http://localhost:11434", type: "ollama", model: "llama3.2", apiKey: KEY, wallNow },
  { url: "https://api.example/v1", type: "openai", model: "gpt-4o-mini", apiKey: KEY, wallNow },
];

const body = (size: Size): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 6, arbitrary: mutatedJson(errorBodies, size, hostileReply(size)) },
    { weight: 1, arbitrary: fc.constantFrom(...errorPages) },
    { weight: 2, arbitrary: hostileReply(size) },
    { weight: 2, arbitrary: repeated(size) },
  );

const context = fc.constantFrom(...contexts);

/** Every header that a hint can stand in. */
const HINT_HEADERS = [
  "retry-after",
  "retry-after-ms",
  "x-ms-retry-after-ms",
  "x-ratelimit-remaining-requests",
  "x-ratelimit-reset-requests",
  "x-ratelimit-remaining-tokens",
  "x-ratelimit-reset-tokens",
  "anthropic-ratelimit-requests-remaining",
  "anthropic-ratelimit-requests-reset",
  "x-should-retry",
  "date",
  "location",
  "content-type",
  "www-authenticate",
  "server",
] as const;
const headerValue = (size: Size): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constantFrom(
      "0",
      "7",
      "-5",
      "1.5",
      "9".repeat(400),
      "1767225600",
      "1767225600000",
      "Wed, 21 Oct 2026 07:28:00 GMT",
      "Sunday, 06-Nov-94 08:49:37 GMT",
      "Sun Nov  6 08:49:37 1994",
      "2026-01-01T00:00:10Z",
      "1s",
      "6m0s",
      "1h2m3.5s",
      "120ms",
      "text/html",
      "false",
      "https://other.example/login",
    ),
    fc
      .tuple(fc.constantFrom("9", "1h", "1d", "1m1s", "1 "), fc.nat(Math.min(size.text, 16_384)))
      .map(([token, times]) => token.repeat(Math.ceil(times / token.length))),
    hostileReply(size),
  );
const headers = (size: Size): fc.Arbitrary<Record<string, string>> =>
  fc
    .array(fc.tuple(fc.constantFrom(...HINT_HEADERS), headerValue(size)), { maxLength: 4 })
    .map((entries) => Object.fromEntries(entries));

/** A refusal: its status, its headers and its body, as the client hands them on. */
export const refusalTarget = target<{
  status: number;
  headers: Record<string, string>;
  body: string;
  context: ClassifyContext;
}>({
  name: "refusals",
  about: "status, headers and bodies of errors, in 200s too",
  input: (size) =>
    fc.record({
      status: fc.oneof(
        fc.constantFrom(200, 301, 400, 401, 402, 403, 404, 407, 408, 413, 422, 429, 498, 500, 502, 503, 511, 529),
        fc.integer({ min: 100, max: 999 }),
      ),
      headers: headers(size),
      body: body(size),
      context,
    }),
  run({ status, headers: given, body: text, context: about }, watch) {
    const failure = watch.call(() => classifyResponse({ status, headers: given, body: text }, about));
    mustBeGoodFailure(failure);
    judge(failure, { local: true, loopback: false, shown: false, emptyStreak: 1, online: true });
    let value: unknown = text;
    try {
      value = JSON.parse(text) as unknown;
    } catch {
      // A text is an error of its own in a stream.
    }
    mustBeGoodFailure(watch.call(() => classifyInBandError(value, about)));
    watch.call(() => isWebPage(given, text));
    watch.call(() => pageName(text));
  },
});

/** The parts of the classifier one by one, so that a slow one is named. */
export const wordTarget = target<{ text: string; context: ClassifyContext }>({
  name: "words",
  about: "single classifiers: quotes, error shapes, durations, hints in words",
  input: (size) => fc.record({ text: body(size), context }),
  run({ text, context: about }, watch) {
    const quote = watch.call(() => quoted(text, about.apiKey));
    mustBeClean(quote, "a quote");
    must(quote.length <= MAX_QUOTE_CHARS, "raw", () => `a quote of ${quote.length} characters`);
    mustBeClean(
      watch.call(() => sentence("The server is down", text, about.apiKey)),
      "a sentence",
    );
    const facts = watch.call(() => readErrorText(text));
    must(typeof facts.message === "string" && typeof facts.haystack === "string", "wrong", () => "facts without words");
    watch.call(() => readErrorValue(text));
    watch.call(() => duration(text));
    watch.call(() => retryAfterFromBody(text, [{ retryDelay: text }, text]));
    watch.call(() => retryAfterFromBody(text, []));
    watch.call(() =>
      retryAfterFromHeaders(
        { "retry-after": text, "x-ratelimit-remaining-requests": text, "x-ratelimit-reset-requests": text },
        wallNow,
      ),
    );
  },
});

const TRANSPORT_KINDS = ["refused", "connect_timeout", "dns", "offline", "tls", "proxy", "reset", "not_http"] as const;

/** What the runtime says of a connection; the other side's certificate and proxy have a word in it. */
export const transportTarget = target<{
  kind: (typeof TRANSPORT_KINDS)[number];
  message: string;
  code: string;
  context: ClassifyContext;
}>({
  name: "transport-errors",
  about: "errors below HTTP, with words from certificates and proxies",
  input: (size) =>
    fc.record({
      kind: fc.constantFrom(...TRANSPORT_KINDS),
      message: hostileReply(size),
      code: fc.constantFrom(
        "ECONNREFUSED",
        "CERT_HAS_EXPIRED",
        "ERR_SSL_WRONG_VERSION_NUMBER",
        "UND_ERR_INVALID_ARG",
        "",
      ),
      context,
    }),
  run: ({ kind, message, code, context: about }, watch) =>
    mustBeGoodFailure(watch.call(() => classifyTransport(new TransportError(kind, message, { code }), about))),
});
