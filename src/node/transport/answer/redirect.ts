import { parseAddress } from "../../../core/foreign/address";
import type { TransportRequest, TransportResponse } from "../../../core/ports/transport";

/** Redirects that are followed in a row. */
export const MAX_REDIRECTS = 3;

/** Those that keep method and body (RFC 9110, 15.4.8 and 15.4.9). */
const KEEPS_REQUEST: ReadonlySet<number> = new Set([307, 308]);
/** Those that make a GET of anything: they may be followed by what is one. */
const MAKES_A_GET: ReadonlySet<number> = new Set([301, 302, 303]);

/**
 * Where an answer sends its request, if that is at home: the same scheme, host and port. The request carries a key and somebody's words, so it goes nowhere
 * else. What a `Location` says of a user is not taken.
 */
export function redirectAtHome({ url, method }: TransportRequest, response: TransportResponse): string | undefined {
  const { status, headers } = response;
  const follows = KEEPS_REQUEST.has(status) || (MAKES_A_GET.has(status) && method !== "POST" && method !== "DELETE");
  const location = follows ? headers["location"] : undefined;
  if (location === undefined) return undefined;
  const home = parseAddress(url);
  const to = home && parseAddress(location, home);
  if (!home || !to || to.origin !== home.origin || to.origin === "null") return undefined;
  const next = new URL(home);
  next.pathname = to.pathname;
  next.search = to.search;
  return next.href;
}
