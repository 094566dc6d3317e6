import assert from "node:assert/strict";
import { managed } from "../../../../../test/support/managed-endpoint";
import { EndpointFailure, type FailureDetails } from "../../../failure/endpoint-failure";
import type { FailureKind } from "../../../model/failure-kinds";

describe("what the status says of an endpoint", () => {
  const told = (kind: FailureKind, details: FailureDetails = {}) => new EndpointFailure(kind, `it: ${kind}`, details);
  const facts = ({ endpoint }: ReturnType<typeof managed>) => {
    const { live, ready, warm, trouble } = endpoint.status();
    return [live, ready, warm, trouble?.kind];
  };
  /** One that was seen to be well. */
  const well = () => {
    const all = managed(true);
    all.endpoint.noteProbe({ live: true, ready: true, warm: true, model: "m" });
    return all;
  };

  it("is what a failed call has just shown", () => {
    const rows: [EndpointFailure, unknown[]][] = [
      [told("refused"), [false, undefined, undefined, "refused"]],
      [told("connect_timeout"), [false, undefined, undefined, "connect_timeout"]],
      [told("dns"), [false, undefined, undefined, "dns"]],
      [told("offline"), [undefined, undefined, undefined, undefined]],
      [told("reset"), [undefined, undefined, undefined, undefined]],
      [told("not_an_api", { status: 200 }), [undefined, undefined, undefined, undefined]],
      [told("not_an_api"), [undefined, undefined, undefined, undefined]],
      [told("proxy", { status: 407 }), [undefined, undefined, undefined, undefined]],
      [told("ttft_timeout"), [true, true, true, undefined]],
      [told("server_error", { status: 500 }), [true, true, true, undefined]],
      [told("auth", { status: 401 }), [true, true, true, undefined]],
      [told("model_missing", { status: 404 }), [true, false, undefined, "model_missing"]],
    ];
    for (const [failure, expected] of rows) {
      const all = well();
      all.endpoint.failed(failure, "m", true);
      assert.deepEqual(facts(all), expected, failure.kind);
    }
    const offline = well();
    offline.endpoint.failed(told("dns"), "m", false);
    assert.deepEqual(facts(offline), [undefined, undefined, undefined, undefined]);
  });

  it("is not that nobody is there, once anything has answered", () => {
    const after = (failure: EndpointFailure) => {
      const all = well();
      all.endpoint.failed(told("refused"), "m", true);
      all.endpoint.failed(failure, "m", true);
      return facts(all);
    };
    assert.deepEqual(after(told("auth", { status: 401 })), [true, undefined, undefined, undefined]);
    assert.deepEqual(after(told("rate_limited", { status: 429 })), [true, undefined, undefined, undefined]);
    assert.deepEqual(after(told("server_error", { status: 502 })), [undefined, undefined, undefined, undefined]);
    assert.deepEqual(after(told("not_an_api", { status: 200 })), [undefined, undefined, undefined, undefined]);
    assert.deepEqual(after(told("idle_timeout")), [false, undefined, undefined, "refused"]);
  });

  it("is why a look found it unwell, and nothing of models where it does not answer", () => {
    const all = well();
    all.endpoint.noteProbe({ live: false, ready: false, warm: true, failure: told("server_error", { status: 502 }) });
    assert.deepEqual(facts(all), [false, undefined, undefined, "server_error"]);
    all.endpoint.noteProbe({ live: true, ready: true, warm: true });
    assert.deepEqual(facts(all), [true, true, true, undefined]);
  });

  it("is about its own model, whatever else requests name", () => {
    const all = well();
    const { endpoint, fails } = all;
    fails("model_missing", { status: 404 }, "named");
    endpoint.failed(told("model_missing", { status: 404 }), "named", true);
    assert.equal(endpoint.hold("named")?.type, "latch");
    assert.deepEqual([endpoint.status().latched, ...facts(all)], [undefined, true, true, true, undefined]);

    endpoint.noteProbe({ live: true, ready: false, failure: told("model_missing") });
    endpoint.succeeded("named");
    assert.deepEqual([endpoint.status().model, endpoint.status().ready], ["m", false]);
    endpoint.succeeded("m:latest");
    assert.equal(endpoint.status().ready, true);
  });

  it("names the newest cause, and lets a look end what looks have seen", () => {
    const { endpoint, fails } = well();
    fails("auth", { status: 401 });
    endpoint.noteProbe({ live: true, ready: true });
    assert.equal(endpoint.hold("m")?.type, "latch", "a list of models may be open to everybody");
    endpoint.noteProbe({ live: true, failure: told("quota", { status: 402 }) });
    assert.deepEqual(endpoint.status().latched, { kind: "quota", message: "it: quota" });
    endpoint.noteProbe({ live: true, ready: true });
    assert.deepEqual([endpoint.hold("m"), endpoint.status().latched], [undefined, undefined]);

    endpoint.noteProbe({ live: true, failure: told("not_an_api", { status: 404 }) });
    assert.equal(endpoint.status().latched, undefined, "an API need not have a route for looks");
    endpoint.noteProbe({ live: false, failure: told("not_an_api", { status: 200 }) });
    assert.deepEqual(endpoint.status().latched, { kind: "not_an_api", message: "it: not_an_api", callsPass: true });
    assert.equal(endpoint.hold("m"), undefined);
  });

  it("knows how long answers took, and of failures nothing", () => {
    const { endpoint, breaker } = well();
    breaker.tryAcquire()!.failure({ durationMs: 1 });
    assert.equal(endpoint.status().answeredIn, undefined);
    endpoint.succeeded("m", 400);
    const { p50Ms, p95Ms } = endpoint.status().answeredIn!;
    assert.ok(Math.abs(p50Ms - 400) < 20 && Math.abs(p95Ms - 400) < 20, `${p50Ms} / ${p95Ms}`);
  });

  it("says whose trial it is that keeps calls away", () => {
    const { endpoint, breaker, clock } = well();
    breaker.trip();
    breaker.recover();
    breaker.tryAcquire();
    assert.deepEqual([endpoint.status().retryAfterMs > 0, endpoint.status().trialElsewhere], [true, undefined]);
    endpoint.triedElsewhere(9_000);
    assert.equal(endpoint.status().trialElsewhere, true);
    clock.advance(9_000);
    assert.equal(endpoint.status().trialElsewhere, undefined);
  });

  it("is forgotten but for the model's name when it is to be asked anew", () => {
    const all = well();
    all.fails("auth", { status: 401 });
    all.endpoint.forgetVerdicts();
    const { model, latched } = all.endpoint.status();
    assert.deepEqual([model, latched, ...facts(all)], ["m", undefined, undefined, undefined, undefined, undefined]);
  });
});
