import assert from "node:assert/strict";
import { useLightPage } from "../../../../../test/support/dashboard/light-page";
import { listenForGestures } from "./gestures";

describe("gestures on the time axis", () => {
  useLightPage();
  let surface: HTMLElement;
  let done: unknown[][];

  beforeEach(() => {
    done = [];
    surface = document.createElement("div");
    surface.getBoundingClientRect = () => ({ left: 100, top: 10, width: 500, height: 50 }) as DOMRect;
    surface.setPointerCapture = () => undefined;
    document.body.append(surface);
    const note =
      (name: string) =>
      (...what: unknown[]): void =>
        void done.push([name, ...what]);
    listenForGestures(surface, {
      hover: () => undefined,
      brush: note("brush"),
      zoomTo: note("zoomTo"),
      zoomBy: note("zoomBy"),
      panBy: note("panBy"),
      live: note("live"),
      preset: note("preset"),
      pick: note("pick"),
    });
  });

  const events = (): typeof globalThis => window as unknown as typeof globalThis;
  const pointer = (type: string, clientX: number, more: PointerEventInit = {}): boolean =>
    surface.dispatchEvent(
      new (events().PointerEvent)(type, { clientX, clientY: 20, button: 0, pointerId: 1, isPrimary: true, ...more }),
    );
  /** @returns whether the page goes on to do with it what it always does */
  const wheel = (more: WheelEventInit): boolean => {
    const event = new (events().WheelEvent)("wheel", { cancelable: true, ...more });
    for (const name of ["clientX", "ctrlKey", "metaKey", "shiftKey"] as const)
      Object.defineProperty(event, name, { value: more[name] ?? (name === "clientX" ? 0 : false) });
    return surface.dispatchEvent(event);
  };
  const key = (name: string, more: KeyboardEventInit = {}): boolean =>
    surface.dispatchEvent(new (events().KeyboardEvent)("keydown", { key: name, cancelable: true, ...more }));

  it("zoom to what is dragged over, in either direction", () => {
    pointer("pointerdown", 150);
    pointer("pointermove", 300);
    pointer("pointerup", 300);
    assert.deepEqual(done, [
      ["brush", { from: 50, to: 200 }],
      ["brush", undefined],
      ["zoomTo", 50, 200],
    ]);
    done.length = 0;
    pointer("pointerdown", 300);
    pointer("pointerup", 150);
    assert.deepEqual(done.at(-1), ["zoomTo", 200, 50]);
  });

  it("take a trembling hand for a click", () => {
    pointer("pointerdown", 150);
    pointer("pointermove", 153);
    pointer("pointerup", 154);
    assert.deepEqual(done, [
      ["brush", undefined],
      ["brush", undefined],
      ["pick", 54, 10],
    ]);
  });

  it("do nothing at the end of a drag that was given up or never begun", () => {
    pointer("pointerup", 300);
    pointer("pointerdown", 150, { button: 2 });
    pointer("pointerup", 300, { button: 2 });
    pointer("pointerdown", 150);
    pointer("pointercancel", 300);
    pointer("pointerup", 400);
    pointer("pointerdown", 150);
    assert.equal(key("Escape"), false);
    pointer("pointerup", 400);
    assert.deepEqual(
      done.filter(([name]) => name !== "brush"),
      [],
    );
    assert.equal(key("Escape"), true, "without a drag, Escape is not ours");
  });

  it("are of one finger: a second one moves nothing", () => {
    pointer("pointerdown", 150);
    pointer("pointerdown", 500, { isPrimary: false, pointerId: 2 });
    pointer("pointermove", 450, { isPrimary: false, pointerId: 2 });
    pointer("pointerup", 450, { isPrimary: false, pointerId: 2 });
    pointer("pointerup", 250);
    assert.deepEqual(
      done.filter(([name]) => name !== "brush"),
      [["zoomTo", 50, 150]],
    );
  });

  it("leave a plain wheel to the page, and bound what one turn does", () => {
    assert.equal(wheel({ deltaY: 100 }), true);
    assert.equal(wheel({ deltaY: 100, deltaX: 20 }), true, "not straight is still plain");
    assert.equal(wheel({ deltaX: 0, deltaY: 0 }), true);
    assert.deepEqual(done, []);
    assert.equal(wheel({ deltaX: 80, deltaY: 10 }), false);
    wheel({ deltaY: -1e9, shiftKey: true });
    wheel({ deltaY: 1e9, ctrlKey: true, clientX: 350 });
    wheel({ deltaY: -1e9, metaKey: true, clientX: 350 });
    assert.deepEqual(done, [
      ["panBy", 0.1],
      ["panBy", -0.3],
      ["zoomBy", Math.exp(0.6), 250],
      ["zoomBy", Math.exp(-0.6), 250],
    ]);
  });

  it("have keys, and leave all others to the editor", () => {
    for (const name of ["+", "-", "ArrowLeft", "ArrowRight", "PageUp", "PageDown", "l", "End", "1", "5"])
      assert.equal(key(name), false, name);
    key("ArrowLeft", { shiftKey: true });
    assert.deepEqual(done, [
      ["zoomBy", 0.5, undefined],
      ["zoomBy", 2, undefined],
      ["panBy", -0.1],
      ["panBy", 0.1],
      ["panBy", -1],
      ["panBy", 1],
      ["live"],
      ["live"],
      ["preset", "5min"],
      ["preset", "30d"],
      ["panBy", -0.5],
    ]);
    done.length = 0;
    for (const name of ["0", "6", " ", "a", "Tab", "Enter", "1.5", "Infinity", "NaN", "-1"])
      assert.equal(key(name), true, name);
    for (const modifier of ["ctrlKey", "metaKey", "altKey"]) assert.equal(key("+", { [modifier]: true }), true);
    assert.deepEqual(done, []);
  });
});
