import { cut } from "../text/foreign-text";
import { maskKey } from "./mask-key";

/** What a failure's sentence and its class depend on, beside what came. */
export interface ClassifyContext {
  /** The endpoint's address as the user wrote it. */
  url: string;
  type: "ollama" | "openai";
  model?: string | undefined;
  /** Never part of a message, even where the provider repeats it. */
  apiKey?: string | undefined;
  /** Epoch milliseconds. */
  wallNow: number;
}

/** The address for a person: without credentials, without what its query says (a key, in some APIs) and without a slash at its end. */
export function shownUrl(url: string): string {
  const { protocol = "", host = "", pathname = "", search = "" } = URL.canParse(url) ? new URL(url) : {};
  // No address of a server; what is meant to be secret in it cannot be told from the rest.
  if (host === "") return /[@?]/.test(url) ? "…" : url;
  let end = pathname.length;
  while (end > 0 && pathname[end - 1] === "/") end--;
  return `${protocol}//${host}${pathname.slice(0, end)}${search === "" ? "" : "?…"}`;
}

/** The server's name in a sentence. */
export const serverAt = (context: ClassifyContext): string => `${context.type === "ollama" ? "Ollama" : "The server"} at ${shownUrl(context.url)}`;

const longestQuote = 200;

/** A provider's own words, fit to be shown: one line, no key in it, at most 200 characters. "" where nothing fit remains. */
export function quoted(message: string, apiKey: string | undefined): string {
  let text = message;
  if (apiKey) text = maskKey(text, apiKey);
  text = text
    .replace(/\b(?:sk|gsk|xai|hf)[-_][\w*-]{3,}|\b(?:pk|rk|key)[-_][\w*-]{12,}|\bAIza[\w-]{10,}/g, "…")
    .replace(/\bBearer\s+\S+/gi, "Bearer …")
    .replace(/[\s\u0000-\u001f]+/g, " ")
    .trim();
  if (/^[{[<]/.test(text)) return "";
  return cut(text, longestQuote);
}

/** A sentence with the provider's words behind it, where there are some. */
export function sentence(beginning: string, message: string, apiKey: string | undefined): string {
  const words = quoted(message, apiKey);
  return words === "" ? `${beginning}.` : `${beginning}: ${/[.!?…]$/.test(words) ? words : `${words}.`}`;
}
