import type { EndpointCard } from "../../../core/messages/dashboard-live";
import { ago, percent, seconds } from "../frame/format";
import { card as texts, states } from "../frame/texts";
import { tone } from "../frame/tone";

/** Figures of the shown time. */
export interface CardFigures {
  ttftP50Ms: number | null;
  ttftP95Ms: number | null;
  failureRate: number | null;
  uptime: number | undefined;
}

/** Of no use before somebody does something, or not well: not to be painted as well. */
export function needsHelp({ standing }: EndpointCard): boolean {
  return standing === "in_need" || standing === "silent" || standing === "failing";
}

/** “open · trial in 42 s” */
export function stateText(card: EndpointCard, now: number): string {
  const detail = stateDetail(card, now);
  const state = states[tone(card)];
  return detail === undefined ? state : `${state} · ${detail}`;
}

function stateDetail(card: EndpointCard, now: number): string | undefined {
  switch (card.standing) {
    case "in_need":
    case "failing":
      return card.matter;
    case "held_open":
      return texts.heldOpen;
    case "open":
      return card.retryAt !== undefined && card.retryAt > now ? texts.trialIn(card.retryAt - now) : texts.trials.due;
    case "half_open":
      return texts.trials[card.trial ?? "due"];
    case "paused":
      return card.notBefore !== undefined && card.notBefore > now ? texts.waitsFor(card.notBefore - now) : undefined;
    case "offline":
      return texts.noNetwork;
    case "silent":
      return texts.down;
    case "loading":
      return texts.loading;
    case "watching":
      return texts.metricsOnly;
    case "busy":
    case "unasked":
    case "fine":
      return undefined;
  }
}

/** “localhost:11434 · llama3.2 · resident · healthy 4 s ago” */
export function placeText(card: EndpointCard, now: number): string {
  const parts = [card.address];
  if (card.model !== undefined) parts.push(card.model);
  if (card.residence !== undefined) parts.push(texts.residence[card.residence]);
  if (card.healthyAt !== undefined) parts.push(texts.healthy(ago(now - card.healthyAt)));
  else if (card.standing === "unasked") parts.push(texts.never);
  if (card.inFlight > 0) parts.push(texts.inFlight(card.inFlight, card.queued));
  return parts.join(" · ");
}

/** Why it is as it is: what is the matter, when its breaker opened, or the last failure. */
export function reasonText(card: EndpointCard, now: number): string | undefined {
  if (card.state === "closed" || card.standing === "in_need")
    return (
      card.reason ?? (card.lastFailure && texts.lastFailure(card.lastFailure.text, ago(now - card.lastFailure.at)))
    );
  if (card.openedAt === undefined) return card.reason;
  const opened = texts.tripped(ago(now - card.openedAt));
  return card.reason === undefined ? opened : `${opened}: ${card.reason}`;
}

export function figureTexts(figures: CardFigures): { ttft: string; failureRate: string; uptime: string } {
  const time = (ms: number | null): string => (ms === null ? texts.nothing : seconds(ms));
  return {
    ttft: figures.ttftP50Ms === null ? texts.nothing : texts.ttftOf(time(figures.ttftP50Ms), time(figures.ttftP95Ms)),
    failureRate: figures.failureRate === null ? texts.nothing : percent(figures.failureRate),
    uptime: figures.uptime === undefined ? texts.nothing : percent(figures.uptime),
  };
}

/** 0..1: how much of the wait until the trial is over; undefined when there is nothing to wait for. */
export function waited(card: EndpointCard, now: number): number | undefined {
  if (
    card.state !== "open" ||
    card.retryAt === undefined ||
    card.openedAt === undefined ||
    card.retryAt <= card.openedAt
  )
    return undefined;
  return Math.min(1, Math.max(0, (now - card.openedAt) / (card.retryAt - card.openedAt)));
}
