import { shownUrl } from "../../core/foreign/shown-url";
import type { EndpointStatus } from "../../core/model/endpoint";
import { quote, type Icon } from "../../core/foreign/foreign-text";
import { health as texts } from "../texts/standing";
import type { Action } from "./actions";
import { cures, isStartable, withTrial } from "./cures";
import { tryNow } from "./no-calls";
import { conditionOf, gatingOf, isUnwell, needOf, residence, type Condition } from "./standing";
import { residenceWord, shortWord, stateWord } from "./words";

/** What a look at an endpoint found, with an icon of the worst of it. */
export function healthIcon(status: EndpointStatus, now: number, offline = false): Icon {
  if (status.barred) return "$(lock)";
  const condition = conditionOf(status, offline);
  if (condition.is === "silent") return "$(error)";
  if (needOf(status) || gatingOf(status, now)?.is === "paused") return "$(warning)";
  switch (condition.is) {
    case "failing":
    case "loading":
    case "offline":
      return "$(warning)";
    case "unasked":
      return "$(circle-outline)";
    case "busy":
    case "fine":
      return "$(pass)";
  }
}

/** What needs somebody, liveness, readiness, warmth and the breaker's state are facts of their own; said in one line, none of them twice. */
export function healthSentence(status: EndpointStatus, now: number, offline = false): string {
  const need = needOf(status);
  const condition = conditionOf(status, offline);
  const gating = gatingOf(status, now);
  const pausedMs = gating?.is === "paused" ? gating.leftMs : undefined;
  const resides = residence(status, offline);
  const seen = found(status, condition);
  // What comes behind it must not be pushed out of a line.
  const model = isUnwell(condition) || need || status.model === undefined ? undefined : quote(status.model);
  const facts = [
    ...(status.simulated ? [texts.simulated] : []),
    ...(need ? [need.message ?? texts.noModel] : []),
    // Of what cannot be used, that it is well otherwise is no news.
    ...(((need || pausedMs !== undefined) && !isUnwell(condition)) || seen === need?.message ? [] : [seen]),
    ...(pausedMs === undefined ? [] : [texts.limited(pausedMs)]),
    ...(model === undefined ? [] : [resides ? [model, residenceWord(resides)].join(" ") : model]),
    // Where nothing is sent until somebody acts, when the breaker would let a call through is no news either.
    ...(gating && pausedMs === undefined && !need?.blocks ? [texts.breaker(stateWord(gating))] : []),
  ];
  return facts.join(" · ");
}

function found(status: EndpointStatus, condition: Condition): string {
  switch (condition.is) {
    case "offline":
      return stateWord(condition);
    case "silent":
      return texts.notAnswering(shownUrl(status.url));
    case "failing":
      return condition.message;
    case "loading":
      return status.trouble?.message ?? stateWord(condition);
    case "unasked":
      return texts.unasked;
    case "busy":
    case "fine":
      if (status.live === undefined) return texts.notLookedAt;
      return status.ready ? texts.ready : texts.answers;
  }
}

/** What is the matter with it, in a few words; empty where nothing is. */
export function healthWord(status: EndpointStatus, offline = false): string {
  return shortWord(needOf(status) ?? conditionOf(status, offline));
}

/** What would mend it here (`offered` of what could be done), other than asking it again or ending a simulation, which have places of their own. */
export const mendingAction = (
  status: EndpointStatus,
  now: number,
  offered: (actions: Action[]) => Action[],
): Action | undefined =>
  offered(healthActions(status, now)).find(({ do: what }) => what !== "try_now" && what !== "end_simulation");

/** What can be done about what a look at the endpoint found. */
export function healthActions(status: EndpointStatus, now: number): Action[] {
  if (status.simulated) return [{ do: "end_simulation" }];
  const need = needOf(status);
  if (need) {
    const failed = { endpoint: status.id, kind: need.kind, ...(status.model !== undefined && { model: status.model }) };
    return withTrial(need.kind, cures(failed, [status]), need.blocks ? tryNow([status], now) : []);
  }
  const condition = conditionOf(status);
  if (condition.is === "failing") return cures({ endpoint: status.id, kind: condition.kind }, [status]);
  if (condition.is !== "silent") return [];
  return isStartable(status)
    ? [{ do: "start_ollama" }, { do: "get_ollama" }]
    : [{ do: "open_settings", setting: "llmBreaker.endpoints" }];
}
