import assert from "node:assert/strict";
import { notLoadedText } from "../../core/failure/loaded";
import { endpointStatus } from "../../../test/unit/support/endpoint-status";
import { healthActions, healthIcon, healthSentence, healthWord } from "./health-words";

describe("healthSentence", () => {
  it("keeps liveness, readiness and warmth apart", () => {
    assert.equal(
      healthSentence(endpointStatus({ live: true, ready: true, warm: false, model: "llama3.2" }), 0),
      "ready · llama3.2 not loaded",
    );
    assert.equal(
      healthSentence(endpointStatus({ live: true, ready: false }), 0),
      "answers, but the model is not installed",
    );
    assert.equal(
      healthSentence(endpointStatus({ live: true, ready: true, notBefore: 13_000 }), 1_000),
      "rate limited for 12 s",
    );
    assert.equal(healthSentence(endpointStatus({ live: true, ready: true, notBefore: 13_000 }), 13_000), "ready");
    assert.equal(
      healthSentence(endpointStatus({ live: false, state: "open", retryAfterMs: 9000 }), 0),
      "not answering at http://localhost:11434 · breaker open, next try in 9 s",
    );
  });
});

describe("healthIcon", () => {
  it("is chosen by what the sentence says", () => {
    assert.equal(healthIcon(endpointStatus({ live: true, ready: true }), 0), "$(pass)");
    assert.equal(
      healthIcon(endpointStatus({ live: false, latched: { kind: "auth", message: "No key." } }), 0),
      "$(error)",
    );
    assert.equal(healthIcon(endpointStatus({ live: true, ready: false }), 0), "$(warning)");
    assert.equal(healthIcon(endpointStatus({ live: true, ready: true, notBefore: 13_000 }), 1_000), "$(warning)");
    const { live: _, ...unasked } = endpointStatus();
    assert.equal(healthIcon(unasked, 0), "$(circle-outline)");
    // Another window was refused with this key: that is known before this one has asked.
    const latched = { ...unasked, latched: { kind: "auth" as const, message: "The API key was rejected." } };
    assert.deepEqual([healthIcon(latched, 0), healthSentence(latched, 0)], ["$(warning)", "The API key was rejected."]);
  });
});

describe("an endpoint that could not be looked at for want of our own code", () => {
  it("is not said to be silent: the sentence is that of the code, and the window is what helps", () => {
    const { live: _, ...unseen } = endpointStatus();
    const status = { ...unseen, trouble: { kind: "not_loaded" as const, message: notLoadedText() } };
    assert.deepEqual(
      [healthIcon(status, 0), healthWord(status), healthSentence(status, 0), healthActions(status, 0)],
      ["$(warning)", "reload window", notLoadedText(), [{ do: "reload_window" }]],
    );
  });
});
