import assert from "node:assert/strict";
import { FakeClock } from "../../../test/support/fake-clock";
import { ProblemNotice } from "./problem-notice";
import type { SettingProblem } from "./read";

const problem = (path: string, message = path): SettingProblem => ({ setting: "endpoints", path, message });

describe("the notice about bad settings", () => {
  let clock: FakeClock;
  let notice: ProblemNotice;
  let told: string[][];
  let close: () => Promise<void>;

  beforeEach(() => {
    clock = new FakeClock();
    told = [];
    close = () => Promise.resolve();
    notice = new ProblemNotice({
      clock,
      tell: (problems) => {
        told.push(problems.map(({ message }) => message));
        return new Promise<void>((resolve) => {
          close = async () => {
            resolve();
            await new Promise((done) => setImmediate(done));
          };
        });
      },
    });
  });

  it("waits until a setting was left alone for a moment, and tells what is wrong then", () => {
    notice.update([problem("url", "h")]);
    clock.advance(999);
    notice.update([problem("url", "ht")]);
    clock.advance(999);
    assert.deepEqual(told, []);
    clock.advance(1);
    assert.deepEqual(told, [["ht"]]);
  });

  it("does not come where it was mended meanwhile", () => {
    notice.update([problem("url")]);
    clock.advance(500);
    notice.update([]);
    clock.advance(5_000);
    assert.deepEqual(told, []);
  });

  it("comes once for a place, however its value changes, until that is mended", async () => {
    notice.update([problem("url", "one")]);
    clock.advance(1_000);
    await close();
    notice.update([problem("url", "two")]);
    clock.advance(1_000);
    assert.deepEqual(told, [["one"]]);
    notice.update([]);
    notice.update([problem("url", "three")]);
    clock.advance(1_000);
    assert.deepEqual(told, [["one"], ["three"]]);
  });

  it("is one at a time: what is wrong since waits until it is closed", async () => {
    notice.update([problem("a")]);
    clock.advance(1_000);
    notice.update([problem("a"), problem("b")]);
    clock.advance(1_000);
    notice.update([problem("a"), problem("b"), problem("c")]);
    clock.advance(1_000);
    assert.deepEqual(told, [["a"]]);
    await close();
    assert.deepEqual(told, [["a"], ["b", "c"]]);
  });

  it("that nobody answers makes room after a while", () => {
    notice.update([problem("a")]);
    clock.advance(1_000);
    notice.update([problem("b")]);
    clock.advance(30_000);
    assert.deepEqual(told, [["a"], ["b"]]);
  });

  it("does not come after the end", () => {
    notice.update([problem("a")]);
    notice.dispose();
    clock.advance(60_000);
    assert.deepEqual(told, []);
    assert.equal(clock.pending, 0);
  });
});
