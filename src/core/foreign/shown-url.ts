import { MAX_QUOTE_CHARS } from "../model/limits";
import { parseAddress } from "./address";
import { beginning, firstWords } from "./first-words";

/**
 * The address for a person: without user, password, fragment and slashes at its end; a query, where keys are put too, is only hinted at; and
 * not longer than what is quoted. Hosts are as they go to the network (an international name in its ASCII form), so that none looks like another.
 * @param base what a relative address, as a `Location` header may have it, is relative to
 */
export function shownUrl(address: string, base?: string): string {
  const text = firstWords(address);
  const url = parseAddress(text, base);
  if (url && url.host !== "")
    return shortened(`${url.protocol}//${url.host}${withoutSlashes(url.pathname)}${url.search === "" ? "" : "?…"}`);
  // No address of a server; what is meant to be secret in it cannot be told from the rest.
  return /[@?]/.test(text) ? "…" : shortened(text);
}

function withoutSlashes(path: string): string {
  let end = path.length;
  while (end > 0 && path[end - 1] === "/") end--;
  return path.slice(0, end);
}

const shortened = (text: string): string =>
  text.length <= MAX_QUOTE_CHARS ? text : `${beginning(text, MAX_QUOTE_CHARS - 1)}…`;
