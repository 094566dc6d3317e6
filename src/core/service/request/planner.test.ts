import assert from "node:assert/strict";
import { FakeClock } from "../../../../test/support/fake-clock";
import { ScriptedClient } from "../../../../test/support/scripted-client";
import { CircuitBreaker } from "../../breaker/circuit-breaker";
import { EndpointFailure, type FailureDetails } from "../../failure/endpoint-failure";
import type { FailureKind } from "../../model/failure-kinds";
import { judge } from "../../failure/verdict";
import type { EndpointConfig } from "../../model/endpoint";
import type { ServiceConfig } from "../../model/config";
import { resolveConfig } from "../config/config";
import { Balancer } from "../endpoints/balancer";
import { ManagedEndpoint } from "../endpoints/managed-endpoint";
import { StepPlanner } from "./planner";

const cloud: EndpointConfig = {
  id: "cloud",
  type: "openai",
  url: "https://cloud.example/v1",
  tier: "cloud",
  model: "big",
};
const other: EndpointConfig = { ...cloud, id: "other", url: "https://other.example/v1" };
const local: EndpointConfig = {
  id: "local",
  type: "openai",
  url: "http://localhost:8080/v1",
  tier: "local",
  model: "small",
};

function planned(endpoints: EndpointConfig[], more: Partial<ServiceConfig> = {}, model?: string) {
  const clock = new FakeClock();
  const config = resolveConfig({ endpoints, ...more });
  const managed = new Map(
    config.endpoints.map((one) => [
      one.id,
      new ManagedEndpoint(one, new CircuitBreaker({}, { clock }), new ScriptedClient(clock, []), clock),
    ]),
  );
  const planner = new StepPlanner(config, managed, new Balancer(() => 0), clock, model);
  const at = (id: string) => managed.get(id)!;
  const failed = (id: string, kind: FailureKind, details: FailureDetails = {}, timeoutMs = 10_000) => {
    const failure = new EndpointFailure(kind, `${id}: ${kind}`, details);
    const { local: isLocal, loopback } = at(id);
    const verdict = judge(failure, { local: isLocal, loopback, shown: false, emptyStreak: 0, online: true });
    planner.noteFailure(at(id), failure, verdict, timeoutMs);
    at(id).restrain(failure, verdict, at(id).config.model, 2_000);
  };
  /** Where a step goes, with its wait, and who is passed over, with the reason. */
  const choice = (step: number, remainingMs = Infinity) => {
    const { target, skipped } = planner.choose(step, remainingMs);
    return {
      to: target && `${target.endpoint.id} +${target.waitMs}`,
      past: skipped.map(({ endpoint, kind }) => `${endpoint.id} ${kind}`),
    };
  };
  return { clock, planner, at, failed, choice };
}

const chosen = (to: string | undefined, ...past: string[]) => ({ to, past });

describe("the planner of a request's steps", () => {
  it("goes to the first endpoint that fits, and says the same however often it is asked", () => {
    const { choice } = planned([cloud, other, local]);
    for (let time = 0; time < 3; time++)
      assert.deepEqual([choice(0), choice(2)], [chosen("cloud +0"), chosen("local +0")]);
  });

  it("finds nobody where none fits", () => {
    const { choice } = planned([local], {
      chain: [{ tier: "cloud", timeoutMs: 1 }, { endpoint: "local", timeoutMs: 1 }, { timeoutMs: 1 }],
    });
    assert.deepEqual([choice(0), choice(1), choice(2)], [chosen(undefined), chosen("local +0"), chosen("local +0")]);
  });

  it("goes past an open breaker, and counts no refusal for the question", () => {
    const { at, choice } = planned([cloud, local]);
    at("cloud").breaker.trip();
    assert.deepEqual(choice(0), chosen(undefined, "cloud circuit_open"));
    assert.equal(at("cloud").breaker.metrics().totalRejected, 0);
  });

  it("goes past nobody where breakers are off", () => {
    const { at, choice } = planned([cloud], { enableCircuitBreaker: false });
    at("cloud").breaker.trip();
    assert.deepEqual(choice(0), chosen("cloud +0"));
  });

  it("goes past what refused though nothing seemed to speak against it", () => {
    const { planner, at, choice } = planned([cloud]);
    planner.noteRefusal(at("cloud"));
    assert.deepEqual(choice(0), chosen(undefined, "cloud circuit_open"));
  });

  it("goes past a latched endpoint with the latch's own words", () => {
    const { planner, failed } = planned([cloud]);
    failed("cloud", "auth", { status: 401 });
    const [skip] = planner.choose(1, Infinity).skipped;
    assert.equal(skip, undefined);
    const fresh = planned([cloud]);
    const failure = new EndpointFailure("auth", "The key is wrong", { status: 401 });
    fresh
      .at("cloud")
      .restrain(
        failure,
        judge(failure, { local: false, loopback: false, shown: false, emptyStreak: 0, online: true }),
        "big",
        0,
      );
    const { endpoint, ...why } = fresh.planner.choose(0, Infinity).skipped[0]!;
    assert.deepEqual([endpoint.id, why], ["cloud", { kind: "auth", message: "The key is wrong", status: 401 }]);
  });

  it("retries at another endpoint of the tier before the one that failed, and there where no other is", () => {
    const two = planned([cloud, other]);
    two.failed("cloud", "server_error");
    assert.deepEqual(two.choice(1), chosen("other +0"));
    two.failed("other", "server_error");
    assert.deepEqual(two.choice(1), chosen("cloud +0"));
    assert.ok(two.planner.triedAny);
  });

  it("does not retry what a retry does not help", () => {
    const { failed, choice } = planned([cloud, local]);
    failed("cloud", "not_an_api", { status: 404 });
    assert.deepEqual(choice(1), chosen(undefined));
  });

  it("retries a time that was too short only with a longer one", () => {
    for (const [timeoutMs, to] of [
      [19_999, "cloud +0"],
      [20_000, undefined],
    ] as const) {
      const { failed, choice } = planned([cloud]);
      failed("cloud", "ttft_timeout", {}, timeoutMs);
      assert.deepEqual(choice(1), chosen(to));
    }
  });

  it("ends the chain with a failure that is the request's own", () => {
    const { planner, failed, choice } = planned([cloud, local]);
    assert.equal(planner.over, false);
    failed("cloud", "bad_request", { status: 400 });
    assert.equal(planner.over, true);
    assert.deepEqual([choice(1), choice(2)], [chosen(undefined), chosen(undefined)]);
  });

  it("asks only this machine where the network is gone", () => {
    const { planner, at, choice } = planned([cloud, other, local]);
    const failure = new EndpointFailure("offline", "No network");
    planner.noteFailure(
      at("cloud"),
      failure,
      judge(failure, { local: false, loopback: false, shown: false, emptyStreak: 0, online: false }),
      1,
    );
    assert.deepEqual([choice(1), choice(2)], [chosen(undefined), chosen("local +0")]);
  });

  it("asks only those with more room where the text was too long", () => {
    const room = (known: FailureDetails, endpoint: EndpointConfig, localRoom: number) => {
      const { failed, choice } = planned([endpoint, { ...local, contextLength: localRoom }]);
      failed("cloud", "context_length", { status: 400, ...known });
      return choice(2).to;
    };
    assert.equal(room({ contextLength: 8_192 }, cloud, 8_192), undefined);
    assert.equal(room({ contextLength: 8_192 }, cloud, 8_193), "local +0");
    assert.equal(room({}, { ...cloud, contextLength: 4_096 }, 4_097), "local +0");
    assert.equal(room({ promptTokens: 5_000 }, cloud, 5_001), "local +0");
    assert.equal(room({}, cloud, 1_000_000), undefined);
  });
});

describe("the planner where an endpoint asked for a pause", () => {
  it("waits for it where nobody else can answer, for as long as the request may, and a minute at most without a bound", () => {
    for (const [retryAfterMs, remainingMs, to] of [
      [5_000, Infinity, "cloud +5000"],
      [60_000, Infinity, "cloud +60000"],
      [60_001, Infinity, undefined],
      [5_000, 5_000, "cloud +5000"],
      [5_001, 5_000, undefined],
    ] as const) {
      const { failed, choice } = planned([cloud]);
      failed("cloud", "rate_limited", { status: 429, retryAfterMs });
      assert.deepEqual(choice(1, remainingMs), to === undefined ? chosen(undefined, "cloud rate_limited") : chosen(to));
    }
  });

  it("waits fifteen seconds at most where another endpoint can answer", () => {
    for (const [retryAfterMs, to] of [
      [15_000, "cloud +15000"],
      [15_001, undefined],
    ] as const) {
      const { failed, choice } = planned([cloud, local]);
      failed("cloud", "rate_limited", { status: 429, retryAfterMs });
      assert.equal(choice(1, 70_000).to, to);
    }
  });

  it("does not wait at all for one that it has not asked itself, where another can answer", () => {
    const { at, choice } = planned([cloud, local]);
    const failure = new EndpointFailure("rate_limited", "Too many requests", { status: 429, retryAfterMs: 3_000 });
    at("cloud").restrain(
      failure,
      judge(failure, { local: false, loopback: false, shown: false, emptyStreak: 0, online: true }),
      "big",
      0,
    );
    assert.deepEqual(choice(0), chosen(undefined, "cloud rate_limited"));
    assert.deepEqual(choice(2), chosen("local +0"));
  });

  it("waits only for what is left of the pause", () => {
    const { failed, choice, clock } = planned([cloud]);
    failed("cloud", "overloaded", { status: 503, retryAfterMs: 5_000 });
    clock.advance(2_000);
    assert.deepEqual(choice(1), chosen("cloud +3000"));
    clock.advance(9_000);
    assert.deepEqual(choice(1), chosen("cloud +0"));
  });

  it("says in the endpoint's words why it is passed over", () => {
    const { planner, failed } = planned([cloud]);
    failed("cloud", "overloaded", { status: 503, retryAfterMs: 3_600_000 });
    const [skip] = planner.choose(1, Infinity).skipped;
    assert.deepEqual([skip?.kind, skip?.message], ["rate_limited", "cloud: overloaded"]);
  });
});

describe("the planner beside the steps", () => {
  it("knows further endpoints of a step that no later step would reach", () => {
    const second = { ...local, id: "second" };
    const { planner, at, failed } = planned([cloud, other, local, second]);
    failed("local", "refused");
    assert.equal(planner.furtherTarget(2), at("second"));
    assert.equal(planner.furtherTarget(0), undefined);
    failed("second", "refused");
    assert.equal(planner.furtherTarget(2), undefined);
  });

  it("knows who of a later step could serve instead", () => {
    const { planner, at } = planned([cloud, local]);
    assert.equal(planner.alternative(0, at("cloud")), at("local"));
    assert.equal(planner.alternative(2, at("local")), undefined);
    at("local").breaker.trip();
    assert.equal(planner.alternative(0, at("cloud")), undefined);
  });

  it("hedges with a closed endpoint of this step or a later one, never with a trial", () => {
    const { planner, at } = planned([cloud, other, local]);
    assert.equal(planner.hedge(0, at("cloud")), at("other"));
    at("other").breaker.trip();
    at("other").breaker.recover();
    assert.equal(planner.hedge(0, at("cloud")), at("local"));
    at("local").breaker.trip();
    assert.equal(planner.hedge(0, at("cloud")), undefined);
  });

  it("asks the request's model of those of the first step only; a fallback keeps its own", () => {
    const bare: EndpointConfig = { id: "bare", type: "openai", url: "http://localhost:1", tier: "local" };
    const { planner, at } = planned([cloud, local, bare], {}, "wanted");
    assert.deepEqual(
      ["cloud", "local", "bare"].map((name) => planner.askedModel(at(name))),
      ["wanted", "small", "wanted"],
    );
    const without = planned([cloud, bare]);
    assert.deepEqual(
      ["cloud", "bare"].map((name) => without.planner.modelFor(without.at(name))),
      ["big", undefined],
    );
  });

  it("keeps to the order in which it began, though others take turns meanwhile", () => {
    const { planner } = planned([cloud, other], { loadBalancing: "roundRobin" });
    const [step] = [{ tier: "cloud" as const, timeoutMs: 1 }];
    const first = planner.candidates(step!).map(({ id }) => id);
    assert.deepEqual(
      planner.candidates(step!).map(({ id }) => id),
      first,
    );
  });

  it("knows the model of those that have none of their own once it was asked for", async () => {
    const { model: _model, ...bare } = local;
    const { planner, at } = planned([bare]);
    assert.equal(planner.modelFor(at("local")), undefined);
    await at("local").resolveModel(new AbortController().signal);
    assert.deepEqual([planner.modelFor(at("local")), planner.askedModel(at("local"))], ["m", undefined]);
  });

  it("says the status of a latch only where there was one, and no words where nobody has said any", () => {
    const { planner, at } = planned([local]);
    const hold = (kind: FailureKind, details: FailureDetails) => {
      const failure = new EndpointFailure(kind, `it: ${kind}`, details);
      const facts = { local: true, loopback: true, shown: false, emptyStreak: 0, online: true };
      at("local").restrain(failure, judge(failure, facts), "small", 0);
      return planner.choose(0, 1_000).skipped.map(({ endpoint: _endpoint, ...why }) => why);
    };
    assert.deepEqual(hold("load_failed", {}), [{ kind: "load_failed", message: "it: load_failed" }]);
    assert.deepEqual(hold("auth", { status: 401 }), [{ kind: "auth", message: "it: auth", status: 401 }]);
    at("local").clearHolds();
    assert.deepEqual(hold("rate_limited", { retryAfterMs: 9_000 }), [
      { kind: "rate_limited", message: "it: rate_limited" },
    ]);
  });

  it("knows an endpoint that is called like a tier from that tier", () => {
    const odd = { ...local, id: "cloud" };
    const chain = [
      { tier: "cloud" as const, timeoutMs: 1 },
      { endpoint: "cloud", timeoutMs: 1 },
      { endpoint: "tier cloud", timeoutMs: 1 },
    ];
    const { planner } = planned([{ ...cloud, id: "tier cloud" }, odd], { chain });
    assert.deepEqual(
      chain.map((step) => planner.candidates(step).map(({ id }) => id)),
      [["tier cloud"], ["cloud"], ["tier cloud"]],
    );
  });

  it("asks nobody whom the settings name no more", () => {
    const { planner, at, choice } = planned([cloud, other, local]);
    at("cloud").remove();
    assert.deepEqual(choice(0), chosen("other +0"));
    at("other").remove();
    assert.deepEqual(choice(0), chosen(undefined));
    at("local").remove();
    assert.deepEqual([planner.alternative(0, at("cloud")), planner.hedge(0, at("cloud"))], [undefined, undefined]);
  });

  it("knows the first choice", () => {
    const { planner, at } = planned([local, cloud, other]);
    assert.deepEqual(
      ["cloud", "other", "local"].map((id) => planner.isFirstChoice(at(id))),
      [true, false, false],
    );
    const only = planned([local]);
    assert.equal(only.planner.isFirstChoice(only.at("local")), true);
  });
});
