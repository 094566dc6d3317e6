import assert from "node:assert/strict";
import { endpointUnderTest } from "../../../../test/support/attempt-under-test";
import { EndpointFailure, type FailureDetails } from "../../failure/endpoint-failure";
import type { FailureKind } from "../../model/failure-kinds";
import { judge } from "../../failure/verdict";
import { CancelSource } from "../../async/cancel-signal";

const THROTTLE_MS = 2_000;
const { signal } = new CancelSource();

function managed(loads = false) {
  const all = endpointUnderTest([], loads ? { loadMs: 1 } : {});
  const fails = (kind: FailureKind, details: FailureDetails = {}, model = "m") => {
    const failure = new EndpointFailure(kind, `it: ${kind}`, details);
    const verdict = judge(failure, { local: true, loopback: true, shown: false, emptyStreak: 0, online: true });
    return all.endpoint.restrain(failure, verdict, model, THROTTLE_MS);
  };
  return { ...all, fails };
}

describe("what keeps calls from an endpoint", () => {
  it("is nothing at first", () => {
    assert.equal(managed().endpoint.hold("m"), undefined);
  });

  it("is a wrong key, for every model, until an answer proves it right", () => {
    const { endpoint, fails } = managed();
    fails("auth", { status: 401 });
    assert.deepEqual(endpoint.hold("another"), { type: "latch", kind: "auth", message: "it: auth", status: 401 });
    assert.deepEqual(endpoint.status().latched, { kind: "auth", message: "it: auth" });
    endpoint.noteSuccess("m");
    assert.deepEqual([endpoint.hold("m"), endpoint.status().latched], [undefined, undefined]);
  });

  it("is a missing model, for that model alone, until it is seen to be there under either of its names", () => {
    for (const seen of [{ models: ["m:latest"] }, { model: "m" }]) {
      const { endpoint, fails } = managed();
      fails("model_missing", { status: 404 });
      assert.equal(endpoint.hold("another"), undefined);
      assert.equal(endpoint.hold(undefined)?.type, "latch");
      endpoint.noteProbe({ live: true, ready: false, ...seen });
      endpoint.noteProbe({ live: true, ready: true, models: ["another"], model: "another" });
      assert.equal(endpoint.hold("m")?.type, "latch");
      endpoint.noteProbe({ live: true, ready: true, ...seen });
      assert.equal(endpoint.hold("m"), undefined);
    }
  });

  it("is a model that did not load, for a minute", () => {
    const { endpoint, fails, clock } = managed(true);
    fails("load_failed", { status: 500 });
    clock.advance(59_999);
    assert.equal(endpoint.hold("m")?.type, "latch");
    clock.advance(1);
    assert.deepEqual([endpoint.hold("m"), endpoint.status().latched], [undefined, undefined]);
  });

  it("is a rate limit, for as long as was asked for by the wall clock", () => {
    const { endpoint, fails, clock } = managed();
    assert.equal(fails("rate_limited", { status: 429, retryAfterMs: 7_000 }), clock.wallNow() + 7_000);
    assert.deepEqual(endpoint.hold("m"), {
      type: "gate",
      untilWall: clock.wallNow() + 7_000,
      message: "it: rate_limited",
    });
    assert.equal(endpoint.status().notBefore, clock.wallNow() + 7_000);
    clock.jumpWall(7_000);
    assert.deepEqual([endpoint.hold("m"), endpoint.status().notBefore], [undefined, undefined]);
  });

  it("is a rate limit without a hint for twice as long each time, a minute at most, until a hint or an answer", () => {
    const { endpoint, fails, clock } = managed();
    const waits = (details: FailureDetails = {}) =>
      fails("rate_limited", { status: 429, ...details })! - clock.wallNow();
    assert.deepEqual(
      Array.from({ length: 7 }, () => waits()),
      [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000],
    );
    assert.deepEqual([waits({ retryAfterMs: 100 }), waits(), waits()], [100, 2_000, 4_000]);
    endpoint.noteSuccess("m");
    assert.equal(endpoint.hold("m"), undefined);
    assert.equal(waits(), 2_000);
  });

  it("is all forgotten when a person or a setting says so", () => {
    const { endpoint, fails } = managed();
    fails("auth", { status: 401 });
    fails("rate_limited", { status: 429 });
    endpoint.emptyStreak = 2;
    endpoint.clearHolds();
    assert.deepEqual([endpoint.hold("m"), endpoint.emptyStreak], [undefined, 0]);
  });

  it("is not what is only shown: a certificate may have been mended meanwhile", () => {
    const { endpoint, fails } = managed();
    fails("tls");
    assert.deepEqual([endpoint.hold("m"), endpoint.status().latched?.kind], [undefined, "tls"]);
    endpoint.noteProbe({ live: true });
    assert.equal(endpoint.status().latched, undefined);
  });

  it("is not what a check alone was refused for, which is only shown", () => {
    const { endpoint } = managed();
    endpoint.noteProbe({ live: true, failure: new EndpointFailure("auth", "The key is wrong", { status: 401 }) });
    assert.deepEqual([endpoint.hold("m"), endpoint.status().latched?.kind], [undefined, "auth"]);
  });

  it("is no missing model any more once that was downloaded", () => {
    const { endpoint, fails } = managed();
    fails("model_missing", { status: 404 });
    endpoint.clearModelLatch("another");
    assert.equal(endpoint.hold("m")?.type, "latch");
    endpoint.clearModelLatch("m:latest");
    assert.equal(endpoint.hold("m"), undefined);
  });
});

describe("what is known of an endpoint", () => {
  it("changes when a look sees something else, and keeps what the look does not say of the model", () => {
    const { endpoint, clock } = managed();
    assert.equal(endpoint.noteProbe({ live: true, ready: true, model: "m" }), true);
    clock.advance(500);
    assert.equal(endpoint.noteProbe({ live: true, ready: true }), false);
    assert.deepEqual(endpoint.facts, { live: true, ready: true, model: "m", checkedAt: clock.wallNow() });
    for (const seen of [
      { live: true, ready: false },
      { live: false, ready: false },
      { live: false, ready: false, warm: true },
    ])
      assert.equal(endpoint.noteProbe(seen), true);
    endpoint.forgetFacts();
    assert.equal(endpoint.status().live, undefined);
  });

  it("believes for a minute that a model is resident, and asks nothing of the kind where there is nothing to load", () => {
    const { endpoint, clock } = managed(true);
    assert.equal(endpoint.knownWarm("m"), false);
    endpoint.noteWarm("m", true);
    clock.advance(59_999);
    assert.deepEqual(
      [endpoint.knownWarm("m"), endpoint.knownWarm(undefined), endpoint.knownWarm("another")],
      [true, true, false],
    );
    clock.advance(1);
    assert.equal(endpoint.knownWarm("m"), false);
    endpoint.noteWarm("m", true);
    endpoint.noteWarm("m", false);
    assert.equal(endpoint.knownWarm("m"), false);
    assert.equal(managed().endpoint.knownWarm("m"), true);
  });

  it("seems ready for half a minute after an answer, unless it was seen not to answer", () => {
    const { endpoint, clock } = managed(true);
    assert.equal(endpoint.seemsReady("m"), false);
    endpoint.noteSuccess("m");
    clock.advance(29_999);
    assert.equal(endpoint.seemsReady("m"), true);
    endpoint.facts.live = false;
    assert.equal(endpoint.seemsReady("m"), false);
    endpoint.facts.live = true;
    clock.advance(1);
    assert.equal(endpoint.seemsReady("m"), false);
  });

  it("tells of loads as the first begins and the last ends", () => {
    const { endpoint, news } = managed(true);
    endpoint.beginLoad();
    endpoint.beginLoad();
    endpoint.changed();
    endpoint.endLoad();
    endpoint.endLoad();
    assert.deepEqual(news, [{ type: "loading", active: true }, { type: "status" }, { type: "loading", active: false }]);
  });

  it("takes the server's model for its own for a quarter of a minute where it has none", async () => {
    const { endpoint, client, clock } = managed();
    const { model: _model, ...bare } = endpoint.config;
    endpoint.config = bare;
    let asked = 0;
    client.resolveModel = async () => `model ${++asked}`;
    assert.equal(endpoint.defaultModel, undefined);
    assert.equal(await endpoint.resolveModel(signal), "model 1");
    clock.advance(14_999);
    assert.equal(await endpoint.resolveModel(signal), "model 1");
    clock.advance(1);
    assert.equal(endpoint.defaultModel, undefined);
    assert.equal(await endpoint.resolveModel(signal), "model 2");
  });

  it("queues calls by model, one at a time where it is local, and admits more once it may", async () => {
    const { endpoint } = managed();
    const bulkhead = endpoint.bulkhead("m");
    assert.ok(bulkhead.tryEnter());
    assert.ok(endpoint.bulkhead("another").tryEnter());
    const entered = bulkhead.enter(signal, () => undefined);
    assert.deepEqual([endpoint.inFlight, endpoint.queued], [2, 1]);
    endpoint.config = { ...endpoint.config, maxConcurrent: 2 };
    assert.equal(endpoint.bulkhead("m"), bulkhead);
    await entered;
    assert.deepEqual([endpoint.inFlight, endpoint.queued], [3, 0]);
    assert.equal(endpoint.bulkhead("new").limit, 2);
    endpoint.config = { ...endpoint.config, maxConcurrent: undefined as never, tier: "cloud" };
    assert.equal(endpoint.bulkhead("m").limit, Infinity);
  });

  it("says why its breaker opened, and for how long another window's trial keeps calls away", () => {
    const { endpoint, breaker, clock } = managed();
    breaker.trip({ cause: new EndpointFailure("refused", "Nobody listens"), retryAfterMs: 5_000 });
    const { state, openedBecause, openedKind, retryAfterMs } = endpoint.status();
    assert.deepEqual([state, openedBecause, openedKind, retryAfterMs], ["open", "Nobody listens", "refused", 5_000]);
    breaker.recover();
    endpoint.triedElsewhereUntil = clock.now() + 9_000;
    assert.equal(endpoint.status().retryAfterMs, 9_000);
  });
});
