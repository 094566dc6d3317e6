import assert from "node:assert/strict";
import fc from "fast-check";
import { CircuitBreaker } from "../../src/core/breaker/circuit-breaker";
import { writeSnapshot } from "../../src/core/breaker/snapshot";
import { MAX_HINT_MS, MAX_QUOTE_CHARS } from "../../src/core/model/limits";
import type { Logger } from "../../src/core/ports/logger";
import { ChainedLlmService } from "../../src/core/service/llm-service";
import { createRun } from "../../src/core/service/request/run";
import { EndpointFailure } from "../../src/core/failure/endpoint-failure";
import { FakeClock } from "../support/fake-clock";
import { answer, fail, ScriptedClient } from "../support/scripted-client";
import { serviceUnderTest } from "../support/service-under-test";
import { SharedStore } from "../support/shared-store";

const endpoint = { id: "local", type: "openai", url: "http://localhost:8080/v1", model: "small" } as const;
const key = "http://localhost:8080 small";
const HOUR_MS = 3_600_000;
/** Settings that bound nothing themselves. */
const breaker = { recoveryBackoff: { factor: 1, maxMs: Number.MAX_SAFE_INTEGER, jitter: 0 } };

const PHASE_FIELDS = ["state", "mode", "elapsedMs", "recoveryMs", "hinted"];

/** What another window's breaker would have saved, with some of it replaced and a checksum that fits. */
function forged(clock: FakeClock, more: Record<string, unknown> = {}): Record<string, unknown> {
  const breaker = new CircuitBreaker({}, { clock });
  breaker.trip();
  const { checksum: _checksum, version: _version, ...content } = breaker.snapshot();
  breaker.dispose();
  const inPhase = Object.entries(more).filter(([field]) => PHASE_FIELDS.includes(field));
  const outside = Object.entries(more).filter(([field]) => !PHASE_FIELDS.includes(field));
  const phase = { ...content.phase, ...Object.fromEntries(inPhase) };
  return {
    ...writeSnapshot({ ...content, phase, ...Object.fromEntries(outside) } as Parameters<typeof writeSnapshot>[0]),
  };
}

describe("what another window says of a breaker", function () {
  this.timeout(120_000);
  let clock: FakeClock;
  let store: SharedStore;
  let log: string[];

  beforeEach(() => {
    clock = new FakeClock();
    store = new SharedStore(clock);
    log = [];
  });

  async function window(): Promise<ChainedLlmService> {
    const keep = (message: string) => void log.push(message);
    const logger: Logger = { debug() {}, info() {}, warn: keep, error: keep };
    const service = new ChainedLlmService(
      { endpoints: [endpoint], healthCheckIntervalMs: 0, breaker },
      {
        clock,
        logger,
        shared: store.window(),
        createRun,
        createClient: () => new ScriptedClient(clock, [answer("fine", 0)]),
      },
    );
    await ask(service);
    return service;
  }
  /** @returns the answer, or the error */
  async function ask(service: ChainedLlmService): Promise<unknown> {
    const asked = service.complete("Hi").then(
      ({ content }) => content,
      (error: unknown) => error,
    );
    for (let step = 0; step < 20; step++) {
      await new Promise(setImmediate);
      clock.advance(1);
    }
    return asked;
  }

  it("holds an endpoint open for ever", async () => {
    const numbers = fc.oneof(
      fc.double(),
      fc.integer(),
      fc.constantFrom(Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, 1e300, -1e300, 2 ** 53, 0, -1),
    );
    const values = fc.oneof(numbers, fc.jsonValue());
    const fields = [
      "savedAt",
      "state",
      "mode",
      "elapsedMs",
      "recoveryMs",
      "hinted",
      "failedTrials",
      "openedAt",
      "consecutiveFailures",
      "phase",
      "window",
    ];
    const times = fc.dictionary(fc.constantFrom("savedAt", "elapsedMs", "recoveryMs", "openedAt"), numbers);
    const content = fc
      .oneof({ weight: 3, arbitrary: times }, fc.dictionary(fc.constantFrom(...fields), values))
      .map((more) => forged(clock, more));
    const because = fc.oneof(
      fc.jsonValue(),
      fc.record({ kind: fc.string(), message: fc.string({ maxLength: 2_000 }) }),
    );
    let opened = 0;
    const told = fc.oneof(fc.jsonValue(), {
      weight: 5,
      arbitrary: fc.record(
        { breaker: fc.oneof(fc.jsonValue(), { weight: 5, arbitrary: content }), because },
        { requiredKeys: ["breaker"] },
      ),
    });
    await fc.assert(
      fc.asyncProperty(told, fc.boolean(), async (snapshot, live) => {
        store = new SharedStore(clock);
        if (!live) store.rows.set(key, { key, snapshot, saver: 99 });
        const service = await window();
        if (live) store.deliver({ key, snapshot, own: false });
        const [seen] = service.endpoints();
        if (seen!.state === "open") opened++;
        assert.ok(seen!.retryAfterMs <= MAX_HINT_MS, `${seen!.retryAfterMs}`);
        assert.ok((seen!.openedBecause ?? "").length <= MAX_QUOTE_CHARS);
        clock.advance(MAX_HINT_MS);
        assert.equal(await ask(service), "fine");
        await service.dispose();
      }),
      { numRuns: 400 },
    );
    assert.ok(opened > 10, `only ${opened} opened anything at all`);
  });

  it("ends an outage, or makes one, from a clock an hour ahead or behind", async () => {
    for (const skewMs of [HOUR_MS, -HOUR_MS, 20 * HOUR_MS]) {
      clock = new FakeClock();
      store = new SharedStore(clock);
      const theirClock = new FakeClock();
      theirClock.jumpWall(skewMs);
      const wrong = serviceUnderTest(
        { endpoints: [endpoint] },
        { local: [fail("refused")] },
        { clock: theirClock, shared: store.window() },
      );
      const right = await window();
      const state = () => right.endpoints()[0]!.state;
      for (let round = 0; round < 3; round++) await assert.rejects(wrong.run(wrong.service.complete("Hi")));
      assert.equal(state(), "open", "an outage is one, whatever the time is there");
      const leftMs = right.endpoints()[0]!.retryAfterMs;
      assert.ok(Math.abs(leftMs - 60_000) < 10, `for its own time from now on: ${leftMs} ms`);
      wrong.service.reset("local");
      assert.equal(state(), "closed");
      right.trip("local");
      assert.equal(wrong.service.endpoints()[0]!.state, "open", "the wrong one follows, too");
      right.reset("local");
      assert.equal(wrong.service.endpoints()[0]!.state, "closed");
      await wrong.service.dispose();
      await right.dispose();
    }
  });

  it("keeps a window that is opened later away for longer than a recovery time, from a clock that is ahead", async () => {
    const theirClock = new FakeClock();
    theirClock.jumpWall(20 * HOUR_MS);
    store.rows.set(key, { key, snapshot: { breaker: forged(theirClock) }, saver: 99 });
    const late = await window();
    const left = late.endpoints()[0]!.retryAfterMs;
    assert.ok(left > 59_000 && left <= 60_000, `${left}`);
    clock.advance(60_000);
    assert.equal(await ask(late), "fine");
    assert.equal(late.endpoints()[0]!.state, "closed");
  });

  it("hides what other windows say of other endpoints, or what a better one says later, and fills the log", async () => {
    const service = await window();
    const state = () => service.endpoints()[0]!.state;
    for (let time = 0; time < 50; time++) store.deliver({ key, unreadable: "no JSON" });
    for (let time = 0; time < 50; time++) store.deliver({ key, snapshot: { breaker: { state: "open" } }, own: false });
    assert.equal(log.length, 1);
    assert.match(log[0]!, /cannot be read \(no JSON\)/);
    store.deliver({ key, snapshot: { breaker: forged(clock) }, own: false });
    assert.equal(state(), "open");
    store.deliver({ key, snapshot: 7, own: false });
    assert.equal(log.length, 2, "it is told again after something could be read");
  });

  it("puts a page of text into a notice", async () => {
    const service = await window();
    const because = { kind: "refused", message: "[Repair](command:x) ".repeat(5_000) };
    store.deliver({ key, snapshot: { breaker: forged(clock), because }, own: false });
    assert.equal(service.endpoints()[0]!.openedBecause!.length, MAX_QUOTE_CHARS);
    const failing = serviceUnderTest(
      { endpoints: [endpoint] },
      { local: [[{ fail: new EndpointFailure("refused", because.message) }]] },
      { clock, shared: store.window() },
    );
    service.reset("local");
    for (let round = 0; round < 3; round++) await failing.run(failing.service.complete("Hi")).catch(() => undefined);
    assert.ok(
      JSON.stringify(store.rows.get(key)).length < 1_500,
      "nor does this one pass on what a server said at length",
    );
  });
});
