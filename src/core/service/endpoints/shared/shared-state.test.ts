import assert from "node:assert/strict";
import { CircuitOpenError } from "../../../breaker/circuit-open-error";
import { FakeClock } from "../../../../../test/support/fake-clock";
import { answer, fail, type Move } from "../../../../../test/support/scripted-client";
import { outage, sharedEndpoint as endpoint, used } from "../../../../../test/support/shared-windows";
import { serviceUnderTest } from "../../../../../test/support/service-under-test";
import { SharedStore } from "../../../../../test/support/shared-store";

describe("breaker state that windows share", () => {
  let clock: FakeClock;
  let store: SharedStore;

  beforeEach(() => {
    clock = new FakeClock();
    store = new SharedStore(clock);
  });

  const open = (script: Move[][], config: Partial<Parameters<typeof serviceUnderTest>[0]> = {}) =>
    serviceUnderTest(
      { endpoints: [endpoint], ...config },
      { local: script, mine: script },
      { clock, shared: store.window() },
    );
  it("opens in all windows, for the rest of the time and with the reason, and is told as followed", async () => {
    const one = open([fail("refused")]);
    const other = await used(open([answer()]));
    const told: unknown[] = [];
    other.service.onEvent((event) => event.type === "state" && told.push([event.change.to, event.followed]));
    await outage(one);
    const [seen] = other.service.endpoints();
    assert.equal(seen!.state, "open");
    assert.equal(seen!.retryAfterMs, one.service.endpoints()[0]!.retryAfterMs);
    assert.equal(seen!.openedBecause, "it failed: refused");
    assert.deepEqual(
      [seen!.metrics.totalFailures, seen!.metrics.totalRequests],
      [0, 1],
      "the calls of others are not its own",
    );
    assert.deepEqual(told, [["open", true]]);
    await assert.rejects(other.run(other.service.complete("Anything")), CircuitOpenError);
    assert.equal(other.clients["local"]!.calls.length, 1);
  });

  it("is known to a window that is opened during the outage before its first request is sent", async () => {
    await outage(open([fail("refused")]));
    clock.advance(20_000);
    const late = open([answer()]);
    await assert.rejects(late.run(late.service.complete("Hi")), CircuitOpenError);
    assert.equal(late.clients["local"]!.calls.length, 0);
    const left = late.service.endpoints()[0]!.retryAfterMs;
    assert.ok(left > 39_000 && left <= 40_000, `${left}`);
  });

  it("is a trial's to end for a window that is opened after the opening's time, when nobody has asked since", async () => {
    const gone = open([fail("refused")]);
    await outage(gone);
    await gone.service.dispose();
    clock.advance(3_600_000);
    const late = open([fail("refused"), answer("back")]);
    const told: unknown[] = [];
    late.service.onEvent((event) => event.type === "state" && told.push([event.change.to, event.followed]));
    await assert.rejects(late.run(late.service.complete("Hi")), "the trial, which fails");
    assert.deepEqual(told, [
      ["open", true],
      ["half_open", true],
      ["open", undefined],
    ]);
    assert.equal(late.service.endpoints()[0]!.state, "open", "one failure is enough");
    clock.advance(60_000);
    const later = open([answer("back")]);
    assert.equal((await later.run(later.service.complete("Hi"))).content, "back");
    assert.equal(later.service.endpoints()[0]!.state, "closed");
    assert.equal(late.service.endpoints()[0]!.state, "closed");
  });

  it("finds an endpoint by its address, whatever a window calls it, and tells models apart", async () => {
    const one = open([fail("refused")]);
    const renamed = await used(
      open([answer()], { endpoints: [{ ...endpoint, id: "mine", url: "http://LOCALHOST:8080/v1/" }] }),
    );
    const another = await used(open([answer()], { endpoints: [{ ...endpoint, model: "large" }] }));
    await outage(one);
    assert.equal(renamed.service.endpoints()[0]!.state, "open");
    assert.equal(another.service.endpoints()[0]!.state, "closed");
  });

  it("closes in all windows when one window's trial succeeds, and by hand", async () => {
    const one = open([fail("refused"), fail("refused"), fail("refused"), answer("back")]);
    const other = await used(open([answer()]));
    await outage(one);
    clock.advance(60_000);
    assert.equal(other.service.endpoints()[0]!.state, "half_open", "each window has its own timer");
    assert.equal((await one.run(one.service.complete("Hi"))).content, "back");
    assert.equal(other.service.endpoints()[0]!.state, "closed");
    other.service.trip("local");
    assert.equal(one.service.endpoints()[0]!.state, "open");
    one.service.reset("local");
    assert.equal(other.service.endpoints()[0]!.state, "closed");
  });

  it("is opened again everywhere by a trial that failed", async () => {
    const one = open([fail("refused")]);
    const other = await used(open([answer()]));
    await outage(one);
    clock.advance(60_000);
    await assert.rejects(one.run(one.service.complete("Hi")));
    assert.deepEqual(
      [one, other].map(({ service }) => service.endpoints()[0]!.state),
      ["open", "open"],
    );
  });

  it("lets one window make the trial: another refuses meanwhile and says why", async () => {
    const one = open([
      fail("refused"),
      fail("refused"),
      fail("refused"),
      [{ wait: 5_000 }, { text: "slow" }, { finish: "stop" }],
    ]);
    const other = await used(open([answer("fast")]));
    await outage(one);
    clock.advance(60_000);
    const trial = one.run(one.service.complete("Hi"));
    clock.advance(1_000);
    await assert.rejects(other.run(other.service.complete("Meanwhile")), (error: unknown) => {
      assert.ok(error instanceof CircuitOpenError);
      assert.match(error.message, /Another window is trying local just now/);
      assert.ok(error.retryAfterMs > 8_900 && error.retryAfterMs <= 9_000, `${error.retryAfterMs}`);
      return true;
    });
    const { state, retryAfterMs } = other.service.endpoints()[0]!;
    assert.equal(state, "half_open");
    assert.ok(retryAfterMs > 8_900 && retryAfterMs <= 9_000, `${retryAfterMs}`);
    assert.equal((await trial).content, "slow");
    assert.equal(other.service.endpoints()[0]!.retryAfterMs, 0);
    assert.equal(store.leases.size, 0, "the lease is given back");
    assert.equal((await other.run(other.service.complete("Hi"))).content, "fast");
  });

  it("keeps the lease while the trial runs, though another call of the same window was refused meanwhile", async () => {
    const one = open(
      [fail("refused"), fail("refused"), fail("refused"), [{ wait: 5_000 }, { text: "slow" }, { finish: "stop" }]],
      { endpoints: [{ ...endpoint, maxConcurrent: 2 }] },
    );
    await outage(one);
    clock.advance(60_000);
    const [trial, refused] = [one.service.complete("Hi"), one.service.complete("Meanwhile")];
    await assert.rejects(one.run(refused), CircuitOpenError);
    assert.equal(store.leases.size, 1);
    await one.run(trial);
    assert.equal(store.leases.size, 0);
  });

  it("renews the lease for as long as the trial runs, and no longer", async () => {
    const one = open([
      fail("refused"),
      fail("refused"),
      fail("refused"),
      [{ text: "slow" }, { wait: 25_000 }, { text: "er" }, { wait: 25_000 }, { finish: "stop" }],
    ]);
    const other = await used(open([answer("fast")]));
    await outage(one);
    clock.advance(60_000);
    const trial = one.run(one.service.complete("Hi"));
    for (let second = 5; second < 50; second += 5) {
      clock.advance(5_000);
      await new Promise(setImmediate);
      await assert.rejects(other.run(other.service.complete(`After ${second} s`)), CircuitOpenError);
    }
    assert.equal((await trial).content, "slower");
    assert.equal(store.leases.size, 0);
    await one.leftovers();
  });

  it("lets a person take the trial over, at once", async () => {
    const one = open([fail("refused"), fail("refused"), fail("refused"), [{ hang: true }]]);
    const other = await used(open([answer("fast")]));
    await outage(one);
    clock.advance(60_000);
    const hung = one.run(one.service.complete("Hi"));
    clock.advance(1_000);
    await assert.rejects(other.run(other.service.complete("Meanwhile")), CircuitOpenError);
    other.service.allowTrial("local");
    assert.equal(other.service.endpoints()[0]!.retryAfterMs, 0);
    assert.equal((await other.run(other.service.complete("Hi"))).content, "fast");
    assert.equal(one.service.endpoints()[0]!.state, "closed", "and every window knows");
    assert.equal(store.leases.size, 0, "the one that lost it does not give it back a second time");
    await assert.rejects(hung);
    await one.leftovers();
  });

  it("takes nothing over later because a person once wanted to", async () => {
    const one = open([
      fail("refused"),
      fail("refused"),
      fail("refused"),
      answer("back"),
      fail("refused"),
      fail("refused"),
      fail("refused"),
      [{ hang: true }],
    ]);
    const other = await used(open([answer("fast")]));
    await outage(one);
    other.service.allowTrial("local");
    clock.advance(60_000);
    assert.equal((await one.run(one.service.complete("Hi"))).content, "back");
    assert.equal(other.service.endpoints()[0]!.state, "closed");
    await outage(one);
    clock.advance(60_000);
    const hung = one.run(one.service.complete("Hi"));
    clock.advance(1_000);
    await assert.rejects(other.run(other.service.complete("Meanwhile")), CircuitOpenError);
    await assert.rejects(hung);
  });

  it("ends the lease it began, whatever the endpoint's model is by then", async () => {
    const one = open([
      fail("refused"),
      fail("refused"),
      fail("refused"),
      [{ wait: 5_000 }, { text: "slow" }, { finish: "stop" }],
    ]);
    await outage(one);
    clock.advance(60_000);
    const trial = one.run(one.service.complete("Hi"));
    clock.advance(100);
    assert.equal(store.leases.size, 1);
    one.service.configure({ endpoints: [{ ...endpoint, model: "large" }] });
    await trial.catch(() => undefined);
    assert.equal(store.leases.size, 0);
    await one.leftovers();
  });

  it("gives the lease back when the trial is cancelled, and waits ten seconds for a window that is gone", async () => {
    const one = open([fail("refused"), fail("refused"), fail("refused"), [{ hang: true }]]);
    const other = await used(open([answer("fast")]));
    await outage(one);
    clock.advance(60_000);
    const abort = new AbortController();
    const trial = one.service.complete("Hi", { signal: abort.signal });
    clock.setTimeout(() => abort.abort(), 100);
    await assert.rejects(one.run(trial));
    assert.equal(store.leases.size, 0);
    store.leases.set([...store.rows.keys()][0]!, { holder: 99, since: clock.now() });
    await assert.rejects(other.run(other.service.complete("Too early")), CircuitOpenError);
    clock.advance(10_000);
    assert.equal((await other.run(other.service.complete("Hi"))).content, "fast");
  });

  it("never hangs on a store that does not answer", async () => {
    store.stuck = true;
    const one = open([fail("refused"), fail("refused"), fail("refused"), answer("back")]);
    await outage(one);
    clock.advance(60_000);
    const started = clock.now();
    assert.equal((await one.run(one.service.complete("Hi"))).content, "back");
    assert.ok(clock.now() - started < 1_000, `${clock.now() - started}`);
    await one.leftovers();
    assert.equal(store.watching, 0);
  });

  it("believes nothing damaged, and shares nothing while breakers are off", async () => {
    const window = await used(open([answer()]));
    const [key] = ["http://localhost:8080 small"];
    const stranger = store.window();
    for (const junk of [
      null,
      7,
      {},
      { breaker: {} },
      { breaker: { version: 1, state: "open", mode: "auto", savedAt: 0 } },
    ])
      stranger.saveSnapshot(key!, junk);
    assert.equal(window.service.endpoints()[0]!.state, "closed");

    const off = await used(open([answer()], { enableCircuitBreaker: false }));
    window.service.trip("local");
    assert.equal(off.service.endpoints()[0]!.state, "closed");
  });

  it("does not go back to what was stored before its own last change", async () => {
    await outage(open([fail("refused")]));
    const late = open([answer()]);
    late.service.trip("local");
    late.service.reset("local");
    await new Promise(setImmediate);
    assert.equal(
      late.service.endpoints()[0]!.state,
      "closed",
      "it was asked for before the change, and answered after it",
    );
  });

  it("knows of an outage at an endpoint that it is only given now", async () => {
    await outage(open([fail("refused")]));
    const window = await used(open([answer()], { endpoints: [{ ...endpoint, id: "mine", url: "http://another:1" }] }));
    window.service.configure({ endpoints: [{ ...endpoint, id: "mine", url: "http://another:1" }, endpoint] });
    await new Promise(setImmediate);
    assert.deepEqual(
      window.service.endpoints().map(({ state }) => state),
      ["closed", "open"],
    );
    assert.equal(store.watching, 2, "one for each window");
    await window.service.dispose();
    assert.equal(store.watching, 1);
  });

  it("keeps a simulated outage in its window, and lets no other window end it", async () => {
    const one = open([fail("refused")]);
    const other = await used(open([answer()]));
    one.clients["local"]!.simulated = true;
    assert.equal(one.service.endpoints()[0]!.simulated, true);
    await outage(one);
    assert.equal(other.service.endpoints()[0]!.state, "closed");
    assert.equal(other.service.endpoints()[0]!.simulated, undefined);
    other.service.trip("local");
    other.service.reset("local");
    assert.equal(one.service.endpoints()[0]!.state, "open");
    clock.advance(60_000);
    await assert.rejects(one.run(one.service.complete("Hi")));
    assert.equal(store.leases.size, 0);
    one.clients["local"]!.simulated = false;
    one.service.reset("local");
    one.service.trip("local");
    assert.equal(other.service.endpoints()[0]!.state, "open", "what comes after it is real");
  });

  it("reads and watches nothing before the first use", () => {
    const one = open([answer()]);
    assert.equal(store.watching, 0);
    one.service.endpoints();
    assert.equal(store.watching, 0);
  });
});
