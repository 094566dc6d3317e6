import { parseAddress } from "../../core/foreign/address";
import { shownUrl } from "../../core/foreign/shown-url";
import type { EndpointCard } from "../../core/messages/dashboard-live";
import { isHttp } from "../../core/model/endpoint-types";
import type { EndpointStatus } from "../../core/model/endpoint";
import { isPaused } from "../standing/standing";

export interface CardFacts {
  /** Epoch milliseconds. */
  now: number;
  failureThreshold: number;
  lastFailure?: { at: number; text: string } | undefined;
}

/** What a card shows of an endpoint. Durations become points in time, so that the page can count down by itself. */
export function cardOf(status: EndpointStatus, { now, failureThreshold, lastFailure }: CardFacts): EndpointCard {
  const { metrics } = status;
  const waits = status.state === "open" && Number.isFinite(status.retryAfterMs);
  const paused = isPaused(status, now);
  return {
    id: status.id,
    type: status.type,
    tier: status.tier,
    address: addressOf(status.url),
    state: status.state,
    mode: status.mode,
    failureStreak: metrics.consecutiveFailures,
    failureThreshold,
    inFlight: status.inFlight,
    queued: status.queued,
    totalRequests: metrics.totalRequests,
    canSimulate: isHttp(status.type),
    ...(status.model !== undefined && { model: status.model }),
    ...(waits && { retryAt: now + status.retryAfterMs }),
    ...(status.openedBecause !== undefined && { openedBecause: status.openedBecause }),
    ...(metrics.openedAt !== undefined && status.state !== "closed" && { openedAt: metrics.openedAt }),
    ...(metrics.failureRate !== undefined && { failureRate: metrics.failureRate }),
    ...(lastFailure && { lastFailure }),
    ...(status.latched && { latched: status.latched.message }),
    ...(paused && { notBefore: status.notBefore }),
    ...(status.live !== undefined && { live: status.live }),
    ...(status.ready !== undefined && { ready: status.ready }),
    ...(status.warm !== undefined && { warm: status.warm }),
    ...(status.lastHealthCheckAt !== undefined && { checkedAt: status.lastHealthCheckAt }),
    ...(metrics.lastHealthyAt !== undefined && { healthyAt: metrics.lastHealthyAt }),
  };
}

function addressOf(url: string): string {
  return parseAddress(url)?.host || shownUrl(url);
}
