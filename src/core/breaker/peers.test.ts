import assert from "node:assert/strict";
import { CircuitState, circuitBreaker, ConsecutiveBreaker, CountBreaker, handleAll } from "cockatiel";
import fc from "fast-check";
import Opossum from "opossum";
import { FakeClock } from "../../../test/support/fake-clock";
import { CircuitBreaker } from "../index";

/** Where other breakers are right they say the same: calls one after the other, no late outcome, no cancellation, no clock jump. */
describe("the breaker against its peers, where they are right", () => {
  const outcomes = fc.array(fc.boolean(), { minLength: 1, maxLength: 30 });
  const call = (fails: boolean) => (fails ? Promise.reject(new Error("down")) : Promise.resolve(1));
  const settle = (promise: Promise<unknown>) =>
    promise.then(
      () => "value",
      (error: Error) => (error.message === "down" ? "failure" : "refused"),
    );

  it("cockatiel's ConsecutiveBreaker admits, refuses and opens alike", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), outcomes, async (failureThreshold, fails) => {
        const ours = new CircuitBreaker({ failureThreshold, failureRateThreshold: 0 }, { clock: new FakeClock() });
        const theirs = circuitBreaker(handleAll, {
          halfOpenAfter: 3_600_000,
          breaker: new ConsecutiveBreaker(failureThreshold),
        });
        for (const fail of fails) {
          assert.equal(await settle(ours.execute(() => call(fail))), await settle(theirs.execute(() => call(fail))));
          assert.equal(ours.state, theirs.state === CircuitState.Open ? "open" : "closed");
        }
      }),
      { numRuns: 100 },
    );
  });

  it("cockatiel's CountBreaker judges the same window of calls, on failures", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 10 }),
        fc.constantFrom(0.25, 0.5, 0.75),
        outcomes,
        async (size, rate, fails) => {
          const ours = new CircuitBreaker(
            {
              failureThreshold: 1_000,
              failureRateThreshold: rate,
              minimumCalls: size,
              window: { type: "count", size },
            },
            { clock: new FakeClock() },
          );
          const theirs = circuitBreaker(handleAll, {
            halfOpenAfter: 3_600_000,
            breaker: new CountBreaker({ threshold: rate, size, minimumNumberOfCalls: size }),
          });
          let calls = 0;
          for (const fail of fails) {
            calls++;
            const [mine, other] = [
              await settle(ours.execute(() => call(fail))),
              await settle(theirs.execute(() => call(fail))),
            ];
            assert.equal(mine, other);
            const theirState = theirs.state === CircuitState.Open ? "open" : "closed";
            // They judge on failures only and open above the rate, not at it: from there on the two may differ.
            if (ours.state !== theirState) {
              assert.equal(ours.state, "open");
              assert.ok(calls >= size);
              return;
            }
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it("opossum counts the same successes, failures and refusals", async () => {
    await fc.assert(
      fc.asyncProperty(outcomes, async (fails) => {
        const ours = new CircuitBreaker(
          {
            failureThreshold: 1_000,
            failureRateThreshold: 0.5,
            minimumCalls: 5,
            window: { type: "count", size: 1_000 },
          },
          { clock: new FakeClock() },
        );
        const theirs = new Opossum(call, {
          timeout: false,
          resetTimeout: 3_600_000,
          errorThresholdPercentage: 50,
          volumeThreshold: 5,
          rollingCountTimeout: 3_600_000,
        });
        try {
          for (const fail of fails) {
            assert.equal(await settle(ours.execute(() => call(fail))), await settle(theirs.fire(fail)));
            // They judge on failures only and open above the percentage: from there on the two may differ.
            if ((ours.state === "open") !== theirs.opened) return assert.equal(ours.state, "open");
          }
          const { totalSuccesses, totalFailures, totalRejected } = ours.metrics();
          const { successes, failures, rejects } = theirs.stats;
          assert.deepEqual([totalSuccesses, totalFailures, totalRejected], [successes, failures, rejects]);
        } finally {
          theirs.shutdown();
        }
      }),
      { numRuns: 60 },
    );
  });
});
