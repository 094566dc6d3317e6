import assert from "node:assert/strict";
import { managed } from "../../../../../test/support/managed-endpoint";
import { EndpointFailure, type FailureDetails } from "../../../failure/endpoint-failure";

describe("what keeps calls from an endpoint", () => {
  it("is nothing at first", () => {
    assert.equal(managed().endpoint.hold("m"), undefined);
  });

  it("is a wrong key, for every model, until an answer proves it right", () => {
    const { endpoint, fails } = managed();
    fails("auth", { status: 401 });
    assert.deepEqual(endpoint.hold("another"), { type: "latch", kind: "auth", message: "it: auth", status: 401 });
    assert.deepEqual(endpoint.status().latched, { kind: "auth", message: "it: auth" });
    endpoint.succeeded("m");
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

  it("is a missing model no more once it is listed, although the endpoint's own is missing yet", () => {
    const { endpoint, fails } = managed();
    fails("model_missing", { status: 404 }, "other");
    fails("model_missing", { status: 404 });
    endpoint.noteProbe({ live: true, ready: false, models: ["other:latest"], model: "m" });
    assert.deepEqual([endpoint.hold("other"), endpoint.hold("m")?.type], [undefined, "latch"]);
  });

  it("is a missing model no more once somebody was shown it in a list", () => {
    const { endpoint, fails, news } = managed();
    fails("model_missing", { status: 404 });
    endpoint.listed(["other"]);
    assert.deepEqual([endpoint.hold("m")?.type, news], ["latch", []]);
    endpoint.listed(["other", "m:latest"]);
    assert.deepEqual([endpoint.hold("m"), news], [undefined, [{ type: "status" }]]);
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
    endpoint.succeeded("m");
    assert.equal(endpoint.hold("m"), undefined);
    assert.equal(waits(), 2_000);
  });

  it("is all forgotten when a person or a setting says so", () => {
    const { endpoint, fails } = managed();
    fails("auth", { status: 401 });
    fails("rate_limited", { status: 429 });
    endpoint.failed(new EndpointFailure("empty", "it: empty"));
    assert.equal(endpoint.emptyStreak, 1);
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
    endpoint.downloaded("another");
    assert.equal(endpoint.hold("m")?.type, "latch");
    endpoint.downloaded("m:latest");
    assert.equal(endpoint.hold("m"), undefined);
  });
});
