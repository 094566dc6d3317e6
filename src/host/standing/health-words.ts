import { shownUrl } from "../../core/foreign/shown-url";
import type { EndpointStatus } from "../../core/model/endpoint";
import type { Icon } from "../../core/foreign/foreign-text";
import { health as texts } from "../texts";
import type { Action } from "./actions";
import { cures, isStartable } from "./failure-view";
import { isPaused, isUnasked } from "./standing";
import { stateWord } from "./words";

/** What a look at an endpoint found, whatever its breaker says: one verdict for icon and sentence, so that they agree. */
function verdictOf(status: EndpointStatus, now: number): { icon: Icon; found: string } {
  if (status.live === false) return { icon: "$(error)", found: texts.notAnswering(shownUrl(status.url)) };
  if (status.latched) return { icon: "$(warning)", found: status.latched.message };
  if (status.ready === false) return { icon: "$(warning)", found: texts.noModel };
  if (isPaused(status, now)) return { icon: "$(warning)", found: texts.limited((status.notBefore ?? now) - now) };
  if (status.ready) return { icon: "$(pass)", found: texts.ready };
  return isUnasked(status)
    ? { icon: "$(circle-outline)", found: texts.unasked }
    : { icon: "$(pass)", found: texts.answers };
}

export function healthIcon(status: EndpointStatus, now: number): Icon {
  return verdictOf(status, now).icon;
}

/** Liveness, readiness and warmth are three facts; said in one line, with the breaker's state. */
export function healthSentence(status: EndpointStatus, now: number): string {
  const facts = [...(status.simulated ? [texts.simulated] : []), verdictOf(status, now).found];
  if (status.live !== false && status.model)
    facts.push(status.warm === undefined ? status.model : `${status.model} ${status.warm ? "resident" : "not loaded"}`);
  if (status.state !== "closed") facts.push(`breaker ${stateWord(status)}`);
  return facts.join(" · ");
}

/** What can be done about what a look at the endpoint found. */
export function healthActions(status: EndpointStatus): Action[] {
  if (status.simulated) return [{ do: "end_simulation" }];
  if (status.latched)
    return cures(
      { endpoint: status.id, kind: status.latched.kind, ...(status.model !== undefined && { model: status.model }) },
      [status],
    ).filter(({ do: what }) => what !== "pull");
  if (status.live === false)
    return isStartable(status)
      ? [{ do: "start_ollama" }, { do: "get_ollama" }]
      : [{ do: "open_settings", setting: "llmBreaker.endpoints" }];
  return [];
}
