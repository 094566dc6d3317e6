import type { LaneState } from "../../../core/history/types";
import type { EndpointCard } from "../../../core/messages/dashboard-live";
import { ago, percent, seconds } from "../frame/format";
import { card as texts, states } from "../frame/texts";

/** Figures of the shown time. */
export interface CardFigures {
  ttftP50Ms: number | null;
  ttftP95Ms: number | null;
  failureRate: number | null;
  uptime: number | undefined;
}

/** The state a card is painted in. */
export function tone(card: EndpointCard, offline: boolean): LaneState {
  return offline && card.tier === "cloud" && card.state === "closed" ? "offline" : card.state;
}

/** Closed, but of no use before somebody does something: not to be painted as well. */
export function needsHelp(card: EndpointCard): boolean {
  return card.state === "closed" && (card.latched !== undefined || card.live === false || card.ready === false);
}

/** “open · trial in 42 s” */
export function stateText(card: EndpointCard, now: number, offline: boolean): string {
  const detail = stateDetail(card, now);
  const state = states[tone(card, offline)];
  return detail === undefined ? state : `${state} · ${detail}`;
}

function stateDetail(card: EndpointCard, now: number): string | undefined {
  if (card.mode === "forced_open") return texts.heldOpen;
  if (card.latched !== undefined) return texts.latched;
  if (card.state === "open")
    return card.retryAt !== undefined && card.retryAt > now ? texts.trialIn(card.retryAt - now) : texts.trialDue;
  if (card.state === "half_open") return card.inFlight > 0 ? texts.trialRunning : texts.trialDue;
  if (card.notBefore !== undefined && card.notBefore > now) return texts.waitsFor(card.notBefore - now);
  return card.mode === "metrics_only" ? texts.metricsOnly : undefined;
}

/** “localhost:11434 · llama3.2 · resident · healthy 4 s ago” */
export function placeText(card: EndpointCard, now: number): string {
  const parts = [card.address];
  if (card.live === false) parts.push(texts.down);
  else if (card.ready === false && card.latched === undefined) parts.push(texts.noModel);
  if (card.model !== undefined) parts.push(card.model);
  if (card.live !== false && card.ready !== false && card.warm !== undefined)
    parts.push(card.warm ? texts.resident : texts.notResident);
  if (card.healthyAt !== undefined) parts.push(texts.healthy(ago(now - card.healthyAt)));
  else if (card.totalRequests === 0 && card.live === undefined) parts.push(texts.never);
  if (card.inFlight > 0) parts.push(texts.inFlight(card.inFlight, card.queued));
  return parts.join(" · ");
}

/** Why it is as it is: what holds it back, why it tripped, or the last failure. */
export function reasonText(card: EndpointCard, now: number): string | undefined {
  if (card.latched !== undefined) return card.latched;
  if (card.state !== "closed" && card.openedBecause !== undefined) {
    return card.openedAt === undefined
      ? card.openedBecause
      : `${texts.tripped(ago(now - card.openedAt))}: ${card.openedBecause}`;
  }
  if (card.state !== "closed" && card.openedAt !== undefined) return texts.tripped(ago(now - card.openedAt));
  return card.lastFailure ? texts.lastFailure(card.lastFailure.text, ago(now - card.lastFailure.at)) : undefined;
}

export function figureTexts(figures: CardFigures): { ttft: string; failureRate: string; uptime: string } {
  const time = (ms: number | null): string => (ms === null ? texts.nothing : seconds(ms));
  return {
    ttft: figures.ttftP50Ms === null ? texts.nothing : `${time(figures.ttftP50Ms)} / ${time(figures.ttftP95Ms)} s`,
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
