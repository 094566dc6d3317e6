import { firstWords } from "../foreign/first-words";
import { t } from "../l10n/t";
import { MAX_HEAD_BYTES } from "../model/limits";
import { reasonOf, type TransportError } from "../ports/transport";

/** How the parser says what it stumbled over, and how a person is told of who answers at a place; the first that fits. */
const STUMBLES: readonly [RegExp, (place: string) => string][] = [
  [
    /missing expected cr|missing expected lf|expected lf/i,
    (place) => t("What answers at {0} ends the lines of its head in a way that HTTP does not know", place),
  ],
  [
    /whitespace after header value/i,
    (place) => t("What answers at {0} folds a line of its head, which HTTP has given up", place),
  ],
  [
    /content-length|transfer-encoding/i,
    (place) =>
      t(
        "What answers at {0} has a Content-Length in its head that is none, or that contradicts another one or a Transfer-Encoding",
        place,
      ),
  ],
  [
    /header (?:token|value)/i,
    (place) => t("What answers at {0} has a character in its head that must not be there", place),
  ],
  [/version/i, (place) => t("What answers at {0} answers in a version of HTTP that is not known here", place)],
  [/status/i, (place) => t("What answers at {0} has no status in the first line of its answer", place)],
];

/** A sentence of what is odd about the head of an answer. */
interface OddHead {
  /** Without its full stop; `asks`: it ends with a question mark. */
  says: string;
  asks?: true;
  /** The words that came instead, where they tell more. */
  said?: string;
}

/** @param place where it came from */
export function oddHead(error: TransportError, place: string): OddHead {
  const { code, details } = error;
  if (code === "UND_ERR_HEADERS_OVERFLOW")
    return { says: t("What answers at {0} sends a head that is longer than {1} KB", place, MAX_HEAD_BYTES / 1024) };
  if (code === "FRAME_OVERFLOW")
    return { says: t("What answers at {0} sends heads, trailers or other things around an answer without end", place) };
  if (code === "UND_ERR_RES_CONTENT_LENGTH_MISMATCH")
    return {
      says: t(
        "What answers at {0} has a Content-Length in its head that differs from another one there, or that is none",
        place,
      ),
    };
  const said = firstWords(details.said ?? "");
  // The records of TLS (RFC 8446, 5.1) and the first frame of HTTP/2 (RFC 9113, 3.4) as they look from here.
  if (/^[\u0014-\u0017]\u0003/.test(said))
    return { says: t("What answers at {0} speaks TLS: should the address start with https://?", place), asks: true };
  if (/^(?:PRI \* HTTP\/2|\0\0[\s\S]\u0004)/.test(said))
    return {
      says: t("What answers at {0} speaks HTTP/2 without having been asked to; HTTP/1.1 is what is spoken here", place),
    };
  const reason = firstWords(reasonOf(error));
  const stumble = STUMBLES.find(([words]) => words.test(reason))?.[1];
  return stumble === undefined
    ? { says: t("What answers at {0} does not begin its answer as HTTP does", place), said }
    : { says: stumble(place) };
}
