import assert from "node:assert/strict";
import { CircuitOpenError } from "../breaker/circuit-open-error";
import { FakeClock } from "../../../test/support/fake-clock";
import { answer, fail, type Move } from "../../../test/support/scripted-client";
import { serviceUnderTest } from "../../../test/support/service-under-test";
import { SharedStore } from "../../../test/support/shared-store";

const endpoint = { id: "local", type: "openai", url: "http://localhost:8080/v1", model: "small" } as const;

describe("breaker state that windows share", () => {
  let clock: FakeClock;
  let store: SharedStore;

  beforeEach(() => {
    clock = new FakeClock();
    store = new SharedStore(clock);
  });

  const open = (script: Move[][], config: Partial<Parameters<typeof serviceUnderTest>[0]> = {}) =>
    serviceUnderTest({ endpoints: [endpoint], ...config }, { local: script, mine: script }, { clock, shared: store.window() });
  const outage = async ({ service, run }: ReturnType<typeof open>): Promise<void> => {
    for (let round = 0; round < 3; round++) await assert.rejects(run(service.complete("Hi")));
    assert.equal(service.endpoints()[0]!.state, "open");
  };
  const used = async (window: ReturnType<typeof open>): Promise<ReturnType<typeof open>> => {
    await window.run(window.service.complete("Hi"));
    return window;
  };

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
    assert.deepEqual([seen!.metrics.totalFailures, seen!.metrics.totalRequests], [0, 1], "the calls of others are not its own");
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
    assert.deepEqual(told, [["open", true], ["half_open", true], ["open", undefined]]);
    assert.equal(late.service.endpoints()[0]!.state, "open", "one failure is enough");
    clock.advance(60_000);
    const later = open([answer("back")]);
    assert.equal((await later.run(later.service.complete("Hi"))).content, "back");
    assert.equal(later.service.endpoints()[0]!.state, "closed");
    assert.equal(late.service.endpoints()[0]!.state, "closed");
  });

  it("finds an endpoint by its address, whatever a window calls it, and tells models apart", async () => {
    const one = open([fail("refused")]);
    const renamed = await used(open([answer()], { endpoints: [{ ...endpoint, id: "mine", url: "http://LOCALHOST:8080/v1/" }] }));
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
    assert.deepEqual([one, other].map(({ service }) => service.endpoints()[0]!.state), ["open", "open"]);
  });

  it("lets one window make the trial: another refuses meanwhile and says why", async () => {
    const one = open([fail("refused"), fail("refused"), fail("refused"), [{ wait: 5_000 }, { text: "slow" }, { finish: "stop" }]]);
    const other = await used(open([answer("fast")]));
    await outage(one);
    clock.advance(60_000);
    const trial = one.run(one.service.complete("Hi"));
    clock.advance(1_000);
    await assert.rejects(other.run(other.service.complete("Meanwhile")), (error: unknown) => error instanceof CircuitOpenError && /Another window is just trying local/.test(error.message));
    assert.equal((await trial).content, "slow");
    assert.equal(store.leases.size, 0, "the lease is given back");
    assert.equal((await other.run(other.service.complete("Hi"))).content, "fast");
  });

  it("keeps the lease while the trial runs, though another call of the same window was refused meanwhile", async () => {
    const one = open([fail("refused"), fail("refused"), fail("refused"), [{ wait: 5_000 }, { text: "slow" }, { finish: "stop" }]], { endpoints: [{ ...endpoint, maxConcurrent: 2 }] });
    await outage(one);
    clock.advance(60_000);
    const [trial, refused] = [one.service.complete("Hi"), one.service.complete("Meanwhile")];
    await assert.rejects(one.run(refused), CircuitOpenError);
    assert.equal(store.leases.size, 1);
    await one.run(trial);
    assert.equal(store.leases.size, 0);
  });

  it("gives the lease back when the trial is cancelled, or the window is gone", async () => {
    const one = open([fail("refused"), fail("refused"), fail("refused"), [{ hang: true }]]);
    const other = await used(open([answer("fast")]));
    await outage(one);
    clock.advance(60_000);
    const abort = new AbortController();
    const trial = one.service.complete("Hi", { signal: abort.signal });
    clock.setTimeout(() => abort.abort(), 100);
    await assert.rejects(one.run(trial));
    assert.equal(store.leases.size, 0);
    store.leases.set([...store.rows.keys()][0]!, { holder: 99, until: clock.wallNow() + 120_000 });
    clock.advance(120_000);
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

  it("believes nothing damaged, nothing older than what it knows, and shares nothing while breakers are off", async () => {
    const window = await used(open([answer()]));
    const [key] = ["http://localhost:8080 small"];
    const stranger = store.window();
    for (const junk of [null, 7, {}, { breaker: {} }, { breaker: { version: 1, state: "open", mode: "auto", savedAt: 0 } }]) stranger.saveSnapshot(key!, junk);
    assert.equal(window.service.endpoints()[0]!.state, "closed");

    const off = await used(open([answer()], { enableCircuitBreaker: false }));
    window.service.trip("local");
    assert.equal(off.service.endpoints()[0]!.state, "closed");
  });

  it("does not go back to what was before its own last change", async () => {
    const window = await used(open([answer()]));
    const state = () => window.service.endpoints()[0]!.state;
    window.service.trip("local");
    const { key, snapshot, updatedAt } = [...store.rows.values()][0]!;
    clock.advance(10);
    window.service.reset("local");
    store.deliver(key, snapshot, updatedAt);
    assert.equal(state(), "closed");
    store.deliver("another key", snapshot, clock.wallNow());
    assert.equal(state(), "closed");
    store.deliver(key, snapshot, clock.wallNow());
    assert.equal(state(), "open", "newer news is believed");
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
