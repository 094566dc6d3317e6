import assert from "node:assert/strict";
import { coalesce } from "./coalesce";

describe("coalesce", () => {
  it("runs a burst of requests at most twice, the last time after all of them", async () => {
    let runs = 0;
    let latest = 0;
    let applied = 0;
    const run = coalesce(
      async () => {
        runs += 1;
        const seen = latest;
        await new Promise((resolve) => setImmediate(resolve));
        applied = seen;
      },
      (error) => assert.fail(String(error)),
    );
    const all = [1, 2, 3, 4, 5].map((value) => {
      latest = value;
      return run();
    });
    await Promise.all(all);
    assert.equal(runs, 2);
    assert.equal(applied, 5);
  });

  it("tells an error and runs the next time all the same", async () => {
    const errors: unknown[] = [];
    let broken = true;
    const run = coalesce(
      async () => {
        if (broken) throw new Error("no");
      },
      (error) => errors.push(error),
    );
    await run();
    broken = false;
    await run();
    assert.equal(errors.length, 1);
  });
});
