import type { EndpointStatus } from "../../core/service/types";
import { ruleOf, type KindRule } from "../../core/failure/kinds";
import { cut, inert, type Icon } from "../../core/text/foreign-text";
import { countdown } from "../format";

/** How an endpoint stands, as one of a few shapes: what icon, word and colour are chosen by. */
export type Standing = "held_open" | "metrics_only" | "open" | "half_open" | "needs_you" | "rate_limited" | "silent" | "busy" | "unasked" | "fine";

/** The worst first. */
const order: readonly Standing[] = ["open", "held_open", "half_open", "needs_you", "silent", "rate_limited", "busy", "metrics_only", "unasked", "fine"];

/** Those that stand worst first, else as they are. */
export function worstFirst(endpoints: readonly EndpointStatus[], now: number): EndpointStatus[] {
  const rank = (status: EndpointStatus): number => order.indexOf(standingOf(status, now));
  return [...endpoints].sort((one, other) => rank(one) - rank(other));
}

/** The name as it can be shown. Long ones keep their beginning and their end, by which they mostly differ. */
export function shortName(id: string, most = 22): string {
  const name = inert(id);
  const half = Math.floor((most - 1) / 2);
  // An end that begins with the second half of a pair would show a character that is none.
  return name.length <= most ? name : `${cut(name, most - half)}${name.slice(-half).replace(/^[\udc00-\udfff]/, "")}`;
}

/** The worst thing first. `now` is epoch ms. */
export function standingOf(status: EndpointStatus, now = Date.now()): Standing {
  if (status.mode === "forced_open") return "held_open";
  if (status.state === "open") return "open";
  if (status.state === "half_open") return "half_open";
  if (status.latched) return "needs_you";
  if (status.notBefore !== undefined && status.notBefore > now) return "rate_limited";
  if (status.live === false) return "silent";
  if (status.ready === false) return "needs_you";
  if (status.inFlight > 0) return "busy";
  if (status.mode === "metrics_only") return "metrics_only";
  return isUnasked(status) ? "unasked" : "fine";
}

/** Nobody has looked and nobody has called: whether it is well is not known. */
export function isUnasked({ live, metrics }: EndpointStatus): boolean {
  return live === undefined && metrics.totalRequests === 0;
}

/** What the user has to see to, in short. */
const neededBy = ({ latched }: EndpointStatus): KindRule["short"] => ruleOf(latched?.kind ?? "model_missing").short;

const icons: Record<Exclude<Standing, "needs_you">, Icon> = {
  held_open: "$(circle-slash)",
  open: "$(error)",
  half_open: "$(issue-reopened)",
  rate_limited: "$(watch)",
  silent: "$(debug-disconnect)",
  busy: "$(loading~spin)",
  metrics_only: "$(pass)",
  unasked: "$(circle-outline)",
  fine: "$(pass)",
};

export function iconOf(status: EndpointStatus, now = Date.now()): Icon {
  const standing = standingOf(status, now);
  return standing === "needs_you" ? `$(${neededBy(status).icon})` : icons[standing];
}

/** “closed”, “open, next try in 42 s”, “half-open, the next call is a trial”, … */
export function stateWord(status: EndpointStatus, now = Date.now()): string {
  switch (standingOf(status, now)) {
    case "held_open":
      return "held open";
    case "open":
      return Number.isFinite(status.retryAfterMs) ? `open, next try in ${countdown(status.retryAfterMs)}` : "open";
    case "half_open":
      if (status.inFlight > 0) return "half-open, trial running";
      return status.retryAfterMs > 0 ? "half-open, another window is trying" : "half-open, the next call is a trial";
    case "needs_you":
      return `closed, ${status.latched?.message ?? "the model is not installed"}`;
    case "rate_limited":
      return `closed, rate limited for ${countdown((status.notBefore ?? now) - now)}`;
    case "silent":
      return "closed, not answering";
    case "busy":
      return status.queued > 0 ? `closed, answering, ${status.queued} waiting` : "closed, answering";
    case "metrics_only":
      return "watching only";
    case "unasked":
      return "closed, not asked yet";
    case "fine":
      return "closed";
  }
}

/** The few words after the name in the status bar; empty while all is well. */
export function shortWord(status: EndpointStatus, now = Date.now()): string {
  switch (standingOf(status, now)) {
    case "held_open":
      return "held open";
    case "open":
      return Number.isFinite(status.retryAfterMs) ? `open ${countdown(status.retryAfterMs)}` : "open";
    case "half_open":
      return "half-open";
    case "needs_you":
      return neededBy(status).word;
    case "rate_limited":
      return `limited ${countdown((status.notBefore ?? now) - now)}`;
    case "silent":
      return "not answering";
    case "busy":
    case "metrics_only":
    case "unasked":
    case "fine":
      return "";
  }
}
