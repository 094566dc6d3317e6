import assert from "node:assert/strict";
import { timeAt, xOf, type Scale } from "./scale";

const scale: Scale = { span: { fromMs: 1_000, toMs: 3_000 }, left: 50, width: 200 };

describe("the scale of the time axis", () => {
  it("turns times into places and back", () => {
    assert.deepEqual(
      [1_000, 2_000, 3_000].map((at) => xOf(scale, at)),
      [50, 150, 250],
    );
    assert.deepEqual(
      [50, 150, 250].map((x) => timeAt(scale, x)),
      [1_000, 2_000, 3_000],
    );
  });

  it("places what is outside outside, but reads no time that is not shown", () => {
    assert.equal(xOf(scale, 4_000), 350);
    assert.deepEqual([timeAt(scale, -900), timeAt(scale, 900)], [1_000, 3_000]);
  });

  it("reads a time of the span from a plot without width, as while the page is made very narrow", () => {
    for (const x of [-1, 0, 50, 51]) {
      const at = timeAt({ ...scale, width: 0 }, x);
      assert.ok(at >= 1_000 && at <= 3_000, `${x}: ${at}`);
    }
  });
});
