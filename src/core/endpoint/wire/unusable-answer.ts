import type { ClassifyContext } from "../../failure/classify-context";
import { sentence, serverAt } from "../../failure/classify-context";
import { classifyResponse } from "../../failure/classify-response";
import { EndpointFailure } from "../../failure/endpoint-failure";
import { isWebPage } from "../../failure/web-page";
import { LineTooLongError } from "./line-splitter";
import { BodyTooLargeError } from "./read-body";

const MB = 1024 * 1024;

/** What came is not what this kind of server sends. @param words how it begins, where it is words */
export function malformed(context: ClassifyContext, cause?: unknown, words = ""): EndpointFailure {
  const what =
    cause instanceof LineTooLongError || cause instanceof BodyTooLargeError
      ? `${cause.message}, which is not an answer of its kind`
      : "something that is not an answer of its kind";
  const message = sentence(`${serverAt(context)} sent ${what}`, words, context.apiKey);
  return new EndpointFailure("malformed", message, cause === undefined ? {} : { cause });
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
    `${serverAt(context)} sent more than ${limitBytes / MB} MB for one answer, and was ended.`,
    cause === undefined ? {} : { cause },
  );
}

/** It spoke the right language, but for all its bytes it said nothing. */
export function wordless(context: ClassifyContext, limitBytes: number): EndpointFailure {
  return new EndpointFailure(
    "malformed",
    `${serverAt(context)} sent more than ${limitBytes / MB} MB without a word of an answer.`,
    { retry: "no" },
  );
}

export function truncated(context: ClassifyContext): EndpointFailure {
  return new EndpointFailure("truncated", `${serverAt(context)} ended its answer without saying that it was complete.`);
}
