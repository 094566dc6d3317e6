import assert from "node:assert/strict";

/** What a promise rejects with; fails where it does not. */
export const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => assert.fail("resolved"),
    (reason: unknown) => reason,
  );
