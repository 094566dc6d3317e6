import { firstWords } from "../foreign/first-words";
import { MAX_HEAD_BYTES } from "../model/limits";
import type { TransportError } from "../ports/transport";

/** How the parser says what it stumbled over, and how a person is told; the first that fits. */
const STUMBLES: readonly [RegExp, string][] = [
  [
    /missing expected cr|missing expected lf|expected lf/i,
    "ends the lines of its head in a way that HTTP does not know",
  ],
  [/whitespace after header value/i, "folds a line of its head, which HTTP has given up"],
  [
    /content-length|transfer-encoding/i,
    "has a Content-Length in its head that is none, or that contradicts another one or a Transfer-Encoding",
  ],
  [/header (?:token|value)/i, "has a character in its head that must not be there"],
  [/version/i, "answers in a version of HTTP that is not known here"],
  [/status/i, "has no status in the first line of its answer"],
];

/** What is odd about the head of an answer, as it goes on from “What answers at …”; with the words that came instead where they tell more. */
export function oddHead({ code, message, details }: TransportError): { says: string; said?: string } {
  if (code === "UND_ERR_HEADERS_OVERFLOW")
    return { says: `sends a head that is longer than ${MAX_HEAD_BYTES / 1024} KB` };
  if (code === "FRAME_OVERFLOW") return { says: "sends heads, trailers or other things around an answer without end" };
  if (code === "UND_ERR_RES_CONTENT_LENGTH_MISMATCH")
    return {
      says: "has a Content-Length in its head that differs from another one there, or that is none",
    };
  const said = firstWords(details.said ?? "");
  // The records of TLS (RFC 8446, 5.1) and the first frame of HTTP/2 (RFC 9113, 3.4) as they look from here.
  if (/^[\u0014-\u0017]\u0003/.test(said)) return { says: "speaks TLS: should the address start with https://?" };
  if (/^(?:PRI \* HTTP\/2|\0\0[\s\S]\u0004)/.test(said))
    return { says: "speaks HTTP/2 without having been asked to; HTTP/1.1 is what is spoken here" };
  const reason = firstWords(message);
  const says = STUMBLES.find(([stumble]) => stumble.test(reason))?.[1];
  return says === undefined ? { says: "does not begin its answer as HTTP does", said } : { says };
}
