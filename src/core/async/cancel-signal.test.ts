import assert from "node:assert/strict";
import { CancelSource, type CancelSignal } from "./cancel-signal";

/** Both must do the same. */
const kinds: [string, () => { signal: CancelSignal; abort(reason: unknown): void }][] = [
  ["CancelSource", () => new CancelSource()],
  ["AbortController", () => new AbortController()],
];

for (const [name, make] of kinds) {
  describe(`${name} as a source of cancellation`, () => {
    it("is not aborted until it is, then with the first reason", () => {
      const source = make();
      assert.deepEqual([source.signal.aborted, source.signal.reason], [false, undefined]);
      source.signal.throwIfAborted();
      source.abort("first");
      source.abort("second");
      assert.deepEqual([source.signal.aborted, source.signal.reason], [true, "first"]);
      assert.throws(
        () => source.signal.throwIfAborted(),
        (error) => error === "first",
      );
    });

    it("calls its listeners once, in order, with the reason known; not those that were removed or came too late", () => {
      const { signal, abort } = ((source) => ({
        signal: source.signal,
        abort: (reason: unknown) => source.abort(reason),
      }))(make());
      const heard: string[] = [];
      const removed = () => heard.push("removed");
      signal.addEventListener("abort", () => heard.push(`one ${signal.reason}`), { once: true });
      signal.addEventListener("abort", removed);
      signal.addEventListener("abort", () => heard.push("two"));
      signal.removeEventListener("abort", removed);
      abort("stop");
      abort("again");
      signal.addEventListener("abort", () => heard.push("late"));
      assert.deepEqual(heard, ["one stop", "two"]);
    });

    it("lets a listener remove itself and abort again", () => {
      const source = make();
      let calls = 0;
      const listener = () => {
        calls++;
        source.signal.removeEventListener("abort", listener);
        source.abort("again");
      };
      source.signal.addEventListener("abort", listener);
      source.abort("once");
      assert.deepEqual([calls, source.signal.reason], [1, "once"]);
    });
  });
}
