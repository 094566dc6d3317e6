import assert from "node:assert/strict";
import { EndpointFailure } from "../../../failure/endpoint-failure";
import { attemptRecord, type AttemptMeasures } from "./attempt-record";
import type { AttemptEnd } from "./attempt-types";

const bare: AttemptMeasures = {
  endpoint: "it",
  step: 2,
  startedAt: 1_000,
  durationMs: 70,
  queuedMs: 0,
  ttftMs: undefined,
  thoughtMs: 0,
  chunks: 0,
  model: undefined,
};
const success = { outcome: "success", content: "Hi" } as AttemptEnd;
const failed = (details = {}): AttemptEnd => ({
  outcome: "failure",
  failure: new EndpointFailure("overloaded", "it is busy", details),
  shown: false,
  verdict: { counts: true, retry: "yes", next: "any", restraint: { type: "none" } },
});
const known = { endpoint: "it", step: 2, startedAt: 1_000, durationMs: 70 };

describe("how an attempt stands in its request's list", () => {
  it("says nothing of what has not been", () => {
    assert.deepEqual(attemptRecord(bare, success), { ...known, outcome: "success" });
    assert.deepEqual(attemptRecord(bare, { outcome: "cancelled" }), { ...known, outcome: "cancelled" });
  });

  it("says what was measured, a first token at once too", () => {
    const measured = { queuedMs: 1, ttftMs: 0, thoughtMs: 3, chunks: 4, model: "m" };
    assert.deepEqual(attemptRecord({ ...bare, ...measured }, success), { ...known, ...measured, outcome: "success" });
  });

  it("says why it failed, as far as that is known", () => {
    const why = { outcome: "failure", kind: "overloaded", message: "it is busy" };
    assert.deepEqual(attemptRecord(bare, failed()), { ...known, ...why });
    assert.deepEqual(attemptRecord(bare, failed({ status: 503, retryAfterMs: 0, code: "X" })), {
      ...known,
      ...why,
      status: 503,
      retryAfterMs: 0,
    });
  });

  it("was skipped where a breaker refused, with the words of another window's trial", () => {
    const refused = { ...known, outcome: "skipped", kind: "circuit_open" };
    assert.deepEqual(attemptRecord(bare, { outcome: "refused" }), refused);
    const elsewhere = { message: "Another window tries it.", retryAfterMs: 9 };
    assert.deepEqual(attemptRecord(bare, { outcome: "refused", ...elsewhere }), { ...refused, ...elsewhere });
  });

  it("was cancelled where its endpoint is gone", () => {
    const message = "it was removed from the settings before it was asked.";
    assert.deepEqual(attemptRecord(bare, { outcome: "removed" }), { ...known, outcome: "cancelled", message });
  });
});
