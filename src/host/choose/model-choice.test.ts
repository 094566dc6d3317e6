import assert from "node:assert/strict";
import { ModelChoice, type Choice } from "./model-choice";

function remembered(kept?: unknown, ids = ["home", "work"]) {
  const memory = new Map<string, unknown>([["llmBreaker.choice", kept]]);
  const memento = {
    get: (key: string) => memory.get(key),
    update: (key: string, value: unknown) => Promise.resolve(void memory.set(key, value)),
  };
  const endpoints = ids.map((id) => ({ id }));
  return { choice: new ModelChoice(memento as never, () => endpoints), endpoints, again: memento };
}

describe("the choice of whom questions go to", () => {
  const model: Choice = { type: "model", endpoint: "home", model: "small" };

  it("is the chain at first, and remembered from then on", async () => {
    const { choice, again, endpoints } = remembered();
    assert.deepEqual([choice.current, choice.options], [{ type: "auto" }, {}]);
    await choice.choose(model);
    const later = new ModelChoice(again as never, () => endpoints);
    assert.deepEqual(later.current, model);
    assert.deepEqual(later.options, { endpoint: "home", model: "small" });
    assert.equal(later.words().label, "small · home");
    await later.choose({ type: "endpoint", endpoint: "work" });
    assert.deepEqual(choice.options, { endpoint: "work" });
  });

  it("tells those who show it, until they are gone", async () => {
    const { choice } = remembered();
    let told = 0;
    const listening = choice.onDidChange(() => told++);
    await choice.choose(model);
    listening.dispose();
    await choice.choose({ type: "auto" });
    assert.equal(told, 1);
  });

  it("goes back to the chain where its endpoint is gone, says which that was once, and is not there again with it", async () => {
    const { choice, endpoints } = remembered(model);
    let told = 0;
    choice.onDidChange(() => told++);
    assert.equal(await choice.forgetGone(), undefined);
    const [home] = endpoints.splice(0, 1);
    assert.deepEqual(choice.options, {});
    assert.deepEqual([await choice.forgetGone(), await choice.forgetGone(), told], ["home", undefined, 1]);
    endpoints.push(home!);
    assert.deepEqual(choice.current, { type: "auto" });
  });

  for (const odd of [
    null,
    "home",
    7,
    [],
    {},
    { type: "model", endpoint: "home" },
    { type: "endpoint", endpoint: 1 },
    { type: "x", endpoint: "home" },
  ])
    it(`is the chain where ${JSON.stringify(odd)} was kept`, () => {
      assert.deepEqual(remembered(odd).choice.current, { type: "auto" });
    });
});
