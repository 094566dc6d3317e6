import { strict as assert } from "node:assert";
import { firstIdAt, IdFinder, timeOfId } from "./row-ids";

describe("ids of rows", () => {
  it("tell the time, and order by it", () => {
    const now = Date.UTC(2026, 0, 31);
    assert.equal(timeOfId(firstIdAt(now)), now);
    assert.ok(Number.isSafeInteger(firstIdAt(Date.UTC(2300, 0, 1))));
    assert.ok(firstIdAt(now) < firstIdAt(now + 1));
    assert.equal(
      firstIdAt(now + 0.2),
      firstIdAt(now + 1),
      "a time between two milliseconds begins with the next whole one",
    );
  });

  it("are found quickly for thousands of rows of one millisecond, whichever ids are taken already", () => {
    const taken = new Set([0, 1, 2, 5, 64, 65].map((n) => firstIdAt(1000) + n));
    const finder = new IdFinder();
    let tries = 0;
    const found = Array.from({ length: 5000 }, () =>
      finder.find(1000, (id) => {
        tries++;
        return !taken.has(id) && taken.add(id).has(id);
      }),
    );
    assert.deepEqual(
      found.slice(0, 3),
      [3, 4, 6].map((n) => firstIdAt(1000) + n),
    );
    assert.equal(new Set(found).size, 5000);
    assert.ok(tries < 5010, `${tries} tries`);
  });

  it("are not searched for without a time, which would never end", () => {
    for (const ms of [NaN, Infinity, -Infinity, 1e300]) {
      assert.throws(() => new IdFinder().find(ms, () => false), RangeError);
      assert.throws(() => new IdFinder().findFromStart(ms, () => false), RangeError);
    }
  });

  it("are asked about from the time's first on where something may be there already", () => {
    const finder = new IdFinder();
    finder.find(1000, () => true);
    const asked: number[] = [];
    finder.findFromStart(1000, (id) => asked.push(id) === 3);
    assert.deepEqual(
      asked,
      [0, 1, 2].map((n) => firstIdAt(1000) + n),
    );
  });
});
