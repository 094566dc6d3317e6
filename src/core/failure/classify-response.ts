import { retryAfterFromBody, retryAfterFromHeaders } from "./retry-after";
import { beginning, firstWords } from "../foreign/first-words";
import { t } from "../l10n/t";
import { MAX_QUOTE_CHARS } from "../model/limits";
import { readErrorText, readErrorValue, type ErrorFacts } from "./classify-body";
import { ended, sentence, serverAt, type ClassifyContext } from "./classify-context";
import { speaksOf } from "./classify-words";
import { EndpointFailure, type FailureDetails } from "./endpoint-failure";
import { classOf, wrongAddress, type FailureClass, type RefusingAnswer } from "./failure-class";
import type { FailureKind } from "../model/failure-kinds";
import { maskKey } from "./mask-key";
import { isWebPage, pageName } from "./web-page";

/** The failure that an answer other than a usable 200 is (docs/failures.md). */
export function classifyResponse(answer: RefusingAnswer, context: ClassifyContext): EndpointFailure {
  const page = isWebPage(answer.headers, answer.body);
  const facts = readErrorText(page ? pageName(answer.body) : answer.body);
  const found = classOf(answer, facts, page, context);
  const { status, headers } = answer;
  const retryAfterMs =
    retryAfterFromHeaders(headers, context.wallNow, status === 429) ?? retryAfterFromBody(facts.message, facts.details);
  return failure(found, facts, context, {
    status,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(forbidsRetry(headers) && { retry: "no" }),
  });
}

/** What a server would have said before it began to answer: afterwards it only reports trouble of its own in these words. */
const TOO_LATE: ReadonlySet<FailureKind> = new Set(["bad_request", "unsupported", "auth", "region", "model_missing"]);

/**
 * The failure that an error inside a 200 is. Where its class has rules of its own (rate limit, context, load, …) it is that kind;
 * a server's own trouble is `stream_error`.
 * @param begun a part of the answer had come, so that request, key and model had been accepted
 */
export function classifyInBandError(value: unknown, context: ClassifyContext, begun = false): EndpointFailure {
  const facts = readErrorValue(value);
  const status = facts.status ?? statusByWords(facts);
  const retryAfterMs = retryAfterFromBody(facts.message, facts.details);
  const hint = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (speaksOf.wrongPath(facts) && !begun) return failure(wrongAddress(404, context), facts, context, hint);
  const found = classOf({ status, headers: {}, body: "" }, facts, false, context);
  const own = found.kind === "server_error" || found.kind === "not_an_api" || (begun && found.kind === "overloaded");
  const server = serverAt(context);
  const brokeOff = begun
    ? t("{0} broke off its answer", server)
    : t("{0} told of an error in place of an answer", server);
  return failure(
    own || (begun && TOO_LATE.has(found.kind))
      ? { kind: "stream_error", says: brokeOff }
      : // The answer had begun well: no status of this kind came.
        { ...found, status: undefined },
    facts,
    context,
    hint,
  );
}

/** The status that would have been sent, had the error come before the first byte. */
function statusByWords(facts: ErrorFacts): number {
  if (speaksOf.rateLimited(facts) || speaksOf.quota(facts)) return 429;
  if (speaksOf.overloaded(facts)) return 503;
  if (speaksOf.contextLength(facts) || speaksOf.contentFilter(facts)) return 400;
  if (/invalid_request_error|bad_?request|not_found_error|model_not_found/.test(facts.haystack)) return 400;
  if (speaksOf.apiKey(facts)) return 401;
  return 500;
}

function failure(
  found: FailureClass,
  facts: ErrorFacts,
  context: ClassifyContext,
  more: FailureDetails,
): EndpointFailure {
  const said = facts.code ?? facts.type;
  const code =
    said === undefined ? undefined : beginning(maskKey(firstWords(said), context.apiKey ?? ""), MAX_QUOTE_CHARS);
  const message = messageOf(found, facts, context);
  return new EndpointFailure(found.kind, message, { ...more, ...(code !== undefined && { code }), ...found.details });
}

function messageOf(
  { says, status, asks, quote }: FailureClass,
  facts: ErrorFacts,
  { apiKey }: ClassifyContext,
): string {
  if (asks) return says;
  const whole = status === undefined ? says : t("{0} (HTTP {1})", says, status);
  return quote === false ? ended(whole) : sentence(whole, facts.message, apiKey);
}

/** The header of OpenAI's and Anthropic's own clients. That it may also ask for another try is not heeded: a bad request does not get better. */
const forbidsRetry = (headers: Record<string, string>): boolean =>
  firstWords(headers["x-should-retry"] ?? "")
    .trim()
    .toLowerCase() === "false";
