import assert from "node:assert/strict";
import { FakeClock } from "../../../test/support/fake-clock";
import { ChangeNotice } from "./change-notice";

describe("telling the editor of changes", () => {
  const made = (listens = true) => {
    const clock = new FakeClock();
    const state = { fired: 0, old: true, again: undefined as number | undefined };
    const notice = new ChangeNotice({
      clock,
      listens,
      fire: () => state.fired++,
      isOld: () => state.old,
      lookAgainMs: () => state.again,
    });
    return { clock, state, notice };
  };

  it("is done once for a burst, at most once a second, and not where nothing is new", () => {
    const { clock, state, notice } = made();
    for (let at = 0; at < 50; at++) notice.soon();
    clock.advance(249);
    assert.equal(state.fired, 0);
    clock.advance(1);
    assert.equal(state.fired, 1);
    notice.soon();
    clock.advance(999);
    assert.equal(state.fired, 1);
    clock.advance(1);
    assert.equal(state.fired, 2);
    state.old = false;
    notice.soon();
    clock.advance(10_000);
    assert.equal(state.fired, 2);
  });

  it("is answered by one question; the next is somebody's", () => {
    const { clock, notice } = made();
    assert.deepEqual([notice.isAnswer(), notice.isAnswer()], [true, false]);
    notice.soon();
    clock.advance(250);
    assert.deepEqual([notice.isAnswer(), notice.isAnswer()], [true, false]);
    notice.soon();
    clock.advance(2_500);
    assert.equal(notice.isAnswer(), false);
  });

  it("is answered by nobody where the editor does not listen, but for the registration", () => {
    const { clock, notice } = made(false);
    notice.start();
    assert.equal(notice.isAnswer(), true);
    notice.soon();
    clock.advance(1_000);
    assert.equal(notice.isAnswer(), false);
  });

  it("looks by itself while something has trouble, and a change does not wait for that", () => {
    const { clock, state, notice } = made();
    state.again = 5_000;
    state.old = false;
    notice.told();
    clock.advance(5_000);
    assert.equal(state.fired, 0);
    state.old = true;
    clock.advance(4_999);
    assert.equal(state.fired, 0);
    clock.advance(1);
    assert.equal(state.fired, 1);
    notice.told();
    clock.advance(1_000);
    notice.soon();
    clock.advance(250);
    assert.equal(state.fired, 2);
    state.again = undefined;
    notice.told();
    clock.advance(60_000);
    assert.equal(state.fired, 2);
  });

  it("leaves no timer", () => {
    const { clock, state, notice } = made();
    notice.soon();
    notice.dispose();
    clock.advance(10_000);
    assert.equal(state.fired, 0);
  });
});
