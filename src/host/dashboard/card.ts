import { parseAddress } from "../../core/foreign/address";
import { shownUrl } from "../../core/foreign/shown-url";
import type { EndpointCard } from "../../core/messages/dashboard-live";
import { isHttp } from "../../core/model/endpoint-types";
import type { EndpointStatus } from "../../core/model/endpoint";
import { canBeAsked, causeOf, conditionOf, isUnwell, residence, standingOf } from "../standing/standing";
import { labelOf, type Action } from "../standing/actions";
import { mendingAction } from "../standing/health-words";
import { shortWord } from "../standing/words";

export interface CardFacts {
  /** Epoch milliseconds. */
  now: number;
  /** Whether this machine is. */
  offline: boolean;
  failureThreshold: number;
  lastFailure?: { at: number; text: string } | undefined;
  /** Of what could be done, what leads somewhere on this machine. */
  offered(actions: Action[]): Action[];
}

/** What a card shows of an endpoint. Durations become points in time, so that the page can count down by itself. */
export function cardOf(
  status: EndpointStatus,
  { now, offline, failureThreshold, lastFailure, offered }: CardFacts,
): EndpointCard {
  const { metrics } = status;
  const standing = standingOf(status, now, offline);
  const resides = residence(status, offline);
  const reason = causeOf(status);
  const cure = mendingAction(status, now, offered);
  return {
    id: status.id,
    type: status.type,
    tier: status.tier,
    address: addressOf(status.url),
    state: status.state,
    mode: status.mode,
    standing: standing.is,
    canTry: !canBeAsked(status, now) && status.mode !== "forced_open" && !status.barred,
    available: standing.is !== "offline" && !isUnwell(conditionOf(status)),
    failureStreak: metrics.consecutiveFailures,
    failureThreshold,
    inFlight: status.inFlight,
    queued: status.queued,
    totalRequests: metrics.totalRequests,
    canSimulate: isHttp(status.type),
    ...((standing.is === "in_need" || standing.is === "failing") && { matter: shortWord(standing) }),
    ...(status.barred && { barred: true }),
    ...(reason !== undefined && { reason }),
    ...(cure && { cure: labelOf(cure) }),
    ...(standing.is === "half_open" && { trial: standing.trial }),
    ...(standing.is === "open" && Number.isFinite(standing.nextTryMs) && { retryAt: now + standing.nextTryMs }),
    ...(standing.is === "paused" && { notBefore: now + standing.leftMs }),
    ...(resides && { residence: resides }),
    ...(status.model !== undefined && { model: status.model }),
    ...(metrics.openedAt !== undefined && status.state !== "closed" && { openedAt: metrics.openedAt }),
    ...(metrics.failureRate !== undefined && { failureRate: metrics.failureRate }),
    ...(lastFailure && { lastFailure }),
    ...(metrics.lastHealthyAt !== undefined && { healthyAt: metrics.lastHealthyAt }),
  };
}

function addressOf(url: string): string {
  return parseAddress(url)?.host || shownUrl(url);
}
