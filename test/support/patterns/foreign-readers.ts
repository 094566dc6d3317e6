import * as anthropicModels from "../../../src/core/endpoint/anthropic/anthropic-models";
import * as anthropicUrl from "../../../src/core/endpoint/anthropic/anthropic-url";
import * as chat from "../../../src/core/endpoint/chat";
import * as durationWords from "../../../src/core/failure/duration-words";
import * as headerRules from "../../../src/core/endpoint/header-rules";
import * as keyInClear from "../../../src/core/endpoint/key-in-clear";
import * as endpointAddress from "../../../src/core/endpoint/address";
import * as ollamaModels from "../../../src/core/endpoint/ollama/ollama-models";
import * as ollamaUrl from "../../../src/core/endpoint/ollama/ollama-url";
import * as openAiModels from "../../../src/core/endpoint/openai/openai-models";
import * as openAiUrl from "../../../src/core/endpoint/openai/openai-url";
import * as retryAfter from "../../../src/core/failure/retry-after";
import * as json from "../../../src/core/foreign/json";
import * as endpointUrl from "../../../src/core/health/endpoint-url";
import * as requestText from "../../../src/core/history/rules/request-text";
import * as searchTerms from "../../../src/core/history/rules/search-terms";
import * as secretNames from "../../../src/core/model/secret-names";
import * as addressRule from "../../../src/host/settings/rules/address-rule";
import * as shownValues from "../../../src/host/settings/rules/shown-value";
import * as codeIn from "../../../src/host/answer-panel/code-in";
import * as proxyRules from "../../../src/node/transport/proxy-rules";
import * as route from "../../../src/node/transport/route";
import * as target from "../../../src/node/transport/target";
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
    name: "addresses",
    read: (text) =>
      [`http://host/${text}`, text].forEach((url) => [
        openAiUrl.openAiAddress(url).at("models"),
        openAiUrl.healthUrl(openAiUrl.openAiAddress(url)),
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
        () => route.authority({ host: text, port: 1, secure: false }),
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
        () => keyInClear.sendsInClear(`http://${text}`),
      ].forEach(attempted),
  },
];
