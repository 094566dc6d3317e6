import assert from "node:assert/strict";
import { EndpointFailure } from "./endpoint-failure";

describe("the failure of one attempt", () => {
  it("has a sentence, however much somebody else has said", () => {
    assert.equal(new EndpointFailure("internal", "x".repeat(1_000_000)).message.length, 1_000);
    assert.equal(new EndpointFailure("internal", "short").message, "short");
  });
});
