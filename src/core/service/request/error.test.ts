import assert from "node:assert/strict";
import { endpointUnderTest } from "../../../../test/support/attempt-under-test";
import { FakeClock } from "../../../../test/support/fake-clock";
import { CircuitOpenError } from "../../breaker/circuit-open-error";
import { EndpointFailure } from "../../failure/endpoint-failure";
import { AllEndpointsFailedError, EndpointError } from "../../failure/errors";
import { judge } from "../../failure/verdict";
import type { AttemptRecord } from "../../model/attempt";
import { requestError } from "./error";

/** Endpoints `one`, `two` and `three`, and the error of a request with these records. */
function outcome() {
  const clock = new FakeClock();
  const endpoints = new Map(
    ["one", "two", "three"].map((id) => [id, endpointUnderTest([], {}, clock, id).endpoint] as const),
  );
  const errorOf = (records: Partial<AttemptRecord>[], expired = false) =>
    requestError({ records: records as AttemptRecord[], expired, totalTimeoutMs: 70_000, endpoints, clock });
  return { clock, endpoints, errorOf, endpoint: (id: string) => endpoints.get(id)! };
}

const failed = (endpoint: string, more: Partial<AttemptRecord> = {}): Partial<AttemptRecord> => ({
  endpoint,
  outcome: "failure",
  kind: "server_error",
  message: `${endpoint} failed.`,
  ...more,
});
const skipped = (endpoint: string, more: Partial<AttemptRecord> = {}): Partial<AttemptRecord> => ({
  endpoint,
  outcome: "skipped",
  kind: "circuit_open",
  ...more,
});

describe("the error of a request without an answer", () => {
  it("is the endpoint's own where only one was tried, with all that it told", () => {
    const error = outcome().errorOf([
      failed("one", { message: "first" }),
      skipped("two"),
      failed("one", { message: "second", status: 503, retryAfterMs: 7_000 }),
    ]);
    assert.ok(error instanceof EndpointError);
    const { kind, message, endpoint, status, retryAfterMs, attempts } = error;
    assert.deepEqual(
      [kind, message, endpoint, status, retryAfterMs, attempts.length],
      ["server_error", "second", "one", 503, 7_000, 3],
    );
  });

  it("says of each endpoint why it failed last, where several were tried", () => {
    const error = outcome().errorOf([
      failed("one", { message: "One was slow." }),
      failed("one", { message: "One was slow again." }),
      failed("two", { kind: "refused" }),
    ]);
    assert.ok(error instanceof AllEndpointsFailedError);
    assert.equal(error.message, "No endpoint answered. One was slow again. two failed.");
    assert.ok(error.cause instanceof EndpointError && error.cause.kind === "refused");
    assert.equal(error.attempts.length, 3);
  });

  it("names the time that was up", () => {
    assert.equal(
      outcome().errorOf([failed("one"), failed("two")], true).message,
      "All endpoints timed out: no token within 70 s. one failed. two failed.",
    );
  });

  it("is the request's own fault though several were tried", () => {
    const error = outcome().errorOf([failed("one"), failed("two", { kind: "bad_request" })]);
    assert.ok(error instanceof EndpointError && error.kind === "bad_request" && error.endpoint === "two");
  });

  it("says that there is nobody to ask where the chain reaches nobody", () => {
    const error = outcome().errorOf([]);
    assert.ok(error instanceof EndpointError && error.kind === "internal");
    assert.match(error.message, /^There is no endpoint to ask: the settings name none/);
  });

  it("tells when the end of a rate limit is, by the clock of now", () => {
    const { errorOf, endpoint, clock } = outcome();
    const failure = new EndpointFailure("rate_limited", "Too many", { retryAfterMs: 9_000 });
    const facts = { local: true, loopback: true, shown: false, emptyStreak: 0, online: true };
    endpoint("one").restrain(failure, judge(failure, facts), "m", 0);
    clock.advance(2_000);
    const error = errorOf([failed("one", { kind: "rate_limited", retryAfterMs: 9_000 })]);
    assert.ok(error instanceof EndpointError && error.retryAfterMs === 7_000);
  });

  it("is the one that holds a lone endpoint back, or names all that are held back", () => {
    const { errorOf } = outcome();
    const noKey = skipped("one", { kind: "auth", message: "The key is wrong.", status: 401 });
    const lone = errorOf([noKey, noKey]);
    assert.ok(lone instanceof EndpointError && lone.kind === "auth" && lone.status === 401);
    const all = errorOf([noKey, skipped("two", { kind: "rate_limited" })]);
    assert.ok(all instanceof AllEndpointsFailedError && (all.cause as EndpointError).kind === "rate_limited");
    assert.equal(all.message, "No endpoint can be asked. The key is wrong. two could not be asked.");
  });
});

describe("the error where every breaker refused", () => {
  it("is of the endpoint whose trial comes first, and names each once", () => {
    const { errorOf, endpoint, clock } = outcome();
    const cause = new EndpointFailure("refused", "Nobody listens there.");
    endpoint("one").breaker.trip({ retryAfterMs: 60_000 });
    endpoint("two").breaker.trip({ retryAfterMs: 20_000, cause });
    endpoint("three").breaker.trip({ retryAfterMs: 40_000 });
    const error = errorOf([skipped("one"), skipped("two"), skipped("three"), skipped("two")]);
    assert.ok(error instanceof CircuitOpenError);
    assert.equal(
      error.message,
      "Nothing was sent: one, two, three are not asked for 20 s after failing. Nobody listens there.",
    );
    const { state, retryAfterMs, openedAt, attempts } = error as CircuitOpenError & { attempts: AttemptRecord[] };
    assert.deepEqual([state, retryAfterMs, openedAt, attempts.length], ["open", 20_000, clock.wallNow(), 4]);
    assert.equal(error.cause, cause);
  });

  it("speaks of one endpoint alone, and of no time where it is forced open", () => {
    const { errorOf, endpoint } = outcome();
    endpoint("one").breaker.setMode("forced_open");
    const error = errorOf([skipped("one")]);
    assert.equal(error.message, "Nothing was sent: one is not asked until its breaker is released after failing.");
  });

  it("says that another window makes the trial, for as long as the refusal said", () => {
    const { errorOf, endpoint } = outcome();
    endpoint("one").breaker.trip({ retryAfterMs: 60_000 });
    const error = errorOf([
      skipped("one"),
      skipped("two", { message: "Another window is trying two.", retryAfterMs: 8_000 }),
    ]);
    assert.ok(error instanceof CircuitOpenError && error.retryAfterMs === 8_000);
    assert.equal(error.message, "Nothing was sent: Another window is trying two.");
  });

  it("is told though held-back endpoints stand beside the open ones", () => {
    const { errorOf, endpoint } = outcome();
    endpoint("two").breaker.trip();
    const error = errorOf([skipped("one", { kind: "auth", message: "The key is wrong." }), skipped("two")]);
    assert.ok(error instanceof CircuitOpenError && /: two is not asked for 60 s/.test(error.message));
  });

  it("has no next trial of an endpoint that the settings do not name any more", () => {
    const { errorOf, endpoint } = outcome();
    endpoint("one").breaker.trip({ retryAfterMs: 10_000 });
    endpoint("two").breaker.trip({ retryAfterMs: 60_000 });
    endpoint("one").remove();
    const both = errorOf([skipped("one"), skipped("two")]);
    assert.ok(both instanceof CircuitOpenError && both.retryAfterMs === 60_000);
    assert.match(both.message, /^Nothing was sent: two is not asked/);
    endpoint("two").remove();
    const none = errorOf([skipped("one"), skipped("two")]);
    assert.ok(none instanceof AllEndpointsFailedError, String(none));
    assert.equal(none.message, "No endpoint can be asked. one could not be asked. two could not be asked.");
    const lone = errorOf([skipped("one")]);
    assert.ok(lone instanceof EndpointError && lone.kind === "circuit_open");
  });
});
