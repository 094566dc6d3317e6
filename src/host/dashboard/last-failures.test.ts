import assert from "node:assert/strict";
import { LastFailures } from "./last-failures";

describe("the last failures", () => {
  it("keeps the newest failure of every endpoint, in whatever order they are told", () => {
    const failures = new LastFailures();
    const failed = (endpoint: string, startedAt: number, status: number) => ({
      endpoint,
      step: 0,
      startedAt,
      durationMs: 10,
      outcome: "failure" as const,
      kind: "overloaded" as const,
      status,
    });
    failures.add({ attempts: [failed("a", 2_000, 529), { ...failed("b", 2_000, 503), outcome: "success" }] });
    failures.add({ attempts: [failed("a", 1_000, 503)] });
    assert.deepEqual(failures.of("a"), { at: 2_010, text: "529 overloaded" });
    assert.equal(failures.of("b"), undefined);
  });
});
