import assert from "node:assert/strict";
import { endpointUnderTest } from "../../../../test/support/attempt-under-test";
import type { StreamEvent } from "../../model/service-events";
import { silentLogger } from "../../ports/logger";
import { Loads } from "../endpoints/loads";
import { waitForStep, type StepWait } from "./step-wait";

/** A wait before `it`; how long it took and what was told of it. */
function waiting(setting: Partial<StepWait> & { loadMs?: number } = {}) {
  const { loadMs, ...given } = setting;
  const { clock, endpoint, client } = endpointUnderTest([], loadMs === undefined ? {} : { loadMs });
  const told: (StreamEvent & { type: "waiting" })[] = [];
  const aborter = new AbortController();
  const loads = new Loads(clock, silentLogger, () => 60_000);
  const wait: StepWait = { endpoint, model: "m", same: false, hintMs: 0, delayMs: 2_000, ...given };
  const begin = async (atMost = 10_000) => {
    const started = clock.now();
    let ended = false;
    const end = waitForStep(wait, { clock, loads }, aborter.signal, (event) => {
      assert.ok(event.type === "waiting");
      told.push(event);
    }).finally(() => (ended = true));
    for (;;) {
      await new Promise(setImmediate);
      if (ended) break;
      assert.ok(clock.now() - started < atMost, "the wait never ends");
      clock.advance(10);
    }
    await end;
    return clock.now() - started;
  };
  return { begin, told, clock, endpoint, client, aborter };
}

describe("the wait before a step", () => {
  it("is none where nothing is to be waited for", async () => {
    for (const same of [true, false]) {
      const { begin, told, client } = waiting({ delayMs: 0, same });
      assert.deepEqual([await begin(), told, client.probes], [0, [], 0]);
    }
  });

  it("is in full before the same endpoint, though that is ready, and is told at once with its end", async () => {
    const { begin, told, endpoint, clock } = waiting({ same: true });
    endpoint.succeeded("m");
    const untilMs = clock.wallNow() + 2_000;
    assert.equal(await begin(), 2_000);
    assert.deepEqual(told, [
      { type: "waiting", endpoint: "it", untilMs, why: "again", reason: "before trying it again" },
    ]);
  });

  it("is as long as the endpoint asked for, before any endpoint, and says so", async () => {
    for (const [hintMs, tookMs] of [
      [5_000, 5_000],
      [500, 2_000],
    ] as const) {
      const { begin, told, endpoint } = waiting({ hintMs });
      endpoint.succeeded("m");
      assert.equal(await begin(), tookMs);
      assert.deepEqual(
        told.map(({ reason }) => reason),
        ["it is rate limited and asked for a pause"],
      );
    }
  });

  it("is none before another endpoint that answered a moment ago", async () => {
    const { begin, told, endpoint, client } = waiting();
    endpoint.succeeded("m");
    assert.deepEqual([await begin(), told, client.probes], [0, [], 0]);
  });

  it("ends without a word before another endpoint that is found ready at once", async () => {
    const { begin, told, clock } = waiting();
    assert.deepEqual([await begin(), told], [0, []]);
    clock.advance(2_000);
    assert.equal(clock.pending, 0);
  });

  it("ends as another endpoint turns out to be ready, and is told until when it would last", async () => {
    const { begin, told, client, clock } = waiting();
    client.facts = { live: false };
    clock.setTimeout(() => (client.facts = { live: true }), 700);
    const untilMs = clock.wallNow() + 2_000;
    assert.equal(await begin(), 1_000);
    assert.deepEqual(told, [{ type: "waiting", endpoint: "it", untilMs, why: "ready", reason: "until it is ready" }]);
  });

  it("warms another endpoint's model up meanwhile, and ends once that is resident", async () => {
    const { begin, client } = waiting({ loadMs: 1_200 });
    assert.equal(await begin(), 1_500);
    assert.deepEqual(client.warmUps, [{ model: "m", at: 0 }]);
  });

  it("is not for longer than the step says before another endpoint that does not become ready", async () => {
    const { begin, client, clock } = waiting();
    client.facts = { live: false };
    assert.equal(await begin(), 2_000);
    clock.advance(500);
    await new Promise(setImmediate);
  });

  it("is not told of where it is over before it is worth a word", async () => {
    const { begin, told, client } = waiting({ delayMs: 30 });
    client.facts = { live: false };
    assert.deepEqual([await begin(), told], [30, []]);
  });

  for (const [what, setting] of Object.entries({
    "the same endpoint": { same: true },
    "another endpoint": {},
    "one that asked for a pause": { hintMs: 5_000 },
  }))
    it(`ends with its signal before ${what}, and leaves no timer`, async () => {
      const { begin, client, clock, aborter } = waiting(setting);
      client.facts = { live: false };
      clock.setTimeout(() => aborter.abort(), 700);
      assert.equal(await begin(), 700);
      assert.equal(clock.pending, 0);
    });

  it("is not told of where its signal fires first", async () => {
    const { begin, told, client, clock, aborter } = waiting();
    client.facts = { live: false };
    clock.setTimeout(() => aborter.abort(), 20);
    assert.equal(await begin(), 20);
    assert.deepEqual([told, clock.pending], [[], 0]);
  });
});
