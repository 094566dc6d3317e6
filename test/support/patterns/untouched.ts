import * as anthropicLimits from "../../../src/core/endpoint/anthropic/anthropic-limits";
import * as anthropicModels from "../../../src/core/endpoint/anthropic/anthropic-models";
import * as anthropicUrl from "../../../src/core/endpoint/anthropic/anthropic-url";
import * as finishReason from "../../../src/core/endpoint/answer/finish-reason";
import * as messageParts from "../../../src/core/endpoint/answer/message-parts";
import * as wholeCharacters from "../../../src/core/endpoint/answer/whole-characters";
import * as chat from "../../../src/core/endpoint/chat";
import * as durationWords from "../../../src/core/failure/duration-words";
import * as headerRules from "../../../src/core/endpoint/header-rules";
import * as keyInClear from "../../../src/core/endpoint/key-in-clear";
import * as endpointAddress from "../../../src/core/endpoint/address";
import * as ollamaModels from "../../../src/core/endpoint/ollama/ollama-models";
import * as ollamaUrl from "../../../src/core/endpoint/ollama/ollama-url";
import * as openAiModels from "../../../src/core/endpoint/openai/openai-models";
import * as openAiQuirks from "../../../src/core/endpoint/openai/openai-quirks";
import * as openAiUrl from "../../../src/core/endpoint/openai/openai-url";
import * as retryAfter from "../../../src/core/failure/retry-after";
import * as classifyBody from "../../../src/core/failure/classify-body";
import * as classifyContext from "../../../src/core/failure/classify-context";
import * as classifyResponse from "../../../src/core/failure/classify-response";
import * as inBandError from "../../../src/core/failure/in-band/in-band-error";
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
import { classifiers } from "./classifiers";
import { hosts, otherReaders } from "./foreign-readers";

/** Exports that take no text, or only what this code wrote itself. */
const NOT_READERS = [
  "newestFirst",
  "placeOf",
  "modelOf",
  "ended",
  "makeLocalRoute",
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
    codeBlocks,
    fitted,
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
  const readers = [...classifiers, ...otherReaders, { read: hosts }].map(({ read }) => String(read)).join("\n");
  const names = modules
    .flatMap((module) => Object.keys(module))
    .filter((name) => name !== "default" && name !== "module.exports");
  return names.filter((name) => !NOT_READERS.includes(name) && !new RegExp(`\\b${name}\\b`).test(readers));
}
