import { t } from "../l10n/t";
import { MAX_HEADER_CHARS, MAX_HEADER_NAME_CHARS, MAX_HEADERS } from "../model/limits";

/**
 * Headers that say where a message goes and where it ends (RFC 9110 and 9112), or in which form its body is. The transport writes them: another
 * value would have the server wait for bytes that never come, take the rest for another request, or send what nobody here unpacks.
 */
const WRITTEN_BY_TRANSPORT = new Set([
  "accept-encoding",
  "connection",
  "content-encoding",
  "content-length",
  "content-range",
  "content-type",
  "expect",
  "host",
  "http2-settings",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** RFC 9110, section 5.6.2. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

/** Latin-1 without control characters, tab apart: what a header line can carry. */
const ONE_LINE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** What is wrong with so many headers; undefined where they are few enough. */
export const headerCountProblem = (headers: object): string | undefined =>
  Object.keys(headers).length > MAX_HEADERS ? t("an object of at most {0} headers", MAX_HEADERS) : undefined;

/**
 * What is wrong with a header of the user's own, as what it must be (“left out: …”, “a text …”); undefined where it can be sent.
 * Says nothing of the value: it may be a secret.
 */
export function headerProblem(name: string, value: unknown): string | undefined {
  if (name.length > MAX_HEADER_NAME_CHARS || !TOKEN.test(name)) return t("a header name (letters, digits and dashes)");
  if (WRITTEN_BY_TRANSPORT.has(name.toLowerCase()))
    return t("left out: it is written with each request, and another value would break it");
  if (typeof value !== "string") return t("a text");
  if (value.length > MAX_HEADER_CHARS) return t("a text of at most {0} characters", MAX_HEADER_CHARS);
  if (value.trim() === "") return t("a text that is not empty");
  if (!ONE_LINE.test(value)) return t("a text of one line, without characters that a header cannot carry");
  return undefined;
}
