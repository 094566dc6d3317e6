import { hostOf, isLoopback } from "../../core/endpoint/address";
import { needsSomebody, ruleOf, type FailureKind } from "../../core/model/failure-kinds";
import { isHttp } from "../../core/model/endpoint-types";
import type { EndpointStatus } from "../../core/model/endpoint";

/** Somebody has to do something: a key, credit, a model, an address, a certificate. `blocks`: nothing is sent until it is done. */
export interface Need {
  is: "in_need";
  kind: FailureKind;
  /** A whole sentence; absent where nothing more is known than the kind. */
  message: string | undefined;
  blocks: boolean;
}

/** What the breaker, and the pauses that an endpoint asks for, do with calls just now; a closed breaker that lets all of them through does nothing. */
export type Gating =
  | { is: "held_open" }
  /** `nextTryMs`: until a call is let through, as a trial. */
  | { is: "open"; nextTryMs: number }
  | { is: "paused"; leftMs: number }
  | { is: "half_open"; trial: "due" | "running" | "elsewhere" };

/** How the endpoint itself was last seen. */
export type Condition =
  /** This machine is offline, so that nothing is known. */
  | { is: "offline" }
  /** Nobody answers. */
  | { is: "silent" }
  /** It answers, but only with failures, or something of our own fails before it can be asked. */
  | { is: "failing"; kind: FailureKind; message: string }
  /** Its server is loading the model. */
  | { is: "loading" }
  | { is: "busy"; queued: number }
  /** Nobody has looked and nobody has called: whether it is well is not known. */
  | { is: "unasked" }
  | { is: "fine" };

/**
 * How an endpoint stands: the one thing to be said of it where there is room for one. Everything that shows endpoints reads this, so that no two places
 * contradict each other. What needs somebody comes first, then what keeps calls away, then how the endpoint is.
 */
export type Standing = Need | Gating | Condition | { is: "watching" };

/** The worst first. */
const ORDER: readonly Standing["is"][] = [
  "in_need",
  "held_open",
  "open",
  "half_open",
  "silent",
  "failing",
  "paused",
  "loading",
  "offline",
  "busy",
  "watching",
  "unasked",
  "fine",
];

/** @param now epoch milliseconds @param offline whether this machine is */
export function standingOf(status: EndpointStatus, now: number, offline = false): Standing {
  const need = needOf(status);
  // Whoever holds it open himself has the last word: nothing else lets calls through before.
  if (need && status.mode !== "forced_open") return need;
  const condition = conditionOf(status, offline);
  const gating = gatingOf(status, now);
  // That nobody is there any more was seen after the pause was asked for.
  if (gating && !(gating.is === "paused" && status.state === "closed" && isUnwell(condition))) return gating;
  return condition.is === "fine" && status.mode === "metrics_only" ? { is: "watching" } : condition;
}

export function needOf({ barred, latched, ready, trouble, mode }: EndpointStatus): Need | undefined {
  // Whatever else is the matter with what may not be asked anyway.
  if (barred) return { is: "in_need", ...barred, blocks: true };
  if (latched) {
    const blocks = latched.callsPass !== true && mode !== "metrics_only";
    return { is: "in_need", kind: latched.kind, message: latched.message, blocks };
  }
  if (trouble && needsSomebody(trouble.kind)) return { is: "in_need", ...trouble, blocks: false };
  return ready === false && !trouble
    ? { is: "in_need", kind: "model_missing", message: undefined, blocks: false }
    : undefined;
}

export function gatingOf(status: EndpointStatus, now: number): Gating | undefined {
  const { mode, state, retryAfterMs, notBefore = 0, trialElsewhere, inFlight } = status;
  if (mode === "forced_open") return { is: "held_open" };
  if (state === "open") return { is: "open", nextTryMs: Math.max(retryAfterMs, notBefore - now) };
  if (notBefore > now) return { is: "paused", leftMs: notBefore - now };
  if (state === "closed") return undefined;
  if (retryAfterMs <= 0) return { is: "half_open", trial: "due" };
  return { is: "half_open", trial: trialElsewhere || inFlight === 0 ? "elsewhere" : "running" };
}

export function conditionOf(status: EndpointStatus, offline = false): Condition {
  const { live, ready, trouble, inFlight, queued, metrics } = status;
  // It is not looked at any more: what was seen before says nothing of now.
  if (status.barred) return { is: "unasked" };
  if (offline && isRemote(status)) return { is: "offline" };
  if (live === false)
    return trouble && ruleOf(trouble.kind).connection === "alive" ? { is: "failing", ...trouble } : { is: "silent" };
  if (live === undefined && trouble) return { is: "failing", ...trouble };
  if (ready === false && trouble && !needsSomebody(trouble.kind)) return { is: "loading" };
  if (inFlight > 0) return { is: "busy", queued };
  return live === undefined && metrics.totalRequests === 0 ? { is: "unasked" } : { is: "fine" };
}

/** Whether it was seen not to work. */
export const isUnwell = ({ is }: Standing): boolean => is === "silent" || is === "failing";

/** Why it stands as it does, as a sentence: the newest that is known. */
export function causeOf(status: EndpointStatus): string | undefined {
  const { trouble, openedBecause, openedKind, live } = status;
  // That nobody was there is over as soon as somebody is.
  const over = live === true && openedKind !== undefined && ruleOf(openedKind).connection === "dead";
  return needOf(status)?.message ?? trouble?.message ?? (over ? undefined : openedBecause);
}

/** Whether a model is in memory. */
export type Residence = "resident" | "not loaded";

/** Whether its model is in memory, where that is known and worth telling: of an endpoint that is there and has its model. */
export function residence(status: EndpointStatus, offline: boolean): Residence | undefined {
  const { live, ready, warm } = status;
  if (warm === undefined || live !== true || ready === false || needOf(status)) return undefined;
  if (conditionOf(status, offline).is === "offline") return undefined;
  return warm ? "resident" : "not loaded";
}

/** Those that stand worst first, else as they are. */
export function worstFirst(endpoints: readonly EndpointStatus[], now: number, offline = false): EndpointStatus[] {
  // What is refused on purpose is no trouble.
  const rank = (status: EndpointStatus): number =>
    status.barred ? ORDER.length : ORDER.indexOf(standingOf(status, now, offline).is);
  return [...endpoints].sort((one, other) => rank(one) - rank(other));
}

/** Whether calls are sent to it right now, other than as trials. */
export function takesCalls(status: EndpointStatus, now: number): boolean {
  return !needOf(status)?.blocks && (gatingOf(status, now) === undefined || status.mode === "metrics_only");
}

/** Whether a call that is made now is sent to it, be it as a trial. */
export function canBeAsked(status: EndpointStatus, now: number): boolean {
  const gating = gatingOf(status, now);
  const trial = gating?.is === "half_open" && gating.trial === "due";
  return takesCalls(status, now) || (trial && !needOf(status)?.blocks);
}

const isRemote = ({ type, url }: EndpointStatus): boolean => isHttp(type) && !isLoopback(hostOf(url));
