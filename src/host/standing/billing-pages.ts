import { parseAddress } from "../../core/foreign/address";

/** Where providers sell credit, by the host of their API. */
const PAGES: ReadonlyMap<string, string> = new Map([
  ["api.openai.com", "https://platform.openai.com/settings/organization/billing"],
  ["api.anthropic.com", "https://console.anthropic.com/settings/billing"],
  ["openrouter.ai", "https://openrouter.ai/settings/credits"],
  ["api.groq.com", "https://console.groq.com/settings/billing"],
]);

/** The page on which credit for the API at this address is bought; undefined where it is not known. */
export const billingPage = (url: string): string | undefined => PAGES.get(parseAddress(url)?.hostname ?? "");
