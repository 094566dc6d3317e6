import assert from "node:assert/strict";
import { FakeClock } from "../../../../../test/support/fake-clock";
import { CancelSource } from "../../../async/cancel-signal";
import { DefaultModel } from "./default-model";

const { signal } = new CancelSource();

function modelUnderTest(configured?: string) {
  const clock = new FakeClock();
  let asked = 0;
  const client = { resolveModel: async () => `found ${++asked}` };
  return { clock, client, model: new DefaultModel(clock, configured) };
}

describe("the model that is asked where a request names none", () => {
  it("is that of the settings, and nobody is asked for it", async () => {
    const { model, client } = modelUnderTest("m");
    assert.deepEqual([model.name, await model.resolve(client, signal)], ["m", "m"]);
    model.configure("n");
    assert.deepEqual([model.name, await model.resolve(client, signal)], ["n", "n"]);
  });

  it("is what the server says where the settings name none, or an empty one, until it has to be asked again", async () => {
    for (const configured of [undefined, ""]) {
      const { model, client, clock } = modelUnderTest(configured);
      assert.equal(model.name, undefined);
      assert.equal(await model.resolve(client, signal), "found 1");
      clock.advance(14_999);
      assert.deepEqual([model.name, await model.resolve(client, signal)], ["found 1", "found 1"]);
      clock.advance(1);
      assert.deepEqual([model.name, await model.resolve(client, signal)], [undefined, "found 2"]);
      model.forget();
      assert.equal(model.name, undefined);
    }
  });

  it("is not known where the server does not say", async () => {
    const { model } = modelUnderTest();
    await assert.rejects(model.resolve({ resolveModel: () => Promise.reject(new Error("none")) }, signal), /none/);
    assert.equal(model.name, undefined);
  });
});
