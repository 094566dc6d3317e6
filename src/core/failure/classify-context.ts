import { hostOf, isLoopback } from "../endpoint/address";
import { firstWords } from "../foreign/first-words";
import { isGarbled } from "../foreign/garbled";
import { shownUrl } from "../foreign/shown-url";
import { quote } from "../foreign/foreign-text";
import { t, tWord } from "../l10n/t";
import { maskKey } from "./mask-key";
import { typeInfo, type EndpointType } from "../model/endpoint-types";

/** What a failure's sentence and its class depend on, beside what came. */
export interface ClassifyContext {
  /** The endpoint's address as the user wrote it. */
  url: string;
  type: EndpointType;
  model?: string | undefined;
  /** Never part of a message, even where the provider repeats it. */
  apiKey?: string | undefined;
  /** What the machine is called that a loopback address is about. */
  machine?: string | undefined;
  /** Epoch milliseconds. */
  wallNow: number;
}

/** The address in a sentence, with the machine where the address alone does not say which. */
export function placeOf({ url, machine }: Pick<ClassifyContext, "url" | "machine">): string {
  const shown = shownUrl(url);
  return machine !== undefined && isLoopback(hostOf(url)) ? t("{0} on {1}", shown, machine) : shown;
}

/** The server with its address, as what a sentence begins with. */
export const serverAt = (context: ClassifyContext): string => tWord(typeInfo(context.type).serverAt, placeOf(context));

/** The model within a sentence. */
export const modelOf = ({ model }: Pick<ClassifyContext, "model">): string => model ?? t("the model");

/** A provider's own words, fit to be shown: one line, no key in it, at most 200 characters. "" where nothing fit remains. */
export function quoted(message: string, apiKey: string | undefined): string {
  let text = firstWords(message);
  if (apiKey) text = maskKey(text, apiKey);
  text = text
    .replace(/\b(?:sk|gsk|xai|hf)[-_][\w*-]{3,}|\b(?:pk|rk|key)[-_][\w*-]{12,}|\bAIza[\w-]{10,}/g, "…")
    .replace(/\bBearer\s+\S+/gi, "Bearer …")
    .trim();
  return /^[{[<]/.test(text) || isGarbled(text) ? "" : quote(text);
}

/** A sentence with the provider's words behind it, where there are some. @param says it without its full stop */
export function sentence(says: string, message: string, apiKey: string | undefined): string {
  const words = quoted(message, apiKey);
  if (words === "") return ended(says);
  return /[.!?…。！？]$/.test(words) ? t("{0}: {1}", says, words) : t("{0}: {1}.", says, words);
}

/** A sentence with its full stop. */
export const ended = (says: string): string => t("{0}.", says);
