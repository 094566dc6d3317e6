import { t, tWord } from "../l10n/t";
import { shownUrl } from "../foreign/shown-url";
import { typeInfo } from "../model/endpoint-types";
import type { FailureKind } from "../model/failure-kinds";
import type { Need } from "../model/needs";
import type { ErrorFacts } from "./classify-body";
import { modelOf, quoted, serverAt, type ClassifyContext } from "./classify-context";
import { speaksOf, tokenCounts } from "./classify-words";
import type { FailureDetails } from "./endpoint-failure";
import { LACKING } from "./lacking";

/** An answer that is not a success, or that is none of an API's. */
export interface RefusingAnswer {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: string;
}

/** What an answer is, and how that is said. */
export interface FailureClass {
  kind: FailureKind;
  /** The sentence up to status and provider's words, without its full stop. */
  says: string;
  /** That of the answer, where it tells a person more. */
  status?: number | undefined;
  /** False: the provider's words are not shown. */
  quote?: boolean;
  /** It ends with a question mark of its own; the provider's words are not shown. */
  asks?: true;
  details?: FailureDetails;
}

/**
 * The class of an answer other than a usable 200: first what holds whatever the status is, or more than that; then each status by itself.
 * @param page it is a web page
 */
export function classOf(
  answer: RefusingAnswer,
  facts: ErrorFacts,
  page: boolean,
  context: ClassifyContext,
): FailureClass {
  const { status } = answer;
  const server = serverAt(context);
  if (status < 300)
    return notAnApi(
      t(
        "{0} answers with a web page, not with an LLM API: a login page of the network, or a wrong address",
        shownUrl(context.url),
      ),
      page,
    );
  if (status < 400) return redirected(answer, context);
  if (status === 511)
    return notAnApi(t("The network wants a login before {0} can be reached", shownUrl(context.url)), page);
  if (status === 402 || speaksOf.quota(facts))
    return { kind: "quota", says: t("The credit or quota at {0} is used up", shownUrl(context.url)) };
  if (status === 451 || speaksOf.place(facts))
    return { kind: "region", says: t("{0} does not serve this country or region", server) };
  if (speaksOf.wantsTls(facts)) {
    const says = t("The server at {0} speaks TLS: should the address start with https://?", shownUrl(context.url));
    return { ...notAnApi(says), asks: true };
  }
  if (page && status < 500 && !SAID_BY_STATUS.has(status)) return blocked(status, context);
  const lacks = LACKING_STATUS.has(status) && !page ? speaksOf.lacking(facts) : undefined;
  if (lacks) return lacking(lacks, context);
  if (status >= 500) return serverTrouble(status, facts, server, context);
  switch (status) {
    case 401:
      return facts.signinUrl === undefined
        ? rejectedKey(context)
        : {
            kind: "auth",
            says: t('{0} wants a sign-in for its cloud models: run "ollama signin"', server),
            quote: false,
          };
    case 403:
      return forbidden(facts, context);
    case 404:
    case 405:
    case 410:
      return notFound(status, facts, page, context);
    case 407:
      return {
        kind: "proxy",
        says: t("A proxy before {0} requires authentication", shownUrl(context.url)),
        quote: false,
        details: { counts: false },
      };
    case 408:
      return { kind: "server_error", says: t("{0} gave up waiting for the request", server), status };
    case 409:
    case 425:
      return {
        kind: "server_error",
        says: t("{0} cannot take the request right now", server),
        status,
        details: { counts: false },
      };
    case 429:
      return { kind: "rate_limited", says: t("{0} limits the rate of requests", server) };
    case 498:
      return { kind: "overloaded", says: t("{0} is overloaded", server), status };
    case 499:
      return {
        kind: "server_error",
        says: t("{0} cancelled the request", server),
        status,
        details: { counts: false },
      };
    default:
      return rejected(status, facts, context);
  }
}

const notAnApi = (says: string, quote = false): FailureClass => ({
  kind: "not_an_api",
  says,
  quote,
  details: { counts: false },
});

/** What these say, a page of theirs says too: a key that something before the server checks, a wrong address, trouble that passes. */
const SAID_BY_STATUS: ReadonlySet<number> = new Set([401, 404, 405, 407, 408, 409, 410, 425, 429, 498, 499]);

/** With these a server says that it, or the model, cannot do what was asked: llama.cpp and Ollama call it their own trouble, OpenRouter a model that is not there. */
const LACKING_STATUS: ReadonlySet<number> = new Set([400, 404, 405, 415, 422, 500, 501]);

const lacking = (lacks: Need, context: ClassifyContext): FailureClass => ({
  kind: "unsupported",
  says: LACKING[lacks].modelAt(context.model, shownUrl(context.url)),
  details: { lacks },
});

/** A model server's API never answers with a page: this is from a firewall or a gateway, which dislikes something in this one request. */
const blocked = (status: number, context: ClassifyContext): FailureClass => ({
  kind: "blocked",
  says: t("Something before {0} keeps this request out with a page of its own", shownUrl(context.url)),
  status,
});

function redirected({ status, headers }: RefusingAnswer, context: ClassifyContext): FailureClass {
  const { location } = headers;
  const to = location === undefined ? "" : quoted(shownUrl(location, context.url), context.apiKey);
  const from = shownUrl(context.url);
  return notAnApi(
    to === ""
      ? t(
          "{0} redirects elsewhere (HTTP {1}) and is not followed; set the address it leads to, or log in to the network",
          from,
          status,
        )
      : t(
          "{0} redirects to {1} (HTTP {2}) and is not followed; set the address it leads to, or log in to the network",
          from,
          to,
          status,
        ),
  );
}

const rejectedKey = (context: ClassifyContext): FailureClass => ({
  kind: "auth",
  says: context.apiKey
    ? t("The API key for {0} was rejected", shownUrl(context.url))
    : t("{0} wants an API key", serverAt(context)),
});

function forbidden(facts: ErrorFacts, context: ClassifyContext): FailureClass {
  if (speaksOf.contentFilter(facts))
    return { kind: "content_filter", says: t("{0} declined the request by its content rules", serverAt(context)) };
  const { wordlessDenial, key } = typeInfo(context.type);
  if (wordlessDenial !== undefined && facts.message === "")
    return { kind: "auth", says: tWord(wordlessDenial, serverAt(context)) };
  return {
    kind: "auth",
    says: key?.asked
      ? t("{0} denies access with this API key", serverAt(context))
      : t("{0} denies access", serverAt(context)),
    status: 403,
  };
}

/** 404 is a model that is missing, or an address that leads nowhere: a server that knows the model API says which in JSON. */
function notFound(status: number, facts: ErrorFacts, page: boolean, context: ClassifyContext): FailureClass {
  if (
    status !== 405 &&
    facts.json &&
    !page &&
    (speaksOf.modelMissing(facts) || (status === 410 && facts.haystack.includes("model")))
  )
    return missingModel(facts, context);
  return wrongAddress(status, context);
}

/** The address leads to no API of this type. */
export const wrongAddress = (status: number, context: ClassifyContext): FailureClass =>
  notAnApi(tWord(typeInfo(context.type).wrongAddress, shownUrl(context.url), status));

function missingModel(facts: ErrorFacts, context: ClassifyContext): FailureClass {
  const { model } = context;
  const place = shownUrl(context.url);
  if (typeInfo(context.type).pulls) {
    const says =
      model === undefined
        ? t("The model is not installed at {0}", place)
        : t("The model {0} is not installed at {1}", model, place);
    return { kind: "model_missing", says, quote: false };
  }
  if (/no models? |unloaded/.test(facts.haystack))
    return { kind: "model_missing", says: t("No model is loaded at {0}", place), quote: false };
  return {
    kind: "model_missing",
    says:
      model === undefined
        ? t("The model does not exist at {0}", place)
        : t("The model {0} does not exist at {1}", model, place),
  };
}

function rejected(status: number, facts: ErrorFacts, context: ClassifyContext): FailureClass {
  const tooLarge = status === 413 && /token|context|too large|too_large/.test(facts.haystack);
  if (speaksOf.contextLength(facts) || tooLarge) return tooLong(facts, context);
  if (speaksOf.contentFilter(facts))
    return { kind: "content_filter", says: t("{0} declined the request by its content rules", serverAt(context)) };
  if (speaksOf.modelMissing(facts)) return missingModel(facts, context);
  if (speaksOf.apiKey(facts)) return rejectedKey(context);
  return {
    kind: "bad_request",
    says: t("{0} rejected the request", serverAt(context)),
    status,
    details: speaksOf.unsupported(facts) ? { unsupported: true } : {},
  };
}

function tooLong(facts: ErrorFacts, context: ClassifyContext): FailureClass {
  const counts = tokenCounts(facts);
  const { promptTokens, contextLength } = counts;
  const [model, place] = [modelOf(context), shownUrl(context.url)];
  const sized = promptTokens !== undefined && contextLength !== undefined;
  return {
    kind: "context_length",
    says: sized
      ? t("The request is too long for {0} at {1} ({2} > {3} tokens)", model, place, promptTokens, contextLength)
      : t("The request is too long for {0} at {1}", model, place),
    quote: !sized,
    details: counts,
  };
}

function serverTrouble(status: number, facts: ErrorFacts, server: string, context: ClassifyContext): FailureClass {
  if (status === 503 && speaksOf.loading(facts)) {
    return {
      kind: "overloaded",
      says:
        context.model === undefined
          ? t("{0} is still loading its model", server)
          : t("{0} is still loading {1}", server, context.model),
      quote: false,
      details: { loading: true, counts: false },
    };
  }
  if (status === 500) {
    const loadsModels =
      typeInfo(context.type).loadsWhenAsked === "always" ||
      /llama[- ](server|runner)|system memory/.test(facts.haystack);
    if (loadsModels && speaksOf.loadFailed(facts))
      return { kind: "load_failed", says: t("{0} could not load {1}", server, modelOf(context)) };
    if (speaksOf.contextLength(facts)) return tooLong(facts, context);
    if (speaksOf.requestFault(facts))
      return { kind: "bad_request", says: t("{0} rejected the request", server), status };
  }
  if (status === 503 || status === 529) return { kind: "overloaded", says: t("{0} is overloaded", server), status };
  return { kind: "server_error", says: t("{0} failed", server), status };
}
