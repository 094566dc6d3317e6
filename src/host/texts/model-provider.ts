import type { EndpointStatus, Tier } from "../../core/model/endpoint";
import { MAX_NOTICE_CHARS, MAX_QUOTE_CHARS } from "../../core/model/limits";
import { asMarkdown, inert, quote } from "../../core/foreign/foreign-text";
import { shownUrl } from "../../core/foreign/shown-url";
import { countdown } from "./format";

/** What is said where other chats use the endpoints: in the model picker, in their errors, to an agent that asks for the state. */

const TIERS: Record<Tier, string> = { cloud: "Cloud", local: "Local" };
const ARROW = " → ";

/** Room for the lines behind the first sentence of an error: a way has few, and each is a sentence of an endpoint's. */
const MAX_ERROR_CHARS = 3 * MAX_NOTICE_CHARS;

export const chat = {
  command: "Chat",
  /** “Cloud → Local”. */
  chain: (tiers: readonly Tier[]) => (tiers.length === 0 ? "Chain" : tiers.map((tier) => TIERS[tier]).join(ARROW)),
  way: (ids: readonly string[]) => ids.map(quote).join(ARROW),
  chainTooltip: (ids: readonly string[]) =>
    ids.length === 0
      ? "No endpoint is configured."
      : `Asks ${ids.map(quote).join(", then ")}: the first one that can answers.`,
  endpointTooltip: (id: string) => `Asks only ${quote(id)}.`,
  state: (id: string, word: string) => `${quote(id)} ${word}`,
  openUntil: (time: string) => `open, next try at ${time}`,
  limitedUntil: (time: string) => `rate limited until ${time}`,
  answeredBy: (endpoint: string, model: string) => `answered by ${quote(endpoint)}, ${quote(model)}`,
  details: (details: readonly string[]) => inert(details.join(" · ")),
  sentences: (sentences: readonly string[]) => sentences.map((text) => ended(inert(text))).join(" "),
  /** Markdown that shows exactly these words. */
  warning: (sentences: readonly string[]) => sentences.map((text) => asMarkdown(ended(inert(text)))).join(" "),
  nextTry: (ms: number) => `next try in ${countdown(ms)}`,
  /** All that a chat shows of a failure: what happened, then what became of each endpoint. */
  failed: (message: string, lines: readonly string[]) =>
    [message, ...lines]
      .map((line) => ended(inert(line)))
      .join("\n")
      .slice(0, MAX_ERROR_CHARS),
  brokeOff: (endpoint: string, why: string) =>
    `The answer of ${quote(endpoint)} broke off (${inert(why, 2 * MAX_QUOTE_CHARS)}), and another endpoint cannot continue it. Ask again for a whole one.`,
  cutOff: (endpoint: string, model: string) =>
    `The answer of ${quote(endpoint)} (${quote(model)}) is cut off: it reached the token limit. Ask it to go on, or for less at once.`,
  empty: (endpoint: string, model: string) => `${quote(endpoint)} (${quote(model)}) gave an empty answer. Ask again.`,
  filtered: (endpoint: string) => `The answer of ${quote(endpoint)} was stopped by the provider's content filter.`,
  gone: (model: string) => `LLM Breaker offers no model “${quote(model)}” any more: choose another one.`,
  unexpected: "Something went wrong inside LLM Breaker itself. “LLM: Show Log” has the details.",
};

export const statusTool = {
  invocation: "Looking at the circuit breakers of the LLM endpoints",
  none: "LLM Breaker has no endpoints. Settings: llmBreaker.endpoints.",
  offline: "This machine is offline: only endpoints on it can answer.",
  chain: (ids: readonly string[]) => `The chain asks ${ids.map(quote).join(", then ")}.`,
  line: ({ id, tier, url }: EndpointStatus, sentence: string) =>
    `- ${quote(id)} (${tier}, ${shownUrl(url)}): ${inert(sentence)}`,
  rest: (count: number) => `And ${count} more, which stand no worse.`,
  nextTry: (ms: number, time: string) => `next try in ${countdown(ms)}, at ${time}`,
  because: (sentence: string) => `because: ${sentence}`,
};

const ended = (sentence: string): string => (/[.!?…:]$/.test(sentence) ? sentence : `${sentence}.`);
