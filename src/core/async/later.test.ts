import assert from "node:assert/strict";
import { Later } from "./later";

describe("what is made later", () => {
  it("is made by the first who asks, once for all who ask", async () => {
    let count = 0;
    const later = new Later(() => Promise.resolve(++count));
    assert.equal(later.made, undefined);
    assert.equal(count, 0);
    assert.deepEqual(await Promise.all([later.get(), later.get()]), [1, 1]);
    assert.equal(await later.get(), 1);
    assert.equal(later.made, 1);
  });

  it("is tried again after it could not be made", async () => {
    let count = 0;
    const later = new Later(() => (++count === 1 ? Promise.reject(new Error("no")) : Promise.resolve(count)));
    await assert.rejects(later.get(), /no/);
    assert.equal(later.made, undefined);
    assert.equal(await later.get(), 2);
  });
});
