import assert from "node:assert/strict";
import { soundContent } from "./snapshot-shape";

describe("the shape of a snapshot", () => {
  const counters = {
    consecutiveFailures: 1,
    consecutiveSuccesses: 2,
    totalRequests: 3,
    totalSuccesses: 4,
    totalFailures: 5,
    totalReleased: 6,
    totalRejected: 7,
  };
  const open = { state: "open", mode: "auto", elapsedMs: 1, recoveryMs: 2, hinted: false };
  const step = { ageMs: 1, calls: 2, failures: 1, slowCalls: 2 };
  const content = {
    savedAt: 1,
    phase: { state: "closed", mode: "auto" },
    failedTrials: 0,
    window: { type: "count", outcomes: "0123" },
    ...counters,
    lastFailureAt: 8,
    lastHealthyAt: 9,
    openedAt: 10,
  };
  const takes = (change: object) =>
    assert.deepEqual(soundContent({ ...content, ...change }), { ...content, ...change }, JSON.stringify(change));
  const refuses = (change: object) => assert.equal(soundContent({ ...content, ...change }), undefined, String(change));
  const noFields = [undefined, null, 1, "text", true, [], [content]];
  const noCounts = [undefined, null, "1", -1, 0.5, NaN, Infinity, 2 ** 53, {}];
  const noTimes = [null, "1", NaN, Infinity, -Infinity, {}];
  const noDurations = [undefined, null, "1", -1, NaN, Infinity, 2 ** 53];

  it("is what a breaker could have saved, and nothing that stands beside it", () => {
    takes({});
    assert.deepEqual(soundContent({ ...content, version: 2, checksum: 3, other: {} }), content);
    for (const value of noFields) assert.equal(soundContent(value), undefined, String(value));
  });

  it("has a time of its own, and may have those of events", () => {
    for (const name of ["savedAt", "lastFailureAt", "lastHealthyAt", "openedAt"]) {
      takes({ [name]: 0 });
      takes({ [name]: -1.5 });
      for (const value of noTimes) refuses({ [name]: value });
    }
    refuses({ savedAt: undefined });
    const { lastFailureAt, lastHealthyAt, openedAt, ...without } = content;
    assert.deepEqual([lastFailureAt, lastHealthyAt, openedAt], [8, 9, 10]);
    assert.deepEqual(
      soundContent({ ...content, lastFailureAt: undefined, lastHealthyAt: undefined, openedAt: undefined }),
      without,
    );
  });

  it("counts in whole numbers from zero", () => {
    for (const name of ["failedTrials", ...Object.keys(counters)]) {
      takes({ [name]: 0 });
      takes({ [name]: Number.MAX_SAFE_INTEGER });
      for (const value of noCounts) refuses({ [name]: value });
    }
  });

  it("is in a phase that there is", () => {
    for (const phase of [
      { state: "closed", mode: "metrics_only" },
      { state: "half_open", mode: "auto" },
      { state: "open", mode: "forced_open" },
      open,
      { ...open, hinted: true },
      { ...open, elapsedMs: 0, recoveryMs: 0.5 },
      { ...open, elapsedMs: Number.MAX_SAFE_INTEGER, recoveryMs: Number.MAX_SAFE_INTEGER },
    ])
      takes({ phase });
    for (const phase of [
      ...noFields,
      {},
      { mode: "auto" },
      { state: "ajar", mode: "auto" },
      { state: "closed" },
      { state: "closed", mode: "forced_open" },
      { state: "half_open", mode: "metrics_only" },
      { state: "half_open", mode: "forced_open" },
      { ...open, mode: "metrics_only" },
      ...noDurations.flatMap((ms) => [
        { ...open, elapsedMs: ms },
        { ...open, recoveryMs: ms },
      ]),
      ...[undefined, null, 0, "true"].map((hinted) => ({ ...open, hinted })),
    ])
      refuses({ phase });
  });

  it("has a window of one of two kinds", () => {
    takes({ window: { type: "count", outcomes: "" } });
    takes({ window: { type: "time", steps: [] } });
    takes({
      window: { type: "time", steps: [step, { ...step, failures: 0, slowCalls: 0 }, { ...step, failures: 2 }] },
    });
    for (const window of [
      ...noFields,
      {},
      { outcomes: "0" },
      { type: "other", outcomes: "0", steps: [] },
      ...["4", "0a", "a0", " 0", "0\n1", 0, undefined, ["0"]].map((outcomes) => ({ type: "count", outcomes })),
      ...[undefined, null, "", {}, { length: 0 }].map((steps) => ({ type: "time", steps })),
      ...[
        ...noFields,
        ...noDurations.map((ageMs) => ({ ...step, ageMs })),
        ...noCounts.flatMap((count) => [
          { ...step, calls: count },
          { ...step, failures: count },
          { ...step, slowCalls: count },
        ]),
        { ...step, failures: 3 },
        { ...step, slowCalls: 3 },
      ].map((bad) => ({ type: "time", steps: [step, bad] })),
    ])
      refuses({ window });
  });
});
