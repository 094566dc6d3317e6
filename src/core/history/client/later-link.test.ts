import assert from "node:assert/strict";
import { deferred } from "../../../../test/support/deferred";
import type { WriteOp } from "../engine";
import type { HistoryLink, LinkListener } from "./history-link";
import { LaterLink } from "./later-link";

const op: WriteOp = { op: "releaseTrial", key: "a", holder: 1 } as unknown as WriteOp;

/** A link that keeps what it hears. */
class Heard implements HistoryLink {
  readonly heard: string[] = [];
  listen(_listener: LinkListener): void {
    this.heard.push("listen");
  }
  write(ops: WriteOp[]): void {
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
    const errors: unknown[] = [];
    let loads = 0;
    const later = new LaterLink(
      () => (loads++, loading.promise),
      (error) => errors.push(error),
    );
    later.listen({ changed: () => {}, snapshots: () => {} });
    return { later, link, errors, loads: () => loads, loaded: () => loading.resolve(link), failed: loading.reject };
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

  it("rejects every question, and says so once, where it cannot be loaded", async () => {
    const { later, errors, failed } = setUp();
    const asked = later.call("clearStep", {} as never);
    later.write([op]);
    failed(new Error("Cannot find module"));
    await assert.rejects(asked, /Cannot find module/);
    await assert.rejects(later.call("clearStep", {} as never), /Cannot find module/);
    later.write([op]);
    await later.settle();
    await later.dispose();
    assert.equal(errors.length, 1);
  });
});
