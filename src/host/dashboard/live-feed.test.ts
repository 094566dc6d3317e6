import assert from "node:assert/strict";
import { FakeClock } from "../../../test/support/fake-clock";
import { LiveFeed } from "./live-feed";

describe("the live feed", () => {
  it("tells changes at most ten times a second and loses none", () => {
    const clock = new FakeClock();
    const sent: number[] = [];
    const feed = new LiveFeed(clock, () => sent.push(clock.now()));
    feed.changed();
    assert.deepEqual(sent, [], "nobody looks");
    feed.start();
    for (let i = 0; i < 35; i++) {
      feed.changed();
      clock.advance(10);
    }
    assert.deepEqual(sent, [0, 100, 200, 300]);
    clock.advance(1000);
    assert.deepEqual(sent, [0, 100, 200, 300, 400], "the last change is told, and then there is rest");
    feed.changed();
    feed.stop();
    clock.advance(1000);
    assert.equal(sent.length, 5);
    assert.equal(clock.pending, 0);
  });
});
