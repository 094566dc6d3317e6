/*
 * Addresses are taken apart by `URL` and put together by it, never cut with patterns: what a pattern takes for a path may be the host
 * (`http://models`), and two that read one text differently send a key to where nobody meant it to go.
 */

/** The address, or undefined where the text is none. `URL.parse` came with Node 22.1. */
export function parseAddress(text: string, base?: string | URL): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}

/** What is pasted along with an address: blanks that are seen and that are not, and what it stood between. */
const AROUND = new Set(" \t\r\n\u00a0\u200b\u200c\u200d\u2060\ufeff\"'`“”„‘’«»<>,;");

/** An address without what was pasted along with it. */
export function bareAddress(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && AROUND.has(text.charAt(start))) start++;
  while (end > start && AROUND.has(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/** True for what is reached by HTTP. */
export const isWeb = (url: URL): boolean => url.protocol === "http:" || url.protocol === "https:";

/** A URL's host name as the network takes it: IPv6 without its brackets. */
export const bareHost = (hostname: string): string =>
  hostname.startsWith("[") && hostname.endsWith("]") ? hostname.slice(1, -1) : hostname;

/** An address as people write it: `localhost:11434` and `proxy.corp:3128` are hosts with a port, not schemes. */
export function parseLoosely(text: string): URL | undefined {
  const url = parseAddress(text);
  return url && isWeb(url) ? url : parseAddress(text.includes("://") ? text : `http://${text.trim()}`);
}

/** The path's segments as they are written, percent-encoded; slashes too many at its beginning and end are none. */
export function segmentsOf({ pathname }: URL): string[] {
  const segments = pathname.split("/");
  let start = 0;
  let end = segments.length;
  while (start < end && segments[start] === "") start++;
  while (end > start && segments[end - 1] === "") end--;
  return segments.slice(start, end);
}

/** The same address with another path; its query stays, its fragment goes. */
export function withSegments(url: URL, segments: readonly string[]): URL {
  const copy = new URL(url);
  copy.pathname = `/${segments.join("/")}`;
  copy.hash = "";
  return copy;
}

/** The segments without the longest of the endings that they have, if any: whole segments only, and only once. */
export function withoutEnding(segments: readonly string[], endings: readonly string[]): string[] {
  let longest = 0;
  for (const ending of endings) {
    const parts = ending.split("/");
    const from = segments.length - parts.length;
    if (from >= 0 && parts.every((part, index) => segments[from + index] === part))
      longest = Math.max(longest, parts.length);
  }
  return segments.slice(0, segments.length - longest);
}
