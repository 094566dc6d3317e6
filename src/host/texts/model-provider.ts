import type { EndpointStatus, Tier } from "../../core/model/endpoint";
import { MAX_NOTICE_CHARS, MAX_QUOTE_CHARS } from "../../core/model/limits";
import { asMarkdown, inert, quote } from "../../core/foreign/foreign-text";
import { shownUrl } from "../../core/foreign/shown-url";
import { t } from "../../core/l10n/t";
import { countdown, stripPeriod } from "./format";

/** What is said where other chats use the endpoints: in the model picker, in their errors, to an agent that asks for the state. */

const TIERS: Record<Tier, string> = { cloud: t("Cloud"), local: t("Local") };
const ARROW = " → ";

/** Room for the lines behind the first sentence of an error: a way has few, and each is a sentence of an endpoint's. */
const MAX_ERROR_CHARS = 3 * MAX_NOTICE_CHARS;

export const chat = {
  command: "Chat",
  /** “Cloud → Local”. */
  chain: (tiers: readonly Tier[]) =>
    tiers.length === 0 ? t("Chain") : quote(tiers.map((tier) => TIERS[tier]).join(ARROW)),
  way: (ids: readonly string[]) => ids.map(quote).join(ARROW),
  chainTooltip: (ids: readonly string[]) =>
    ids.length === 0
      ? t("No endpoint is configured.")
      : t("Asks {0}: the first one that can answers.", ids.map(quote).join(t(", then "))),
  endpointTooltip: (id: string) => t("Asks only {0}.", quote(id)),
  state: (id: string, word: string) => `${quote(id)} ${word}`,
  openUntil: (time: string) => t("open until {0}", time),
  limitedUntil: (time: string) => t("rate limited until {0}", time),
  answeredBy: (endpoint: string, model: string) => t("answered by {0}, {1}", quote(endpoint), quote(model)),
  details: (details: readonly string[]) => inert(details.join(" · ")),
  sentences: (sentences: readonly string[]) => sentences.map((text) => ended(inert(text))).join(" "),
  /** Markdown that shows exactly these words. */
  warning: (sentences: readonly string[]) => sentences.map((text) => asMarkdown(ended(inert(text)))).join(" "),
  nextTry: (ms: number) => t("next try in {0}", countdown(ms)),
  /** All that a chat shows of a failure: what happened, then what became of each endpoint. */
  failed: (message: string, lines: readonly string[]) =>
    [message, ...lines]
      .map((line) => ended(inert(line)))
      .join("\n")
      .slice(0, MAX_ERROR_CHARS),
  brokeOff: (endpoint: string, why: string) =>
    t(
      "The answer of {0} broke off ({1}), and another endpoint cannot continue it. Ask again for a whole one.",
      quote(endpoint),
      stripPeriod(inert(why, 2 * MAX_QUOTE_CHARS)),
    ),
  /** Stands in the reasoning. */
  leftOff: (endpoint: string, why: string | undefined) =>
    why === undefined
      ? t("{0} left off here. The answer begins anew.", quote(endpoint))
      : t(
          "{0} broke off here ({1}). The answer begins anew.",
          quote(endpoint),
          stripPeriod(inert(why, 2 * MAX_QUOTE_CHARS)),
        ),
  /** Stands in the reasoning. */
  promptCut: (endpoint: string, model: string) =>
    t(
      "{0} ({1}) has read only a part of this chat: it is longer than the model's context. Give the model more of that at its server, or set “contextLength” of the endpoint, so that chats send less.",
      quote(endpoint),
      quote(model),
    ),
  cutOff: (endpoint: string, model: string) =>
    t(
      "The answer of {0} ({1}) is cut off: it reached the token limit. Ask it to go on, or for less at once.",
      quote(endpoint),
      quote(model),
    ),
  empty: (endpoint: string, model: string) =>
    t("{0} ({1}) gave an empty answer. Ask again.", quote(endpoint), quote(model)),
  filtered: (endpoint: string) => t("The answer of {0} was stopped by the provider's content filter.", quote(endpoint)),
  gone: (model: string) => t("LLM Breaker offers no model “{0}” any more: choose another one.", quote(model)),
  mistake: (message: string) => t("This request cannot be sent: {0}", message),
  unexpected: t("Something went wrong inside LLM Breaker itself. “LLM: Show Log” has the details."),
};

export const statusTool = {
  invocation: t("Looking at the circuit breakers of the LLM endpoints"),
  none: t("LLM Breaker has no endpoints. Settings: llmBreaker.endpoints."),
  offline: t("This machine is offline: only endpoints on it can answer."),
  /** @param more those that are asked after them */
  chain: (ids: readonly string[], more: number) => {
    const asked = ids.map(quote).join(t(", then "));
    return more > 0 ? t("The chain asks {0}, then {1} more.", asked, more) : t("The chain asks {0}.", asked);
  },
  line: ({ id, tier, url }: EndpointStatus, sentence: string) =>
    `- ${quote(id)} (${tier}, ${shownUrl(url)}): ${inert(sentence)}`,
  rest: (count: number) => t("And {0} more, which stand no worse.", count),
  /** Behind words that say how long that still is. */
  thatIsAt: (time: string) => t("that is at {0}", time),
  because: (sentence: string) => t("because: {0}", sentence),
};

const ended = (sentence: string): string => (/[.!?…:。！？：]$/.test(sentence) ? sentence : `${sentence}.`);
