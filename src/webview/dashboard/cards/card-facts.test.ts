import assert from "node:assert/strict";
import { endpointCard as card } from "../../../../test/support/dashboard/endpoint-card";
import type { EndpointCard } from "../../../core/messages/dashboard-live";
import { figureTexts, needsHelp, placeText, reasonText, stateText, waited } from "./card-facts";

const now = 1_000_000;
describe("what a card says", () => {
  it("is the state, and what is the matter or comes next", () => {
    const said = (changes: Partial<EndpointCard>): string => stateText(card(changes), now);
    const rows: [Partial<EndpointCard>, string][] = [
      [{}, "closed"],
      [{ standing: "open", state: "open", retryAt: now + 41_001 }, "open · trial in 42 s"],
      [{ standing: "open", state: "open", retryAt: now }, "open · next call is a trial"],
      [{ standing: "half_open", state: "half_open", trial: "due" }, "half-open · next call is a trial"],
      [{ standing: "half_open", state: "half_open", trial: "running" }, "half-open · trial running"],
      [{ standing: "half_open", state: "half_open", trial: "elsewhere" }, "half-open · another window is trying"],
      [{ standing: "in_need", state: "half_open", matter: "check API key" }, "half-open · check API key"],
      [{ standing: "held_open", state: "open", mode: "forced_open" }, "open · held open"],
      [{ standing: "in_need", matter: "check API key" }, "closed · check API key"],
      [{ standing: "in_need", matter: "not an LLM API", available: false }, "not available · not an LLM API"],
      [{ standing: "paused", notBefore: now + 500 }, "closed · rate limited, 1 s"],
      [{ standing: "paused", notBefore: now }, "closed"],
      [{ standing: "silent", available: false }, "not available · not answering"],
      [{ standing: "failing", matter: "overloaded", available: false }, "not available · overloaded"],
      [{ standing: "offline", available: false }, "not available · this machine is offline"],
      [{ standing: "loading" }, "closed · loading its model"],
      [{ standing: "watching", mode: "metrics_only" }, "closed · breaker off"],
    ];
    for (const [changes, expected] of rows) assert.equal(said(changes), expected);
  });

  it("asks for help where something is the matter that time does not mend", () => {
    const helped = (["in_need", "silent", "failing", "open", "half_open", "paused", "offline", "fine"] as const).filter(
      (standing) => needsHelp(card({ standing })),
    );
    assert.deepEqual(helped, ["in_need", "silent", "failing"]);
  });

  it("is where it is and how it is there", () => {
    const well = card({
      model: "llama3.2",
      residence: "resident",
      healthyAt: now - 4_000,
      inFlight: 2,
      queued: 1,
    });
    assert.equal(placeText(well, now), "localhost:11434 · llama3.2 · resident · healthy 4 s ago · 2 running, 1 queued");
    assert.equal(placeText(card({ standing: "unasked" }), now), "localhost:11434 · not asked yet");
  });

  it("gives the reason that matters most", () => {
    const why = {
      reason: "3 failures in a row.",
      openedAt: now - 18_000,
      lastFailure: { at: now - 60_000, text: "529 overloaded" },
    };
    const { reason: _, ...past } = why;
    assert.deepEqual(
      [
        reasonText(card({ state: "half_open", standing: "in_need", ...why, reason: "The key is wrong." }), now),
        reasonText(card({ state: "open", standing: "open", ...why }), now),
        reasonText(card({ state: "open", standing: "open", reason: "Held open." }), now),
        reasonText(card({ state: "open", standing: "open", openedAt: now - 18_000 }), now),
        reasonText(card({ standing: "silent", ...past, reason: "Nobody listens." }), now),
        reasonText(card(past), now),
        reasonText(card(), now),
      ],
      [
        "The key is wrong.",
        "Tripped 18 s ago: 3 failures in a row.",
        "Held open.",
        "Tripped 18 s ago",
        "Nobody listens.",
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
