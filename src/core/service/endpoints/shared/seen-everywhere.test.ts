import assert from "node:assert/strict";
import { FakeClock } from "../../../../../test/support/fake-clock";
import { answer, fail, type Move } from "../../../../../test/support/scripted-client";
import { outage, sharedEndpoint, used } from "../../../../../test/support/shared-windows";
import { serviceUnderTest } from "../../../../../test/support/service-under-test";
import { SharedStore } from "../../../../../test/support/shared-store";

describe("an outage in one window", () => {
  let clock: FakeClock;
  let store: SharedStore;

  beforeEach(() => {
    clock = new FakeClock();
    store = new SharedStore(clock);
  });

  const open = (script: Move[][], config: Partial<Parameters<typeof serviceUnderTest>[0]> = {}) =>
    serviceUnderTest({ endpoints: [sharedEndpoint], ...config }, { local: script }, { clock, shared: store.window() });

  it("is known to a window that never asks anything: at its start, and when it happens later", async () => {
    const one = open([fail("refused"), fail("refused"), fail("refused"), answer("back")]);
    const other = open([answer()], { healthCheckIntervalMs: 0 });
    other.service.followOthers();
    await outage(one);
    assert.equal(other.service.endpoints()[0]!.state, "open");
    const late = open([answer()], { healthCheckIntervalMs: 0 });
    late.service.followOthers();
    await new Promise(setImmediate);
    assert.equal(late.service.endpoints()[0]!.state, "open");
    clock.advance(60_000);
    await one.run(one.service.complete("Hi"));
    assert.deepEqual(
      [other, late].map(({ service }) => service.endpoints()[0]!.state),
      ["closed", "closed"],
    );
  });

  it("shows in every window that one of them is trying, for as long as it is, or until it is ten seconds dead", async () => {
    const one = open([
      fail("refused"),
      fail("refused"),
      fail("refused"),
      [{ wait: 25_000 }, { text: "slow" }, { finish: "stop" }],
    ]);
    const other = open([answer("fast")]);
    other.service.followOthers();
    await outage(one);
    clock.advance(60_000);
    const told: (boolean | undefined)[] = [];
    const elsewhere = (): boolean | undefined => other.service.endpoints()[0]!.trialElsewhere;
    other.service.onEvent((event) => event.type === "status" && told.push(elsewhere()));
    const trial = one.run(one.service.complete("Hi"));
    for (let second = 0; second < 24; second++) {
      clock.advance(1_000);
      await new Promise(setImmediate);
      assert.equal(elsewhere(), true, `after ${second} s`);
    }
    const late = open([answer()]);
    late.service.followOthers();
    await new Promise(setImmediate);
    assert.equal(late.service.endpoints()[0]!.trialElsewhere, true);
    await trial;
    assert.deepEqual([elsewhere(), told.at(-1)], [undefined, undefined]);
    other.service.trip("local");
    other.service.allowTrial("local");
    const dead = store.window();
    await dead.tryTakeTrial([...store.rows.keys()][0]!, false);
    assert.equal(elsewhere(), undefined, "a person wants it tried from here");
    other.service.trip("local");
    clock.advance(60_000);
    await dead.tryTakeTrial([...store.rows.keys()][0]!, true);
    assert.equal(elsewhere(), true);
    clock.advance(9_999);
    assert.equal(elsewhere(), true);
    clock.advance(1);
    assert.equal(elsewhere(), undefined);
    assert.equal(other.service.endpoints()[0]!.retryAfterMs, 0);
  });

  it("lasts as long in every window, where a long time is configured too", async () => {
    const long = { breaker: { recoveryTimeoutMs: 900_000 } };
    const one = open([fail("refused")], long);
    const other = await used(open([answer()], long));
    await outage(one);
    assert.deepEqual(
      [one, other].map(({ service }) => service.endpoints()[0]!.retryAfterMs),
      [900_000, 900_000],
    );
  });
});
