import assert from "node:assert/strict";
import { endpointCard as card } from "../../../../test/support/dashboard/endpoint-card";
import { tone } from "./tone";

describe("the state that a card is painted in", () => {
  it("is not available only where nothing worse is known", () => {
    assert.deepEqual([card({ available: false }), card(), card({ available: false, state: "open" })].map(tone), [
      "offline",
      "closed",
      "open",
    ]);
  });
});
