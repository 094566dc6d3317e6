import type { ClassifyContext } from "../../failure/classify-context";
import { sentence, serverAt } from "../../failure/classify-context";
import { classifyResponse } from "../../failure/classify-response";
import { EndpointFailure } from "../../failure/endpoint-failure";
import { isWebPage } from "../../failure/web-page";
import { count } from "../../l10n/numbers";
import { t } from "../../l10n/t";
import { LineTooLongError } from "./line-splitter";
import { BodyTooLargeError } from "./read-body";

const MB = 1024 * 1024;

/** What came is not what this kind of server sends. @param words how it begins, where it is words */
export function malformed(context: ClassifyContext, cause?: unknown, words = ""): EndpointFailure {
  const message = sentence(malformedSentence(serverAt(context), cause), words, context.apiKey);
  return new EndpointFailure("malformed", message, cause === undefined ? {} : { cause });
}

function malformedSentence(server: string, cause: unknown): string {
  if (cause instanceof BodyTooLargeError)
    return t("{0} sent more than {1} KB in one piece, which is not an answer of its kind", server, cause.limit / 1024);
  if (!(cause instanceof LineTooLongError)) return t("{0} sent something that is not an answer of its kind", server);
  const most = count(cause.limit);
  return cause.what === "event"
    ? t("{0} sent an event of more than {1} lines, which is not an answer of its kind", server, most)
    : t("{0} sent a line of more than {1} characters, which is not an answer of its kind", server, most);
}

/** What could not be read: a web page, or nothing that is known. @param words its beginning */
export function unreadable(context: ClassifyContext, headers: Record<string, string>, words: string): EndpointFailure {
  return isWebPage(headers, words)
    ? classifyResponse({ status: 200, headers, body: words }, context)
    : malformed(context, undefined, words);
}

/** An answer without end, as far as its bytes tell. */
export function tooLarge(context: ClassifyContext, limitBytes: number, cause?: unknown): EndpointFailure {
  return new EndpointFailure(
    "too_large",
    t("{0} sent more than {1} MB for one answer, and was ended.", serverAt(context), limitBytes / MB),
    cause === undefined ? {} : { cause },
  );
}

/** An answer without end, as far as its calls tell. */
export function tooManyCalls(context: ClassifyContext, most: number): EndpointFailure {
  return new EndpointFailure(
    "too_large",
    t("{0} called more than {1} tools in one answer, and was ended.", serverAt(context), count(most)),
  );
}

/** It spoke the right language, but for all its bytes it said nothing. */
export function wordless(context: ClassifyContext, limitBytes: number): EndpointFailure {
  return new EndpointFailure(
    "malformed",
    t("{0} sent more than {1} MB without a word of an answer.", serverAt(context), limitBytes / MB),
    { retry: "no" },
  );
}

export function truncated(context: ClassifyContext): EndpointFailure {
  return new EndpointFailure(
    "truncated",
    t("{0} ended its answer without saying that it was complete.", serverAt(context)),
  );
}
