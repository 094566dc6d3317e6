import assert from "node:assert/strict";
import type { StoredRequest } from "../../../src/core/history/types";
import type { EndpointStatus } from "../../../src/core/model/endpoint";
import type { StreamEvent } from "../../../src/core/model/service-events";
import type { LlmService } from "../../../src/core/service/service-api";
import { cardOf } from "../../../src/host/dashboard/card";
import { LastFailures } from "../../../src/host/dashboard/last-failures";
import { LiveFeed } from "../../../src/host/dashboard/live-feed";
import { questionOf, ReopenedAnswers } from "../../../src/host/dashboard/reopened-answers";
import { rawEndpoint, thresholdFields, withThresholds } from "../../../src/host/dashboard/thresholds";
import { createMemoryHistory } from "../../../src/core/history/memory-history";
import { silentLogger } from "../../../src/core/ports/logger";
import { parseToPage } from "../../../src/core/messages/dashboard";
import { BadValue } from "../../../src/host/settings/rules";
import { FakeClock } from "../../support/fake-clock";

const now = 1_000_000_000;
const status: EndpointStatus = {
  id: "openrouter", type: "openai", url: "https://openrouter.ai/api/v1", tier: "cloud", state: "open", mode: "auto", retryAfterMs: 42_000, openedBecause: "3 failures in a row.", inFlight: 0, queued: 0,
  metrics: {
    state: "open", mode: "auto", consecutiveFailures: 3, consecutiveSuccesses: 0, totalRequests: 9, totalSuccesses: 6, totalFailures: 3, totalReleased: 0, totalRejected: 1, failureRate: undefined, slowCallRate: undefined,
    avgResponseTimeMs: 900, p50Ms: 800, p95Ms: 1900, p99Ms: 2000, lastFailureAt: now - 18_000, lastHealthyAt: now - 60_000, openedAt: now - 18_000, uptimePercentage: 93.4,
  },
};
const request: StoredRequest = {
  id: 1, command: "Ask", title: "Why?", startedAt: now - 7_200_000, durationMs: 900, ttftMs: 200, outcome: "success", endpoint: "ollama", model: "llama3.2",
  attempts: [{ endpoint: "ollama", step: 2, startedAt: now, durationMs: 900, outcome: "success" }], messages: [{ role: "user", content: "Why?" }], content: "Because.",
};

describe("the host's side of the dashboard", () => {
  it("turns waits into points in time, so that the page counts down by itself", () => {
    const card = cardOf(status, { now, failureThreshold: 3, lastFailure: { at: 5, text: "529 overloaded" } });
    assert.deepEqual([card.address, card.retryAt, card.openedAt, card.failureStreak, card.failureThreshold], ["openrouter.ai", now + 42_000, now - 18_000, 3, 3]);
  });

  it("sends nothing that JSON cannot carry", () => {
    const held = cardOf({ ...status, mode: "forced_open", retryAfterMs: Infinity, notBefore: now - 1 }, { now, failureThreshold: 3 });
    assert.equal(held.retryAt, undefined);
    assert.equal(held.notBefore, undefined, "a gate that is over is none");
    const message = { type: "live", now, offline: false, endpoints: [held], simulations: [] };
    assert.deepEqual(parseToPage(JSON.parse(JSON.stringify(message))), message);
  });

  it("keeps the newest failure of every endpoint, in whatever order they are told", () => {
    const failures = new LastFailures();
    const failed = (endpoint: string, startedAt: number, status: number) => ({ endpoint, step: 0, startedAt, durationMs: 10, outcome: "failure" as const, kind: "overloaded" as const, status });
    failures.add({ attempts: [failed("a", 2_000, 529), { ...failed("b", 2_000, 503), outcome: "success" }] });
    failures.add({ attempts: [failed("a", 1_000, 503)] });
    assert.deepEqual(failures.of("a"), { at: 2_010, text: "529 overloaded" });
    assert.equal(failures.of("b"), undefined);
  });

  it("tells changes at most ten times a second and loses none", () => {
    const clock = new FakeClock();
    const sent: number[] = [];
    const feed = new LiveFeed(clock, () => sent.push(clock.now()));
    feed.changed();
    assert.deepEqual(sent, [], "nobody looks");
    feed.start();
    for (let i = 0; i < 35; i++) {
      feed.changed();
      clock.advance(10);
    }
    assert.deepEqual(sent, [0, 100, 200, 300]);
    clock.advance(1000);
    assert.deepEqual(sent, [0, 100, 200, 300, 400], "the last change is told, and then there is rest");
    feed.changed();
    feed.stop();
    clock.advance(1000);
    assert.equal(sent.length, 5);
    assert.equal(clock.pending, 0);
  });

  it("plays a stored answer back once, and asks really the next time", async () => {
    const asked: unknown[] = [];
    const service = { endpoints: () => [], pull: () => assert.fail("unused"), stream: (prompt: unknown) => (asked.push(prompt), (async function* (): AsyncGenerator<StreamEvent> {})()) } as unknown as LlmService;
    const reopened = new ReopenedAnswers(service);
    const question = reopened.reopen(request, now);
    assert.equal(question.notice, "Answered 2 h ago; reopened from the history.");
    const events: StreamEvent[] = [];
    const attempts: unknown[] = [];
    for await (const event of reopened.stream(question.messages, { onAttempt: (attempt) => void attempts.push(attempt) })) events.push(event);
    assert.deepEqual(events[0], { type: "delta", text: "Because." });
    assert.ok(events[1]?.type === "done" && events[1].completion.model === "llama3.2" && events[1].completion.attempt === 2);
    assert.equal(attempts.length, 1);
    assert.deepEqual(asked, []);
    for await (const _ of reopened.stream(question.messages)) assert.fail("the stand-in says nothing");
    assert.deepEqual(asked, [question.messages]);
    assert.deepEqual(questionOf(request), { messages: request.messages, title: "Why?", label: { command: "Ask", title: "Why?" } });
  });

  it("finds an answer again by the time at which it ended, unless it or its texts are gone", async () => {
    const clock = new FakeClock();
    const at = clock.wallNow();
    const history = createMemoryHistory({ clock, logger: silentLogger });
    const { id: _, ...entry } = request;
    const ended = (endedAt: number, content: string, outcome: "success" | "failure" = "success") => history.recordRequest({ ...entry, messages: [...request.messages!], command: "Ask", content, outcome, startedAt: endedAt - 500, durationMs: 500 });
    ended(at, "the one");
    ended(at + 400, "a later one");
    ended(at + 5, "half of", "failure");
    await history.flush();
    const reopened = new ReopenedAnswers({} as LlmService);
    const shown = async (endedAt: number): Promise<string | undefined> => {
      const question = await reopened.find(endedAt, history, at);
      if (!question) return undefined;
      for await (const event of reopened.stream(question.messages)) if (event.type === "delta") return `${event.text} ${question.endedAt}`;
      return assert.fail("nothing is played back");
    };
    assert.equal(await shown(at + 3), `the one ${at}`);
    assert.equal(await shown(at + 399), `a later one ${at + 400}`);
    assert.equal(await shown(at - 60_000), undefined);
    await history.clear({ textsOnly: true });
    assert.equal(await shown(at), undefined);
    await history.dispose();
  });
});

describe("the thresholds form", () => {
  const endpoints = [{ id: "ollama", type: "ollama" }, { id: "cloud", type: "openai", url: "https://x.example/v1", failureThreshold: 5, somethingElse: { kept: true } }];

  it("shows what is set for the endpoint and what holds for all", () => {
    const fields = thresholdFields(rawEndpoint(endpoints, "cloud"), (name) => ({ failureThreshold: 3, recoveryTimeout: 60 })[name as string]);
    assert.deepEqual(fields.find(({ name }) => name === "failureThreshold"), { name: "failureThreshold", own: 5, shared: 3, min: 1, max: 1000, whole: true });
    assert.deepEqual(fields.find(({ name }) => name === "recoveryTimeout"), { name: "recoveryTimeout", own: null, shared: 60, min: 0, max: 86_400, whole: false });
  });

  it("changes only what was changed, and nothing of the value it was given", () => {
    const before = structuredClone(endpoints);
    const changed = withThresholds(endpoints, "cloud", { failureThreshold: null, recoveryTimeout: 30 });
    assert.deepEqual(changed, [{ id: "ollama", type: "ollama" }, { id: "cloud", type: "openai", url: "https://x.example/v1", recoveryTimeout: 30, somethingElse: { kept: true } }]);
    assert.deepEqual(endpoints, before);
  });

  it("refuses what the settings would refuse", () => {
    assert.throws(() => withThresholds(endpoints, "cloud", { failureThreshold: 0 }), (error) => error instanceof BadValue && /failureThreshold must be a whole number from 1 to 1000, but is 0/.test(error.message));
    assert.throws(() => withThresholds(endpoints, "cloud", { failureRateThreshold: 1.5 }), BadValue);
    assert.throws(() => withThresholds(endpoints, "gone", { failureThreshold: 1 }), BadValue);
    assert.throws(() => withThresholds(undefined, "cloud", { failureThreshold: 1 }), BadValue);
  });
});
