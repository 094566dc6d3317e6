import assert from "node:assert/strict";
import { useLightPage } from "../../../../test/support/dashboard/light-page";
import { VirtualList } from "./virtual-list";

describe("the list of which only the visible rows exist", () => {
  const page = useLightPage();
  let list: VirtualList;
  let known: boolean;
  let seen: [number, number][];
  let chosen: [number, boolean][];

  beforeEach(() => {
    [known, seen, chosen] = [true, [], []];
    list = new VirtualList("Requests", 46, {
      row: (index) => (known ? [document.createTextNode(`row ${index}`)] : undefined),
      visible: (from, to) => seen.push([from, to]),
      choose: (index, byKey) => chosen.push([index, byKey]),
      label: (index) => `label ${index}`,
    });
    page.layOut(list.node, { clientHeight: 460, scrollTop: 0 });
    document.body.append(list.node);
  });

  const rows = (): HTMLElement[] => [...list.node.querySelectorAll<HTMLElement>("[role=option]")];
  const key = (name: string, more: KeyboardEventInit = {}): boolean =>
    list.node.dispatchEvent(
      new (window as unknown as typeof globalThis).KeyboardEvent("keydown", { key: name, cancelable: true, ...more }),
    );
  const scrollTo = (scrollTop: number): void => {
    list.node.scrollTop = scrollTop;
    list.draw();
  };

  it("has no row and asks for none while it is empty", () => {
    list.setTotal(0);
    assert.deepEqual([rows().length, seen, key("End")], [0, [], true]);
  });

  it("makes few of a million, and the same ones wherever it is scrolled", () => {
    list.setTotal(1_000_000);
    for (const scrollTop of [0, 460, 9_000_000, 14_999_540, 100]) {
      scrollTo(scrollTop);
      assert.ok(rows().length <= 26 && rows().length >= 10, `${scrollTop}: ${rows().length}`);
    }
    assert.deepEqual(
      rows()
        .map((row) => row.textContent)
        .slice(0, 2),
      ["row 0", "row 1"],
    );
  });

  it("says which row of how many each is", () => {
    list.setTotal(3);
    list.select(1);
    assert.deepEqual(
      rows().map((row) =>
        ["aria-posinset", "aria-setsize", "aria-selected", "aria-label"].map((name) => row.getAttribute(name)),
      ),
      [
        ["1", "3", "false", "label 0"],
        ["2", "3", "true", "label 1"],
        ["3", "3", "false", "label 2"],
      ],
    );
    assert.equal(list.node.getAttribute("aria-activedescendant"), rows()[1]?.id);
    list.select(undefined);
    assert.equal(list.node.getAttribute("aria-activedescendant"), "");
  });

  it("fills rows in that were not known yet, and keeps the others as they are", () => {
    known = false;
    list.setTotal(5);
    assert.ok(rows().every((row) => row.classList.contains("unknown") && row.textContent === ""));
    known = true;
    list.draw();
    const [first] = rows();
    const content = first?.firstChild;
    list.draw();
    assert.deepEqual(
      rows().map((row) => row.textContent),
      ["row 0", "row 1", "row 2", "row 3", "row 4"],
    );
    assert.equal(rows()[0]?.firstChild, content, "nothing is drawn twice");
  });

  it("loses the rows that are no longer there", () => {
    list.setTotal(8);
    list.select(7);
    list.setTotal(2);
    assert.equal(rows().length, 2);
    assert.equal(list.node.getAttribute("aria-activedescendant"), "", "a selected row that is gone is not active");
  });

  it("moves by keys, and leaves those with a modifier to the editor", () => {
    list.setTotal(1_000);
    assert.equal(key("ArrowDown"), false, "the page does not scroll as well");
    key("PageDown");
    key("End");
    key("Enter");
    assert.deepEqual(chosen, [
      [0, true],
      [9, true],
      [999, true],
      [999, false],
    ]);
    assert.equal(list.node.scrollTop, 1_000 * 46 - 460);
    for (const modifier of ["ctrlKey", "metaKey", "altKey"]) assert.equal(key("Home", { [modifier]: true }), true);
    assert.equal(list.selected, 999);
  });

  it("takes a click for a choice", () => {
    list.setTotal(3);
    rows()[2]?.click();
    assert.deepEqual([chosen, list.selected], [[[2, false]], 2]);
  });
});
