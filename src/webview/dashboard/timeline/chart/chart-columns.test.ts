import assert from "node:assert/strict";
import { bucketPlaces, highestIn, stacked, standingAlone } from "./chart-columns";

describe("a chart's columns", () => {
  it("stand in the middle of their buckets, the last one in the middle of what is over of it", () => {
    const series = { startMs: 1_000, bucketMs: 100, length: 3 };
    assert.deepEqual(bucketPlaces(series, 5_000), { middles: [1_050, 1_150, 1_250], points: [1_050, 1_150, 1_250] });
    assert.deepEqual(bucketPlaces(series, 1_240), { middles: [1_050, 1_150, 1_250], points: [1_050, 1_150, 1_220] });
    assert.deepEqual(bucketPlaces(series, 1_150).points, [1_050, 1_125, 1_200], "nothing of the last is over");
    assert.deepEqual(bucketPlaces(series, 0).points, [1_000, 1_100, 1_200], "nor of any, by a clock that was set back");
    assert.deepEqual(bucketPlaces({ ...series, length: 0 }, 5_000), { middles: [], points: [] });
  });

  it("are stacked on each other, the whole first", () => {
    assert.deepEqual(
      stacked([
        [1, 2],
        [10, 20],
        [100, 200],
      ]),
      [
        [111, 222],
        [11, 22],
        [1, 2],
      ],
    );
    assert.deepEqual(
      stacked([
        [1, null],
        [null, 2],
      ]),
      [
        [1, 2],
        [1, 0],
      ],
    );
    assert.deepEqual(stacked([]), []);
  });

  it("have their highest value in view, with the buckets that reach into it", () => {
    const times = [0, 10, 20, 30, 40];
    const column = [900, 5, 1, 7, 800];
    assert.equal(highestIn({ fromMs: 12, toMs: 25 }, times, [column]), 7);
    assert.equal(highestIn({ fromMs: 0, toMs: 40 }, times, [column, [1_000, null, null, null, null]]), 1_000);
    assert.equal(highestIn({ fromMs: 12, toMs: 25 }, times, [[null, null, null, null, null]]), 0);
    assert.equal(highestIn({ fromMs: 12, toMs: 25 }, [], []), 0);
  });

  it("lend their height to no view that they are not in", () => {
    assert.equal(
      highestIn({ fromMs: 500, toMs: 900 }, [0, 10, 20], [[900, 5, 1]]),
      1,
      "the last may reach into it, those before it cannot",
    );
    assert.equal(highestIn({ fromMs: -900, toMs: -500 }, [0, 10, 20], [[3, 5, 900]]), 3);
  });

  it("have points where no line can be drawn", () => {
    const distance = (one: number, other: number): number => Math.abs(one - other);
    assert.deepEqual(
      standingAlone([1, null, null, null, 2, 3, null, null, null, null, undefined, 0], 2, distance),
      [0, 11],
    );
    assert.deepEqual(standingAlone([5], 2, distance), [0], "one point of all");
    assert.deepEqual(standingAlone([], 2, distance), []);
    assert.deepEqual(standingAlone([1, 2, 3], 2, distance), []);
  });
});
