import { isWeb, parseAddress } from "../../core/foreign/address";

/** `https://openrouter.ai` of `https://openrouter.ai/api/v1`; undefined when it is no web address. */
export function originOf(address: string): string | undefined {
  const url = parseAddress(address);
  return url && isWeb(url) ? url.origin : undefined;
}
