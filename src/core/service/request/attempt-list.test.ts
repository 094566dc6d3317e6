import assert from "node:assert/strict";
import { endpointUnderTest } from "../../../../test/support/attempt-under-test";
import { FakeClock } from "../../../../test/support/fake-clock";
import type { AttemptRecord } from "../../model/attempt";
import { silentLogger } from "../../ports/logger";
import { AttemptList } from "./attempt-list";

function list() {
  const told: AttemptRecord[] = [];
  const clock = new FakeClock();
  const [one, two] = [
    endpointUnderTest([], {}, clock, "one").endpoint,
    endpointUnderTest([], {}, clock, "two").endpoint,
  ];
  return { attempts: new AttemptList((record) => void told.push(record), silentLogger), told, one, two };
}

const record: AttemptRecord = { endpoint: "one", step: 0, startedAt: 5, durationMs: 7, outcome: "success" };

describe("what a request has tried and passed over", () => {
  it("is in its order, and told as it comes", () => {
    const { attempts, told, one } = list();
    attempts.add({ ...record, outcome: "failure" });
    assert.equal(told.length, 1);
    attempts.addSkipped(1, [{ endpoint: one, kind: "auth", message: "The key is wrong.", status: 401 }], 99);
    assert.deepEqual(attempts.records, [
      { ...record, outcome: "failure" },
      {
        endpoint: "one",
        step: 1,
        startedAt: 99,
        durationMs: 0,
        outcome: "skipped",
        kind: "auth",
        message: "The key is wrong.",
        status: 401,
      },
    ]);
    assert.deepEqual(told, attempts.records);
  });

  it("is told once of an endpoint that several steps pass over for one reason, and again for another", () => {
    const { attempts, told, one, two } = list();
    attempts.addSkipped(0, [{ endpoint: one, kind: "circuit_open" }], 1);
    attempts.addSkipped(
      1,
      [
        { endpoint: one, kind: "circuit_open" },
        { endpoint: two, kind: "circuit_open" },
      ],
      2,
    );
    attempts.addSkipped(2, [{ endpoint: one, kind: "rate_limited" }], 3);
    assert.deepEqual(
      told.map(({ endpoint, step, kind }) => [endpoint, step, kind]),
      [
        ["one", 0, "circuit_open"],
        ["two", 1, "circuit_open"],
        ["one", 2, "rate_limited"],
      ],
    );
    assert.deepEqual([one.breaker.metrics().totalRejected, two.breaker.metrics().totalRejected], [1, 1]);
  });

  it("is told of an endpoint that failed for the same reason before", () => {
    const { attempts, one } = list();
    attempts.add({ ...record, outcome: "failure", kind: "rate_limited" });
    attempts.addSkipped(1, [{ endpoint: one, kind: "rate_limited" }], 3);
    assert.deepEqual([attempts.records.length, one.breaker.metrics().totalRejected], [2, 0]);
  });

  it("is kept though whoever is told throws, which is logged", () => {
    const warnings: unknown[][] = [];
    const problem = new Error("a listener's own");
    const attempts = new AttemptList(
      () => {
        throw problem;
      },
      { ...silentLogger, warn: (...words: unknown[]) => void warnings.push(words) },
    );
    attempts.add(record);
    assert.deepEqual(attempts.records, [record]);
    assert.deepEqual(warnings, [["An onAttempt listener threw", problem]]);
  });

  it("is told to nobody where nobody asked", () => {
    const warnings: unknown[] = [];
    const attempts = new AttemptList(undefined, { ...silentLogger, warn: (text) => void warnings.push(text) });
    attempts.add(record);
    assert.deepEqual([attempts.records.length, warnings], [1, []]);
  });
});
