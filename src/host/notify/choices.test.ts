import assert from "node:assert/strict";
import type * as vscode from "vscode";
import { Choices, type Choice, type ChoiceWindow } from "./choices";

/** A list as the editor has it: other lines mark the first of them, unless another is marked with them. */
class ScriptedList {
  title = "";
  value = "";
  matchOnDescription = false;
  keepScrollPosition = false;
  activeItems: readonly vscode.QuickPickItem[] = [];
  #items: readonly vscode.QuickPickItem[] = [];

  get items(): readonly vscode.QuickPickItem[] {
    return this.#items;
  }
  set items(items: readonly vscode.QuickPickItem[]) {
    this.#items = items;
    this.activeItems = items.slice(0, 1);
  }
  onDidAccept(): void {}
  onDidHide(): void {}
  show(): void {}
}

describe("a list that changes while it is open", () => {
  const opened = (): { list: ScriptedList; update(...choices: Choice[]): string | undefined } => {
    const list = new ScriptedList();
    const window = { createQuickPick: () => list } as unknown as ChoiceWindow;
    const choices = new Choices(window).open("Title", () => undefined);
    return {
      list,
      update: (...lines) => {
        choices.update(lines);
        return list.activeItems[0]?.label;
      },
    };
  };
  const mark = (list: ScriptedList, label: string): void =>
    void (list.activeItems = list.items.filter((item) => item.label === label));

  it("keeps the line that is marked, whatever is said of it now and comes before it", () => {
    const { list, update } = opened();
    update({ key: "a", label: "a" }, { key: "b", icon: "$(loading~spin)", label: "b" });
    mark(list, "$(loading~spin) b");
    const now = { key: "b", icon: "$(pass)", label: "b", description: "ready" } as const;
    assert.equal(update({ key: "a", label: "a" }, { label: "more of a" }, now), "$(pass) b");
    assert.equal(list.keepScrollPosition, false);
  });

  it("marks what takes the place of a line that is gone", () => {
    const { list, update } = opened();
    update({ label: "a" }, { label: "looking…" }, { label: "c" });
    mark(list, "looking…");
    assert.equal(update({ label: "a" }, { label: "first" }, { label: "second" }, { label: "c" }), "first");
    mark(list, "c");
    assert.equal(update({ label: "a" }, { label: "first" }), "first");
  });

  it("leaves it to the editor which one is marked at first, and to the mouse where it is scrolled to", () => {
    const { list, update } = opened();
    assert.equal(update({ label: "a" }, { label: "b" }), "a");
    assert.equal(update({ label: "a" }, { label: "b" }, { label: "c" }), "a");
    assert.equal(list.keepScrollPosition, true);
    mark(list, "b");
    list.value = "typed";
    assert.equal(update({ label: "b" }), "b");
    assert.equal(list.keepScrollPosition, true);
  });
});
