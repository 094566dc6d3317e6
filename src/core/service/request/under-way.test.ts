import assert from "node:assert/strict";
import type { EndpointFailure } from "../../failure/endpoint-failure";
import type { Attempt } from "./attempt/attempt";
import { UnderWay } from "./under-way";

/** An attempt that writes down how it was ended. */
function attempt() {
  const ends: unknown[] = [];
  const subject = {
    endpoint: { id: "it", address: "http://localhost:1" },
    cancel: () => ends.push("cancelled"),
    fail: ({ kind, message, details }: EndpointFailure) => ends.push([kind, message, details.counts]),
  };
  return { subject: subject as unknown as Attempt, ends };
}

describe("what a request does just now", () => {
  it("is called off with all its attempts but those that have ended", () => {
    const underWay = new UnderWay();
    const [one, two, over] = [attempt(), attempt(), attempt()];
    for (const { subject } of [one, two, over]) underWay.begin(subject);
    underWay.end(over.subject);
    underWay.cancel("enough");
    assert.deepEqual([one.ends, two.ends, over.ends], [["cancelled"], ["cancelled"], []]);
    assert.deepEqual(underWay.halt, { type: "cancelled", reason: "enough" });
  });

  it("runs out of time, which counts against nobody and is the first reason that stays", () => {
    const underWay = new UnderWay();
    const one = attempt();
    underWay.begin(one.subject);
    underWay.expire(70_000);
    const message = "it sent no token before the request's 70 s were over (http://localhost:1).";
    assert.deepEqual(one.ends, [["ttft_timeout", message, false]]);
    underWay.cancel("enough");
    assert.deepEqual([underWay.halt, one.ends.at(-1)], [{ type: "expired" }, "cancelled"]);
  });

  for (const how of ["cancel", "expire"] as const)
    it(`is a wait that ends with it: ${how}`, async () => {
      const underWay = new UnderWay();
      let fired = false;
      const wait = underWay.wait(
        (signal) =>
          new Promise<void>((resolve) =>
            signal.addEventListener("abort", () => {
              fired = true;
              resolve();
            }),
          ),
      );
      underWay[how](1_000);
      await wait;
      assert.ok(fired);
    });

  it("is no wait any more once it was called off", async () => {
    const underWay = new UnderWay();
    underWay.cancel("enough");
    await underWay.wait(() => assert.fail("nothing is to be waited for"));
  });

  it("tells its wait when that is over, whatever came of it", async () => {
    const underWay = new UnderWay();
    const signals: AbortSignal[] = [];
    await underWay.wait(async (signal) => signals.push(signal));
    await assert.rejects(
      underWay.wait((signal) => (signals.push(signal), Promise.reject(new Error("broken")))),
      /broken/,
    );
    assert.deepEqual(
      signals.map(({ aborted }) => aborted),
      [true, true],
    );
  });
});
