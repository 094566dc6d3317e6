import type { EndpointStatus } from "../../core/model/endpoint";
import { ruleOf, type KindRule } from "../../core/model/failure-kinds";
import { cut, inert, type Icon } from "../../core/foreign/foreign-text";
import { countdown } from "../texts/format";
import { standingOf, type Standing } from "./standing";

/** The name as it can be shown. Long ones keep their beginning and their end, by which they mostly differ. */
export function shortName(id: string, most = 22): string {
  const name = inert(id);
  const half = Math.floor((most - 1) / 2);
  // An end that begins with the second half of a pair would show a character that is none.
  return name.length <= most ? name : `${cut(name, most - half)}${name.slice(-half).replace(/^[\udc00-\udfff]/, "")}`;
}

/** What has to change before it can be of use, in short. */
const latchWords = ({ latched }: EndpointStatus): KindRule["short"] => ruleOf(latched?.kind ?? "model_missing").short;

const ICONS: Record<Exclude<Standing, "latched">, Icon> = {
  forced_open: "$(circle-slash)",
  open: "$(error)",
  half_open: "$(issue-reopened)",
  paused: "$(watch)",
  silent: "$(debug-disconnect)",
  busy: "$(loading~spin)",
  metrics_only: "$(pass)",
  unasked: "$(circle-outline)",
  fine: "$(pass)",
};

export function iconOf(status: EndpointStatus, now = Date.now()): Icon {
  const standing = standingOf(status, now);
  return standing === "latched" ? `$(${latchWords(status).icon})` : ICONS[standing];
}

/** “closed”, “open, next try in 42 s”, “half-open, the next call is a trial”, … */
export function stateWord(status: EndpointStatus, now = Date.now()): string {
  switch (standingOf(status, now)) {
    case "forced_open":
      return "held open";
    case "open":
      return Number.isFinite(status.retryAfterMs) ? `open, next try in ${countdown(status.retryAfterMs)}` : "open";
    case "half_open":
      if (status.inFlight > 0) return "half-open, trial running";
      return status.retryAfterMs > 0 ? "half-open, another window is trying" : "half-open, the next call is a trial";
    case "latched":
      return `closed, ${status.latched?.message ?? "the model is not installed"}`;
    case "paused":
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
    case "forced_open":
      return "held open";
    case "open":
      return Number.isFinite(status.retryAfterMs) ? `open ${countdown(status.retryAfterMs)}` : "open";
    case "half_open":
      return "half-open";
    case "latched":
      return latchWords(status).word;
    case "paused":
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
