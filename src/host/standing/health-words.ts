import { shownUrl } from "../../core/foreign/shown-url";
import type { EndpointStatus } from "../../core/service/types";
import type { Icon } from "../../core/text/foreign-text";
import type { Action } from "./actions";
import { cures, isLimited, isOllamaHere } from "./failure-view";
import { health as texts } from "../texts";
import { isUnasked, stateWord } from "./words";

export function healthIcon(status: EndpointStatus, now: number): Icon {
  if (status.live === false) return "$(error)";
  if (isUnasked(status)) return "$(circle-outline)";
  return status.latched || status.ready === false || isLimited(status, now) ? "$(warning)" : "$(pass)";
}

/** Liveness, readiness and warmth are three facts; said in one line, with the breaker's state. */
export function healthSentence(status: EndpointStatus, now: number): string {
  const facts: string[] = status.simulated ? [texts.simulated] : [];
  if (status.live === false) facts.push(texts.notAnswering(shownUrl(status.url)));
  else if (status.latched) facts.push(status.latched.message);
  else if (status.ready === false) facts.push(texts.noModel);
  else if (isLimited(status, now)) facts.push(texts.limited((status.notBefore ?? now) - now));
  else facts.push(status.ready ? texts.ready : isUnasked(status) ? texts.unasked : texts.answers);
  if (status.live !== false && status.model) facts.push(status.warm === undefined ? status.model : `${status.model} ${status.warm ? "resident" : "not loaded"}`);
  if (status.state !== "closed") facts.push(`breaker ${stateWord(status)}`);
  return facts.join(" · ");
}

/** What can be done about what a look at the endpoint found. */
export function healthActions(status: EndpointStatus): Action[] {
  if (status.simulated) return [{ do: "end_simulation" }];
  if (status.latched) return cures({ endpoint: status.id, kind: status.latched.kind, ...(status.model !== undefined && { model: status.model }) }, [status]).filter(({ do: what }) => what !== "pull");
  if (status.live === false) return isOllamaHere(status) ? [{ do: "start_ollama" }, { do: "get_ollama" }] : [{ do: "open_settings", setting: "llmBreaker.endpoints" }];
  return [];
}
