import assert from "node:assert/strict";
import { deferred } from "../../../../test/support/deferred";
import type { WriteOp } from "../engine";
import { defaultHistoryOptions } from "../types";
import type { HistoryLink, LinkListener } from "./history-link";
import { LaterLink } from "./later-link";

const op: WriteOp = { op: "releaseTrial", key: "a", holder: 1 } as unknown as WriteOp;

/** A link that keeps what it hears. */
class Heard implements HistoryLink {
  readonly heard: string[] = [];
  readonly written: WriteOp[] = [];
  listen(_listener: LinkListener): void {
    this.heard.push("listen");
  }
  write(ops: WriteOp[]): void {
    this.written.push(...ops);
    this.heard.push(`write ${ops.length}`);
  }
  call(method: string): Promise<never> {
    this.heard.push(method);
    return Promise.resolve("answer" as never);
  }
  async settle(): Promise<void> {
    this.heard.push("settle");
  }
  watch(): void {
    this.heard.push("watch");
  }
  here(): void {
    this.heard.push("here");
  }
  async dispose(): Promise<void> {
    this.heard.push("dispose");
  }
}

describe("a way to the history whose code is loaded when it is needed", () => {
  function setUp() {
    const loading = deferred<HistoryLink>();
    const link = new Heard();
    let loads = 0;
    const later = new LaterLink(
      () => (loads++, loading.promise),
      (error) => assert.fail(String(error)),
    );
    later.listen({ changed: () => {}, snapshots: () => {} });
    return { later, link, loads: () => loads, loaded: () => loading.resolve(link) };
  }

  it("is not loaded to listen, to say that the window is there, or to be ended", async () => {
    const { later, loads } = setUp();
    later.here();
    later.watch({ changes: true, snapshots: [] });
    await later.settle();
    await later.dispose();
    assert.equal(loads(), 0);
  });

  it("is loaded for breakers that are watched", () => {
    const { later, loads } = setUp();
    later.watch({ changes: false, snapshots: ["a"] });
    assert.equal(loads(), 1);
  });

  it("delivers in order what came before and after it was there", async () => {
    const { later, link, loads, loaded } = setUp();
    later.watch({ changes: true, snapshots: [] });
    later.write([op]);
    const answer = later.call("clearStep", {} as never);
    later.write([op, op]);
    loaded();
    assert.equal(await answer, "answer");
    later.write([op, op, op]);
    later.here();
    await later.settle();
    await later.dispose();
    const order = ["listen", "watch", "write 1", "clearStep", "write 2", "write 3", "here", "settle", "dispose"];
    assert.deepEqual(link.heard, order);
    assert.equal(loads(), 1);
  });

  it("stores what is under way before it is ended", async () => {
    const { later, link, loaded } = setUp();
    later.write([op]);
    const ended = later.dispose();
    loaded();
    await ended;
    assert.deepEqual(link.heard, ["listen", "write 1", "dispose"]);
  });

  describe("where that cannot be loaded", () => {
    const gone = new Error("Cannot find module");
    const options: WriteOp = { op: "options", options: defaultHistoryOptions };

    /** It cannot be loaded so many times, then it can. */
    function failing(times: number) {
      const link = new Heard();
      const errors: unknown[] = [];
      const changes: unknown[] = [];
      const later = new LaterLink(
        () => (times-- > 0 ? Promise.reject(gone) : Promise.resolve(link)),
        (error) => errors.push(error),
      );
      later.listen({ changed: (change) => changes.push(change), snapshots: () => {} });
      const ask = (): Promise<unknown> => later.call("clearStep", {} as never);
      return { later, link, errors, changes, ask };
    }

    it("rejects every question, and says so once", async () => {
      const { later, errors, ask } = failing(Infinity);
      const asked = ask();
      later.write([op]);
      await assert.rejects(asked, gone);
      await assert.rejects(ask(), gone);
      later.write([op]);
      await later.settle();
      await later.dispose();
      assert.deepEqual(errors, [gone]);
    });

    it("goes on with the next question where it can be again, as it was set up before, and tells whoever was refused", async () => {
      const { later, link, changes, ask } = failing(2);
      later.watch({ changes: true, snapshots: [] });
      later.write([options, op]);
      await later.settle();
      await assert.rejects(ask(), gone);
      assert.deepEqual([link.heard, changes], [[], []]);
      assert.equal(await ask(), "answer");
      assert.deepEqual(link.heard, ["listen", "watch", "write 1", "clearStep"]);
      assert.deepEqual(link.written, [options]);
      assert.deepEqual(changes, [{ requests: true, states: true, cleared: false }]);
      assert.equal(await ask(), "answer");
      assert.equal(changes.length, 1);
    });

    it("goes on with the next entry too", async () => {
      const { later, link, errors } = failing(1);
      later.write([op]);
      await later.settle();
      later.write([op, op]);
      await later.settle();
      assert.deepEqual(link.heard, ["listen", "write 2", "settle"]);
      assert.deepEqual(errors, [gone]);
    });
  });
});
