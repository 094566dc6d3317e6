import * as anthropicModels from "../../../src/core/endpoint/anthropic/anthropic-models";
import * as anthropicUrl from "../../../src/core/endpoint/anthropic/anthropic-url";
import { AnthropicAnswer } from "../../../src/core/endpoint/anthropic/anthropic-answer";
import { AnswerReader } from "../../../src/core/endpoint/answer/answer-reader";
import * as wholeCharacters from "../../../src/core/endpoint/answer/whole-characters";
import * as chat from "../../../src/core/endpoint/chat";
import * as durationWords from "../../../src/core/failure/duration-words";
import * as headerRules from "../../../src/core/endpoint/header-rules";
import * as keyInClear from "../../../src/core/endpoint/key-in-clear";
import * as endpointAddress from "../../../src/core/endpoint/address";
import * as ollamaModels from "../../../src/core/endpoint/ollama/ollama-models";
import { OllamaAnswer } from "../../../src/core/endpoint/ollama/ollama-answer";
import * as ollamaUrl from "../../../src/core/endpoint/ollama/ollama-url";
import { OpenAiAnswer } from "../../../src/core/endpoint/openai/openai-answer";
import * as openAiModels from "../../../src/core/endpoint/openai/openai-models";
import * as openAiUrl from "../../../src/core/endpoint/openai/openai-url";
import * as retryAfter from "../../../src/core/failure/retry-after";
import * as foreignAddress from "../../../src/core/foreign/address";
import * as wireEvents from "../../../src/core/endpoint/wire/wire-events";
import * as json from "../../../src/core/foreign/json";
import * as endpointUrl from "../../../src/core/health/endpoint-url";
import * as requestText from "../../../src/core/history/rules/request-text";
import * as searchTerms from "../../../src/core/history/rules/search-terms";
import * as secretNames from "../../../src/core/model/secret-names";
import * as addressRule from "../../../src/host/settings/rules/address-rule";
import * as shownValues from "../../../src/host/settings/rules/shown-value";
import * as codeBlocks from "../../../src/host/editing/code-blocks";
import * as fitted from "../../../src/host/editing/fitted";
import * as proxyRules from "../../../src/node/transport/proxy/proxy-rules";
import * as route from "../../../src/node/transport/connect/route";
import * as target from "../../../src/node/transport/base/target";
import * as otlpAddress from "../../../src/node/telemetry/otlp/otlp-address";
import type { Reader } from "./reader";

/** Those that ask where a host is. */
export const hosts = (text: string): void => {
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
const cloud = { url: "https://api.example/v1", type: "openai", model: "m", wallNow: 0 } as const;
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
        openAiUrl.loadedModelsUrls(openAiUrl.openAiAddress(url)),
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
    read: (text) => [
      codeBlocks.codeBlocks(text),
      codeBlocks.codeFor(`\`\`\`\n${text}`, 1),
      fitted.fitted(text, text, { unit: "\t", lineIndent: text, inLine: false }),
    ],
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
      json.isFields(text),
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
