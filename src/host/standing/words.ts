import { ruleOf } from "../../core/model/failure-kinds";
import { cut, inert, type Icon } from "../../core/foreign/foreign-text";
import { t, tWord } from "../../core/l10n/t";
import { countdown, momentOf } from "../texts/format";
import type { Residence, Standing } from "./standing";

/** The name as it can be shown. Long ones keep their beginning and their end, by which they mostly differ. */
export function shortName(id: string, most = 22): string {
  const name = inert(id);
  const half = Math.floor((most - 1) / 2);
  // An end that begins with the second half of a pair would show a character that is none.
  return name.length <= most ? name : `${cut(name, most - half)}${name.slice(-half).replace(/^[\udc00-\udfff]/, "")}`;
}

const ICONS: Record<Exclude<Standing["is"], "in_need" | "failing">, Icon> = {
  held_open: "$(circle-slash)",
  open: "$(error)",
  half_open: "$(issue-reopened)",
  paused: "$(watch)",
  offline: "$(debug-disconnect)",
  silent: "$(debug-disconnect)",
  loading: "$(loading~spin)",
  busy: "$(loading~spin)",
  watching: "$(pass)",
  unasked: "$(circle-outline)",
  fine: "$(pass)",
};

export function iconOf(standing: Standing): Icon {
  return standing.is === "in_need" || standing.is === "failing"
    ? `$(${ruleOf(standing.kind).short.icon})`
    : ICONS[standing.is];
}

/** Whether its model is in memory. */
export const residenceWord = (residence: Residence): string =>
  residence === "resident" ? t("resident") : t("not loaded");

const TRIALS = {
  due: t("half-open, the next call is a trial"),
  running: t("half-open, trial running"),
  elsewhere: t("half-open, another window is trying"),
};

/**
 * How time that is left is told: `countdown` is right for a second, `{ now }` (epoch milliseconds) tells the time of day at which it is over, which stays right
 * where nobody draws it anew.
 */
export type TimeLeft = "countdown" | { now: number };

/** Never before the wait is over. */
const endOf = (leftMs: number, { now }: { now: number }): string =>
  momentOf(Math.ceil((now + leftMs) / 1000) * 1000, now);

/** “closed”, “open, next try in 42 s”, “half-open, the next call is a trial”, “check API key”, … */
export function stateWord(standing: Standing, left: TimeLeft = "countdown"): string {
  switch (standing.is) {
    case "open":
      if (!Number.isFinite(standing.nextTryMs)) return t("open");
      return left === "countdown"
        ? t("open, next try in {0}", countdown(standing.nextTryMs))
        : t("open, next try at {0}", endOf(standing.nextTryMs, left));
    case "half_open":
      return TRIALS[standing.trial];
    case "paused":
      return left === "countdown"
        ? t("rate limited for {0}", countdown(standing.leftMs))
        : t("rate limited until {0}", endOf(standing.leftMs, left));
    case "offline":
      return t("this machine is offline");
    case "loading":
      return t("loading its model");
    case "busy":
      return standing.queued > 0 ? t("answering, {0} waiting", standing.queued) : t("answering");
    case "watching":
      return t("watching only");
    case "unasked":
      return t("not asked yet");
    case "fine":
      return t("closed");
    case "in_need":
    case "held_open":
    case "silent":
    case "failing":
      return shortWord(standing);
  }
}

/** The few words after the name in the status bar; empty while all is well. */
export function shortWord(standing: Standing, left: TimeLeft = "countdown"): string {
  switch (standing.is) {
    case "in_need":
    case "failing":
      return tWord(ruleOf(standing.kind).short.word);
    case "held_open":
      return t("held open");
    case "open":
      if (!Number.isFinite(standing.nextTryMs)) return t("open");
      return left === "countdown"
        ? t("open {0}", countdown(standing.nextTryMs))
        : t("open until {0}", endOf(standing.nextTryMs, left));
    case "half_open":
      return t("half-open");
    case "paused":
      return left === "countdown"
        ? t("limited {0}", countdown(standing.leftMs))
        : t("limited until {0}", endOf(standing.leftMs, left));
    case "silent":
      return t("not answering");
    case "loading":
      return t("loading");
    case "offline":
    case "busy":
    case "watching":
    case "unasked":
    case "fine":
      return "";
  }
}
