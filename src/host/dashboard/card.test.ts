import assert from "node:assert/strict";
import { parseToPage } from "../../core/messages/dashboard";
import type { EndpointStatus } from "../../core/model/endpoint";
import { cardOf } from "./card";

const now = 1_000_000_000;
const status: EndpointStatus = {
  id: "openrouter",
  type: "openai",
  url: "https://openrouter.ai/api/v1",
  tier: "cloud",
  state: "open",
  mode: "auto",
  retryAfterMs: 42_000,
  openedBecause: "3 failures in a row.",
  inFlight: 0,
  queued: 0,
  metrics: {
    state: "open",
    mode: "auto",
    consecutiveFailures: 3,
    consecutiveSuccesses: 0,
    totalRequests: 9,
    totalSuccesses: 6,
    totalFailures: 3,
    totalReleased: 0,
    totalRejected: 1,
    failureRate: undefined,
    slowCallRate: undefined,
    avgResponseTimeMs: 900,
    p50Ms: 800,
    p95Ms: 1900,
    p99Ms: 2000,
    lastFailureAt: now - 18_000,
    lastHealthyAt: now - 60_000,
    openedAt: now - 18_000,
    uptimePercentage: 93.4,
  },
};

describe("a card of the dashboard", () => {
  it("turns waits into points in time, so that the page counts down by itself", () => {
    const card = cardOf(status, {
      now,
      offline: false,
      failureThreshold: 3,
      offered: (actions) => actions,
      lastFailure: { at: 5, text: "529 overloaded" },
    });
    assert.deepEqual(
      [card.address, card.retryAt, card.openedAt, card.failureStreak, card.failureThreshold],
      ["openrouter.ai", now + 42_000, now - 18_000, 3, 3],
    );
  });

  it("sends nothing that JSON cannot carry", () => {
    const held = cardOf(
      { ...status, mode: "forced_open", retryAfterMs: Infinity, notBefore: now - 1 },
      { now, offline: false, failureThreshold: 3, offered: (actions) => actions },
    );
    assert.equal(held.retryAt, undefined);
    assert.equal(held.notBefore, undefined, "a pause that is over is none");
    const message = { type: "live", now, offline: false, endpoints: [held], simulations: [] };
    assert.deepEqual(parseToPage(JSON.parse(JSON.stringify(message))), message);
  });
});
