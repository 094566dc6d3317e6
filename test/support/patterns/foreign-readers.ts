import * as anthropicLimits from "../../../src/core/endpoint/anthropic/anthropic-limits";
import * as anthropicModels from "../../../src/core/endpoint/anthropic/anthropic-models";
import * as anthropicUrl from "../../../src/core/endpoint/anthropic/anthropic-url";
import { AnthropicAnswer } from "../../../src/core/endpoint/anthropic/anthropic-answer";
import { AnswerReader } from "../../../src/core/endpoint/answer/answer-reader";
import * as finishReason from "../../../src/core/endpoint/answer/finish-reason";
import * as messageParts from "../../../src/core/endpoint/answer/message-parts";
import * as wholeCharacters from "../../../src/core/endpoint/answer/whole-characters";
import * as chat from "../../../src/core/endpoint/chat";
import * as durationWords from "../../../src/core/endpoint/wire/duration-words";
import * as headerRules from "../../../src/core/endpoint/header-rules";
import * as keyInClear from "../../../src/core/endpoint/key-in-clear";
import * as endpointAddress from "../../../src/core/endpoint/address";
import * as ollamaModels from "../../../src/core/endpoint/ollama/ollama-models";
import { OllamaAnswer } from "../../../src/core/endpoint/ollama/ollama-answer";
import * as ollamaUrl from "../../../src/core/endpoint/ollama/ollama-url";
import { OpenAiAnswer } from "../../../src/core/endpoint/openai/openai-answer";
import * as openAiModels from "../../../src/core/endpoint/openai/openai-models";
import * as openAiQuirks from "../../../src/core/endpoint/openai/openai-quirks";
import * as openAiUrl from "../../../src/core/endpoint/openai/openai-url";
import * as retryAfter from "../../../src/core/endpoint/wire/retry-after";
import * as classifyBody from "../../../src/core/failure/classify-body";
import * as classifyContext from "../../../src/core/failure/classify-context";
import * as classifyResponse from "../../../src/core/failure/classify-response";
import * as inBandError from "../../../src/core/failure/in-band-error";
import * as classifyTransport from "../../../src/core/failure/classify-transport";
import * as webPage from "../../../src/core/failure/web-page";
import * as classifyWords from "../../../src/core/failure/classify-words";
import * as foreignAddress from "../../../src/core/foreign/address";
import * as wireEvents from "../../../src/core/endpoint/wire/wire-events";
import * as firstWords from "../../../src/core/foreign/first-words";
import * as json from "../../../src/core/foreign/json";
import * as shownUrl from "../../../src/core/foreign/shown-url";
import * as tokenNumber from "../../../src/core/foreign/token-number";
import * as endpointUrl from "../../../src/core/health/endpoint-url";
import * as requestText from "../../../src/core/history/request-text";
import * as searchTerms from "../../../src/core/history/search-terms";
import * as secretNames from "../../../src/core/model/secret-names";
import * as addressRule from "../../../src/host/settings/address-rule";
import * as shownValues from "../../../src/host/settings/shown-value";
import { TransportError } from "../../../src/core/ports/transport";
import * as codeIn from "../../../src/host/answer-panel/code-in";
import * as proxyRules from "../../../src/node/transport/proxy/proxy-rules";
import * as route from "../../../src/node/transport/connect/route";
import * as target from "../../../src/node/transport/target";
import * as otlpAddress from "../../../src/node/telemetry/otlp-address";

/** Something that reads a text that somebody else wrote. `read` never throws, and gives what the reader made of it. */
export interface Reader {
  name: string;
  read(text: string): unknown;
}

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
      inBandError.saysNothing([text]),
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

const hosts = (text: string): void => {
  for (const host of [text, `127.${text}`, `10.${text}`, `::ffff:${text}`]) endpointAddress.isLoopback(host);
  endpointAddress.tierOf({ id: "x", type: "openai", url: `http://${text}` });
};
const attempted = (work: () => unknown): void => {
  try {
    work();
  } catch {
    // A text that is refused has been read.
  }
};
const aTarget = target.parseTarget("https://api.example/v1");

/** Those that read a text to its end: answers, names, addresses, what is searched for. */
export const otherReaders: Reader[] = [
  {
    name: "durations",
    read: (text) => [
      retryAfter.duration(text),
      durationWords.readDuration(text, 0),
      durationWords.readSeconds(text, 0),
      durationWords.pastSpace(text, 0),
    ],
  },
  {
    name: "lists of models",
    read: (text) => [
      chat.shortName(text),
      openAiModels.knownModels([{ id: text }]),
      ollamaModels.knownModels([{ name: text }]),
      openAiModels.chatModels([{ id: text }]),
      openAiModels.isListed([text], "m"),
      anthropicModels.isListed([`m-${text}`], "m"),
      anthropicModels.knownModels([{ id: text }]),
      ollamaModels.namesNewestFirst([{ name: text, details: { family: text } }]),
      ollamaUrl.sameModel(text, "m"),
    ],
  },
  { name: "hosts", read: hosts },
  {
    name: "WireEvents",
    read: (text) => {
      const events = new wireEvents.WireEvents();
      const bytes = new TextEncoder().encode(`data: ${text}\n${text}\n{"x":1}${text}\n`);
      return [events.feed(bytes).length, events.feed(undefined).length];
    },
  },
  {
    name: "answers in each format",
    read: (text) =>
      [new OpenAiAnswer(), new OllamaAnswer(), new AnthropicAnswer()].map((format) => {
        const reader = new AnswerReader(format, cloud);
        const said = { content: text, type: text, finish_reason: text, done_reason: text, stop_reason: text };
        for (const value of [{ choices: [{ delta: said, ...said }] }, { message: said, ...said }, { delta: said }])
          reader.feed(new TextEncoder().encode(`event: ${text}\ndata: ${JSON.stringify(value)}\n\n`));
        reader.feed(undefined);
        return [reader.failure?.kind, reader.answer.ending.type];
      }),
  },
  {
    name: "WholeCharacters",
    read: (text) => new wholeCharacters.WholeCharacters().next(text),
  },
  {
    name: "addresses",
    read: (text) =>
      [`http://host/${text}`, text].forEach((url) => [
        openAiUrl.openAiAddress(url).at("models"),
        openAiUrl.healthUrl(openAiUrl.openAiAddress(url)),
        openAiUrl.loadedModelsUrl(openAiUrl.openAiAddress(url)),
        openAiUrl.modelsUrl(openAiUrl.openAiAddress(url)),
        openAiUrl.deploymentOf(openAiUrl.openAiAddress(url)),
        ollamaUrl.ollamaAddress(url).href,
        anthropicUrl.anthropicAddress(url).at("v1/messages"),
        endpointUrl.normalizeEndpointUrl(url),
        endpointAddress.hostOf(url),
      ]),
  },
  { name: "an address of metrics", read: (text) => attempted(() => otlpAddress.otlpMetricsUrl(`http://host/${text}`)) },
  {
    name: "targets and proxies",
    read: (text) =>
      [
        () => target.parseTarget(`http://host/${text}`),
        () => route.makeRoute(aTarget, text),
        () => target.decoded(text),
        () => target.authority({ host: text, port: 1, secure: false }),
      ].forEach(attempted),
  },
  {
    name: "exceptions from the proxy",
    read: (text) =>
      [text, `[${text}`, `${text}:80`].forEach((pattern) =>
        proxyRules.chooseProxy(aTarget, undefined, { noProxy: [pattern], env: { NO_PROXY: text } }),
      ),
  },
  {
    name: "an answer's code",
    read: (text) => [codeIn.codeIn(text), codeIn.codeIn(`\`\`\`\n${text}`), codeIn.fitted(text, text, false)],
  },
  {
    name: "searches",
    read: (text) => [
      searchTerms.parseSearch(text),
      searchTerms.wordsOf(text),
      searchTerms.searchable(text),
      searchTerms.toFtsQuery([{ words: [text], text, prefix: false }]),
    ],
  },
  { name: "titles", read: (text) => requestText.titleOf({ title: text, messages: [] }) },
  {
    name: "JSON",
    read: (text) => [
      json.jsonText(text),
      json.parseJson(text),
      json.unlisted([text]),
      attempted(() => json.parseBoundedJson(text, { chars: Infinity, depth: 64 })),
    ],
  },
  {
    name: "names and headers in settings",
    read: (text) => [
      secretNames.namesSecret(text),
      headerRules.headerProblem(text, text),
      headerRules.headerProblem("x", text),
      shownValues.shownValue(text),
      shownValues.shownValue({ [text]: text }),
      shownValues.shownName(text),
    ],
  },
  {
    name: "addresses in settings",
    read: (text) =>
      [
        () => addressRule.httpAddress(`http://host/?${text}`, "url"),
        () => addressRule.optionalAddress(text, "url"),
        () => addressRule.proxyAddress(`socks5://${text}`, "proxy"),
        () => foreignAddress.bareAddress(text),
        () => keyInClear.sendsInClear(`http://${text}`),
      ].forEach(attempted),
  },
];

/** Exports that take no text, or only what this code wrote itself. */
const NOT_READERS = [
  "isFetchedByProxy",
  "noModelInstalled",
  "noModelListed",
  "modelNotInstalled",
  "noModelLoaded",
  "basicCredential",
  "headerCountProblem",
  "originOf",
  "Targets",
  "tokenCount",
  "tokenNumber",
  "matchesSearch",
  "searchTextOf",
  "touchedEndpoints",
  "isWeb",
  "bareHost",
  "parseAddress",
  "parseLoosely",
  "segmentsOf",
  "withSegments",
  "withoutEnding",
  "firstWords",
  "beginning",
];

/** What the modules above export and no reader here calls. */
export function untouched(): string[] {
  const modules = [
    anthropicLimits,
    anthropicModels,
    anthropicUrl,
    chat,
    finishReason,
    messageParts,
    wholeCharacters,
    inBandError,
    wireEvents,
    webPage,
    durationWords,
    endpointAddress,
    ollamaModels,
    ollamaUrl,
    openAiModels,
    openAiQuirks,
    openAiUrl,
    retryAfter,
    classifyBody,
    classifyContext,
    classifyResponse,
    classifyTransport,
    classifyWords,
    foreignAddress,
    firstWords,
    json,
    shownUrl,
    tokenNumber,
    endpointUrl,
    requestText,
    searchTerms,
    codeIn,
    headerRules,
    keyInClear,
    secretNames,
    addressRule,
    shownValues,
    proxyRules,
    route,
    target,
    otlpAddress,
  ];
  const readers = [...classifiers, ...otherReaders, { name: "", read: hosts }]
    .map(({ read }) => String(read))
    .join("\n");
  const names = modules
    .flatMap((module) => Object.keys(module))
    .filter((name) => name !== "default" && name !== "module.exports");
  return names.filter((name) => !NOT_READERS.includes(name) && !new RegExp(`\\b${name}\\b`).test(readers));
}
