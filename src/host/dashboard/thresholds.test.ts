import assert from "node:assert/strict";
import { BadValue } from "../settings/rules/value-rules";
import { rawEndpoint, thresholdFields, withThresholds } from "./thresholds";

describe("the thresholds form", () => {
  const endpoints = [
    { id: "ollama", type: "ollama" },
    { id: "cloud", type: "openai", url: "https://x.example/v1", failureThreshold: 5, somethingElse: { kept: true } },
  ];

  it("shows what is set for the endpoint and what holds for all", () => {
    const fields = thresholdFields(
      rawEndpoint(endpoints, "cloud"),
      (name) => ({ failureThreshold: 3, recoveryTimeout: 60 })[name as string],
    );
    assert.deepEqual(
      fields.find(({ name }) => name === "failureThreshold"),
      { name: "failureThreshold", own: 5, shared: 3, min: 1, max: 1000, whole: true },
    );
    assert.deepEqual(
      fields.find(({ name }) => name === "recoveryTimeout"),
      { name: "recoveryTimeout", own: null, shared: 60, min: 0, max: 86_400, whole: false },
    );
  });

  it("changes only what was changed, and nothing of the value it was given", () => {
    const before = structuredClone(endpoints);
    const changed = withThresholds(endpoints, "cloud", { failureThreshold: null, recoveryTimeout: 30 });
    assert.deepEqual(changed, [
      { id: "ollama", type: "ollama" },
      { id: "cloud", type: "openai", url: "https://x.example/v1", recoveryTimeout: 30, somethingElse: { kept: true } },
    ]);
    assert.deepEqual(endpoints, before);
  });

  it("refuses what the settings would refuse", () => {
    assert.throws(
      () => withThresholds(endpoints, "cloud", { failureThreshold: 0 }),
      (error) =>
        error instanceof BadValue &&
        /failureThreshold must be a whole number from 1 to 1000, but is 0/.test(error.message),
    );
    assert.throws(() => withThresholds(endpoints, "cloud", { failureRateThreshold: 1.5 }), BadValue);
    assert.throws(() => withThresholds(endpoints, "gone", { failureThreshold: 1 }), BadValue);
    assert.throws(() => withThresholds(undefined, "cloud", { failureThreshold: 1 }), BadValue);
  });
});
