import assert from "node:assert/strict";
import type { EndpointCard } from "../../../core/messages/dashboard-live";
import { figureTexts, needsHelp, placeText, reasonText, stateText, tone, waited } from "./card-facts";

const now = 1_000_000;
const card = (changes: Partial<EndpointCard> = {}): EndpointCard => ({
  id: "ollama",
  type: "ollama",
  tier: "local",
  address: "localhost:11434",
  state: "closed",
  mode: "auto",
  failureStreak: 0,
  failureThreshold: 3,
  inFlight: 0,
  queued: 0,
  totalRequests: 5,
  canSimulate: true,
  ...changes,
});

describe("what a card says", () => {
  it("is the state, and what comes next", () => {
    const said = (changes: Partial<EndpointCard>): string => stateText(card(changes), now, false);
    assert.deepEqual(
      [
        said({}),
        said({ state: "open", retryAt: now + 41_001 }),
        said({ state: "open", retryAt: now }),
        said({ state: "open" }),
        said({ state: "half_open" }),
        said({ state: "half_open", inFlight: 1 }),
        said({ mode: "forced_open", state: "open", retryAt: now + 5_000 }),
        said({ latched: "The key is wrong." }),
        said({ notBefore: now + 500 }),
        said({ notBefore: now }),
        said({ mode: "metrics_only" }),
      ],
      [
        "closed",
        "open · trial in 42 s",
        "open · next call is a trial",
        "open · next call is a trial",
        "half-open · next call is a trial",
        "half-open · trial running",
        "open · held open",
        "closed · held back",
        "closed · rate limited, 1 s",
        "closed",
        "closed · breaker off",
      ],
    );
  });

  it("is offline only where the network is needed and nothing worse is known", () => {
    assert.deepEqual(
      [
        tone(card({ tier: "cloud" }), true),
        tone(card(), true),
        tone(card({ tier: "cloud", state: "open" }), true),
        tone(card({ tier: "cloud" }), false),
      ],
      ["offline", "closed", "open", "closed"],
    );
  });

  it("asks for help where closed is not well", () => {
    assert.deepEqual(
      [
        card(),
        card({ live: false }),
        card({ ready: false }),
        card({ latched: "No credit." }),
        card({ state: "open", live: false }),
      ].map(needsHelp),
      [false, true, true, true, false],
    );
  });

  it("is where it is and how it is there", () => {
    assert.equal(
      placeText(
        card({
          model: "llama3.2",
          live: true,
          ready: true,
          warm: true,
          healthyAt: now - 4_000,
          inFlight: 2,
          queued: 1,
        }),
        now,
      ),
      "localhost:11434 · llama3.2 · resident · healthy 4 s ago · 2 running, 1 queued",
    );
    assert.equal(
      placeText(card({ live: false, warm: true }), now),
      "localhost:11434 · not answering",
      "nothing resides in what does not answer",
    );
    assert.equal(
      placeText(card({ ready: false, latched: "The model is missing." }), now),
      "localhost:11434",
      "said once",
    );
    assert.equal(placeText(card({ totalRequests: 0 }), now), "localhost:11434 · not asked yet");
  });

  it("gives the reason that matters most", () => {
    const why = {
      openedBecause: "3 failures in a row.",
      openedAt: now - 18_000,
      lastFailure: { at: now - 60_000, text: "529 overloaded" },
    };
    assert.deepEqual(
      [
        reasonText(card({ state: "open", ...why, latched: "The key is wrong." }), now),
        reasonText(card({ state: "open", ...why }), now),
        reasonText(card({ state: "open", openedBecause: "Held open." }), now),
        reasonText(card({ state: "open", openedAt: now - 18_000 }), now),
        reasonText(card(why), now),
        reasonText(card(), now),
      ],
      [
        "The key is wrong.",
        "Tripped 18 s ago: 3 failures in a row.",
        "Held open.",
        "Tripped 18 s ago",
        "Last failure 1 min ago: 529 overloaded",
        undefined,
      ],
    );
  });

  it("has figures, or says that there are none", () => {
    assert.deepEqual(figureTexts({ ttftP50Ms: null, ttftP95Ms: null, failureRate: null, uptime: undefined }), {
      ttft: "–",
      failureRate: "–",
      uptime: "–",
    });
    assert.deepEqual(figureTexts({ ttftP50Ms: 300, ttftP95Ms: 1_900, failureRate: 0, uptime: 1 }), {
      ttft: "0.3 / 1.9 s",
      failureRate: "0 %",
      uptime: "100 %",
    });
    assert.equal(figureTexts({ ttftP50Ms: 300, ttftP95Ms: null, failureRate: 0, uptime: 1 }).ttft, "0.3 / – s");
  });

  it("draws a wait between its beginning and its end, whatever the clock does", () => {
    const open = (at: number, openedAt = 100, retryAt = 200): number | undefined =>
      waited(card({ state: "open", openedAt, retryAt }), at);
    assert.deepEqual([open(100), open(150), open(200), open(900), open(0)], [0, 0.5, 1, 1, 0]);
    assert.deepEqual(
      [
        open(150, 200, 200),
        open(150, 300, 200),
        waited(card({ state: "open" }), now),
        waited(card({ openedAt: 1, retryAt: 2 }), now),
      ],
      [undefined, undefined, undefined, undefined],
    );
  });
});
