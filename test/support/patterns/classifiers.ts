import * as anthropicLimits from "../../../src/core/endpoint/anthropic/anthropic-limits";
import * as finishReason from "../../../src/core/endpoint/answer/finish-reason";
import * as messageParts from "../../../src/core/endpoint/answer/message-parts";
import * as openAiQuirks from "../../../src/core/endpoint/openai/openai-quirks";
import * as retryAfter from "../../../src/core/failure/retry-after";
import * as classifyBody from "../../../src/core/failure/classify-body";
import * as classifyContext from "../../../src/core/failure/classify-context";
import * as classifyResponse from "../../../src/core/failure/classify-response";
import * as inBandError from "../../../src/core/failure/in-band/in-band-error";
import * as saysNothing from "../../../src/core/failure/in-band/says-nothing";
import * as classifyTransport from "../../../src/core/failure/classify-transport";
import * as webPage from "../../../src/core/failure/web-page";
import * as classifyWords from "../../../src/core/failure/classify-words";
import * as shownUrl from "../../../src/core/foreign/shown-url";
import { TransportError } from "../../../src/core/ports/transport";
import type { Reader } from "./reader";

const cloud: classifyContext.ClassifyContext = {
  url: "https://api.example/v1",
  type: "openai",
  model: "m",
  apiKey: "sk-mine-1234567",
  wallNow: 0,
};
const local: classifyContext.ClassifyContext = { ...cloud, url: "http://localhost:11434", type: "ollama" };
const STATUSES = [302, 400, 403, 404, 413, 429, 500, 503];

/** A body that says this in the shape of its type. */
export const answerIn404 = (text: string, type: string): string =>
  type === "application/json" ? JSON.stringify({ error: { message: text } }) : text;

const plain = (error: { kind?: unknown; message: string; details?: { retryAfterMs?: number } }): unknown => [
  error.kind,
  error.message,
  error.details?.retryAfterMs,
];
const refusals = (body: string, headers: Record<string, string> = {}): unknown =>
  STATUSES.map((status) =>
    plain(classifyResponse.classifyResponse({ status, headers, body }, status === 500 ? local : cloud)),
  );
/** Details are handed on as they are, for who reads a wait from them. */
const withoutDetails = ({ details: _whole, ...facts }: classifyBody.ErrorFacts): unknown => facts;
const call = { model: "m", messages: [], stream: true, temperature: 0, maxTokens: 9 };

/** Those that ask what a server means: they look at the beginning of a text only. */
export const classifiers: Reader[] = [
  { name: "classifyResponse, plain", read: (text) => refusals(text) },
  { name: "classifyResponse, a message", read: (text) => refusals(JSON.stringify({ error: { message: text } })) },
  {
    name: "classifyResponse, every field",
    read: (text) =>
      refusals(
        JSON.stringify({
          error: {
            message: "",
            code: text,
            type: text,
            status: text,
            details: [text, { retryDelay: text }],
            metadata: { raw: text },
            detail: [{ msg: text }],
          },
        }),
      ),
  },
  {
    name: "classifyResponse, JSON in JSON",
    read: (text) => refusals(JSON.stringify({ error: JSON.stringify({ error: { message: text } }) })),
  },
  {
    name: "classifyResponse, headers",
    read: (text) =>
      refusals("", {
        "content-type": text,
        location: text,
        "retry-after": text,
        "retry-after-ms": text,
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": text,
      }),
  },
  {
    name: "classifyResponse, a header's name",
    read: (text) => refusals("", { [text]: "0", [`ratelimit${text}`]: "0" }),
  },
  {
    name: "classifyInBandError",
    read: (text) =>
      [text, { error: text }, { message: text, code: text }, [[{ error: { message: text } }]]].map((value) =>
        plain(classifyResponse.classifyInBandError(value, cloud)),
      ),
  },
  {
    name: "classifyTransport",
    read: (text) =>
      (["internal", "proxy", "tls"] as const).map((kind) =>
        plain(classifyTransport.classifyTransport(new TransportError(kind, text, { code: text }), cloud)),
      ),
  },
  {
    name: "classifyTransport, an exception",
    read: (text) => plain(classifyTransport.classifyTransport(new TypeError(text), cloud)),
  },
  {
    name: "isWebPage",
    read: (text) => [webPage.isWebPage({ "content-type": text }, ""), webPage.isWebPage({}, text)],
  },
  { name: "pageName", read: (text) => [webPage.pageName(text), webPage.pageName(`<title>${text}`)] },
  { name: "readErrorText", read: (text) => classifyBody.readErrorText(text) },
  {
    name: "readErrorValue",
    read: (text) =>
      withoutDetails(classifyBody.readErrorValue({ message: text, details: [text], metadata: { raw: text } })),
  },
  {
    name: "speaksOf",
    read: (text) => Object.values(classifyWords.speaksOf).map((speaks) => speaks(classifyBody.readErrorValue(text))),
  },
  { name: "tokenCounts", read: (text) => classifyWords.tokenCounts(classifyBody.readErrorValue(text)) },
  {
    name: "retryAfterFromHeaders",
    read: (text) =>
      ["retry-after", "retry-after-ms", "x-ms-retry-after-ms"].map((name) =>
        retryAfter.retryAfterFromHeaders({ [name]: text }, 0),
      ),
  },
  {
    name: "retryAfterFromBody",
    read: (text) => [
      retryAfter.retryAfterFromBody(text, []),
      retryAfter.retryAfterFromBody("", [{ retryDelay: text }]),
    ],
  },
  {
    name: "readFinish",
    read: (text) => [finishReason.readFinish(text), finishReason.readFinish({ type: text })],
  },
  {
    name: "saidByMessage",
    read: (text) => {
      const message = { content: [{ type: text, text: "Hi" }] };
      return [
        messageParts.saidByMessage(message).length,
        messageParts.saidByPart({ type: text, thinking: "Hm" }).length,
      ];
    },
  },
  {
    name: "inBandError",
    read: (text) => [
      inBandError.inBandError({ error: text, message: text }) !== undefined,
      saysNothing.saysNothing([text]),
    ],
  },
  { name: "OpenAiQuirks", read: (text) => new openAiQuirks.OpenAiQuirks().learn(call, text) },
  {
    name: "AnthropicLimits",
    read: (text) =>
      [call, { ...call, maxTokens: undefined }].map((asked) =>
        new anthropicLimits.AnthropicLimits().learn(asked as never, text),
      ),
  },
  {
    name: "quoted",
    read: (text) => [
      classifyContext.quoted(text, "sk-mine-1234567"),
      classifyContext.sentence("It says", text, undefined),
    ],
  },
  { name: "serverAt", read: (text) => classifyContext.serverAt({ ...cloud, url: text }) },
  { name: "shownUrl", read: (text) => [shownUrl.shownUrl(text), shownUrl.shownUrl(text, "https://api.example/v1")] },
];
