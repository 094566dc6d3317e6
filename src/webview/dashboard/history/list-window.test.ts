import assert from "node:assert/strict";
import fc from "fast-check";
import {
  firstVisible,
  MARGIN_ROWS,
  rowByKey,
  rowsToMake,
  scrollHeight,
  scrollToReveal,
  TALLEST,
  type ListShape,
} from "./list-window";

const short: ListShape = { total: 1_000, rowHeight: 46, clientHeight: 460, scrollTop: 0 };
const anyList = fc
  .record({
    total: fc.integer({ min: 1, max: 50_000_000 }),
    rowHeight: fc.integer({ min: 10, max: 80 }),
    clientHeight: fc.integer({ min: 80, max: 2_000 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  // A browser tells positions in 64ths of a pixel.
  .map(({ share, ...list }): ListShape => ({
    ...list,
    scrollTop: Math.round(64 * share * Math.max(0, scrollHeight(list) - list.clientHeight)) / 64,
  }));

describe("the window of a long list", () => {
  it("is the rows in view and some on either side", () => {
    assert.deepEqual(rowsToMake(short), { from: 0, to: 16, offset: 0 });
    assert.deepEqual(rowsToMake({ ...short, scrollTop: 4_623 }), { from: 94, to: 117, offset: 94 * 46 });
    assert.deepEqual(rowsToMake({ ...short, scrollTop: 46_000 - 460 }), { from: 984, to: 1_000, offset: 984 * 46 });
  });

  it("is empty for no rows, and for a list that shrank while it was scrolled far down", () => {
    assert.deepEqual(rowsToMake({ ...short, total: 0 }), { from: 0, to: 0, offset: 0 });
    const { from, to } = rowsToMake({ ...short, total: 3, scrollTop: 30_000 });
    assert.ok(to <= 3 && from >= to);
  });

  it("reaches the last of ten million rows in proportion to the scroll bar", () => {
    const long = { ...short, total: 10_000_000 };
    assert.equal(scrollHeight(long), TALLEST);
    const atEnd = { ...long, scrollTop: TALLEST - 460 };
    assert.equal(Math.round(firstVisible(atEnd) * 1000) / 1000, 9_999_990);
    assert.equal(rowsToMake(atEnd).to, 10_000_000);
  });

  it("makes all rows that are in view, but few others, however long the list is and wherever it is scrolled to", () => {
    fc.assert(
      fc.property(anyList, (list) => {
        const { from, to, offset } = rowsToMake(list);
        const first = firstVisible(list);
        assert.ok(from <= first && to >= Math.min(list.total, first + list.clientHeight / list.rowHeight) - 1e-6);
        assert.ok(to - from <= list.clientHeight / list.rowHeight + 2 * MARGIN_ROWS + 2);
        // The row at the upper edge stands there.
        assert.ok(Math.abs(offset + (first - from) * list.rowHeight - list.scrollTop) < 0.01);
      }),
    );
  });

  it("moves by a key so that the row is whole in view, and not at all where it is", () => {
    fc.assert(
      fc.property(anyList, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
        const index = Math.min(list.total - 1, Math.floor(share * list.total));
        const scrollTop = scrollToReveal(index, list);
        const after = { ...list, scrollTop: scrollTop ?? list.scrollTop };
        const first = firstVisible(after);
        // A scroll bar that stands for millions of rows is exact to a small part of one.
        assert.ok(
          index >= first - 0.01 && index + 1 <= first + list.clientHeight / list.rowHeight + 0.01,
          JSON.stringify({ list, index, scrollTop }),
        );
        assert.equal(
          scrollToReveal(index, {
            ...after,
            scrollTop: after.scrollTop + (scrollTop === undefined ? 0 : index < firstVisible(list) ? -1e-3 : 1e-3),
          }),
          undefined,
        );
      }),
    );
  });

  it("knows its keys, and stays within the list", () => {
    const keys = (selected: number): (number | undefined)[] =>
      ["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End", "Enter", " "].map((key) =>
        rowByKey(key, selected, short),
      );
    assert.deepEqual(keys(100), [101, 99, 109, 91, 0, 999, 100, 100]);
    assert.deepEqual(keys(-1), [0, 0, 8, 0, 0, 999, 0, 0]);
    assert.deepEqual(keys(999), [999, 998, 999, 990, 0, 999, 999, 999]);
    assert.deepEqual(
      ["a", "Escape", "Tab", "toString", "constructor"].map((key) => rowByKey(key, 5, short)),
      Array(5).fill(undefined),
    );
    assert.equal(rowByKey("End", -1, { ...short, total: 0 }), undefined);
    assert.equal(rowByKey("PageDown", 5, { ...short, clientHeight: 10 }), 6, "a page is a row at least");
  });
});
