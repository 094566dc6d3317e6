import assert from "node:assert/strict";
import { knownOptions } from "./model-options";

describe("options of a caller", () => {
  it("are those that every endpoint knows", () => {
    assert.deepEqual(knownOptions({ temperature: 0, max_tokens: 7 }), { temperature: 0, maxTokens: 7 });
    assert.deepEqual(knownOptions({ maxTokens: 9 }), { maxTokens: 9 });
  });

  it("are dropped where they are an editor's own, unknown, or none", () => {
    assert.deepEqual(
      knownOptions({ _capturingTokenCorrelationId: "x", top_k: 3, temperature: "hot", max_tokens: 0.5 }),
      {},
    );
    assert.deepEqual(knownOptions({ temperature: NaN, max_tokens: -1 }), {});
    assert.deepEqual(knownOptions(undefined), {});
  });
});
