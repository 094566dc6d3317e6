import assert from "node:assert/strict";
import { managed } from "../../../../test/support/managed-endpoint";
import { EndpointFailure } from "../../failure/endpoint-failure";
import { CancelSource } from "../../async/cancel-signal";

const { signal } = new CancelSource();

describe("what is known of an endpoint", () => {
  it("changes when a look sees something else, and keeps what the look does not say of the model", () => {
    const { endpoint, clock } = managed();
    assert.equal(endpoint.noteProbe({ live: true, ready: true, model: "m" }), true);
    clock.advance(500);
    assert.equal(endpoint.noteProbe({ live: true, ready: true }), false);
    assert.deepEqual(endpoint.facts, { live: true, ready: true, model: "m", checkedAt: clock.wallNow() });
    for (const seen of [{ live: true, ready: false }, { live: false }, { live: true, warm: true }])
      assert.equal(endpoint.noteProbe(seen), true);
  });

  it("is forgotten with the client through which it was seen, and kept where that stays", () => {
    const { endpoint, fails, client } = managed();
    fails("auth", { status: 401 });
    endpoint.noteProbe({ live: true, ready: false });
    endpoint.reconfigure({ ...endpoint.config, maxConcurrent: 3 });
    assert.deepEqual([endpoint.status().live, endpoint.hold("m")?.type, endpoint.client], [true, "latch", client]);
    const other = managed().client;
    endpoint.reconfigure({ ...endpoint.config, apiKey: "new" }, other);
    assert.deepEqual([endpoint.status().live, endpoint.hold("m"), endpoint.client], [undefined, undefined, other]);
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
    endpoint.succeeded("m");
    clock.advance(29_999);
    assert.equal(endpoint.seemsReady("m"), true);
    clock.advance(1);
    assert.equal(endpoint.seemsReady("m"), false);
    endpoint.noteProbe({ live: true, model: "m", warm: true });
    assert.equal(endpoint.seemsReady("m"), true);
    endpoint.noteProbe({ live: false });
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
    endpoint.reconfigure(bare);
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
    endpoint.reconfigure({ ...endpoint.config, maxConcurrent: 2 });
    await entered;
    assert.deepEqual([endpoint.inFlight, endpoint.queued, endpoint.bulkhead("m")], [3, 0, bulkhead]);
    const others = endpoint.bulkhead("new");
    assert.deepEqual([others.tryEnter(), others.tryEnter(), others.tryEnter()], [true, true, false]);
    const { maxConcurrent: _limit, ...unlimited } = endpoint.config;
    endpoint.reconfigure({ ...unlimited, tier: "cloud" });
    for (let call = 0; call < 50; call++) assert.ok(endpoint.bulkhead("m").tryEnter());
  });

  it("says why its breaker opened, and for how long another window's trial keeps calls away", () => {
    const { endpoint, breaker, clock } = managed();
    breaker.trip({ cause: new EndpointFailure("refused", "Nobody listens"), retryAfterMs: 5_000 });
    const { state, openedBecause, openedKind, retryAfterMs } = endpoint.status();
    assert.deepEqual([state, openedBecause, openedKind, retryAfterMs], ["open", "Nobody listens", "refused", 5_000]);
    breaker.recover();
    endpoint.triedElsewhere(9_000);
    clock.advance(1_000);
    assert.equal(endpoint.status().retryAfterMs, 8_000);
    endpoint.notTriedElsewhere();
    assert.equal(endpoint.status().retryAfterMs, 0);
  });

  it("is told to nobody once the settings name it no more, and its breaker refuses", () => {
    const { endpoint, breaker, news } = managed(true);
    endpoint.beginLoad();
    const told: unknown[] = [];
    endpoint.removal.addEventListener("abort", () => told.push(endpoint.removal.reason));
    endpoint.remove();
    endpoint.endLoad();
    endpoint.changed();
    assert.deepEqual([endpoint.removed, breaker.tryAcquire(), news.length], [true, undefined, 1]);
    assert.match(String(told), /^Error: it was removed from the settings\.$/);
  });
});
