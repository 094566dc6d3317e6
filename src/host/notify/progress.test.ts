import { strict as assert } from "node:assert";
import { deferred } from "../../../test/support/deferred";
import { FakeClock } from "../../../test/support/fake-clock";
import { Progress, type ProgressWindow } from "./progress";

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function fakeProgress() {
  const shown: string[] = [];
  let cancel = (): void => undefined;
  const window = {
    withProgress: (options: { title?: string }, task: (report: object, token: object) => Promise<unknown>) => {
      shown.push(String(options.title));
      const onCancellationRequested = (listener: () => void) => ((cancel = listener), { dispose: () => undefined });
      return task({ report: () => undefined }, { onCancellationRequested });
    },
  };
  return { shown, progress: new Progress(window as never as ProgressWindow, 15), cancel: () => cancel() };
}

describe("waiting for work that is quick as a rule", () => {
  it("shows nothing where it is quick, and leaves no timer", async () => {
    const clock = new FakeClock();
    const { progress, shown } = fakeProgress();
    assert.equal(await progress.waitFor("Waiting", Promise.resolve(), clock), true);
    assert.deepEqual([shown, clock.pending], [[], 0]);
  });

  it("says after two seconds what it waits for, until it is done", async () => {
    const clock = new FakeClock();
    const { progress, shown } = fakeProgress();
    const work = deferred<void>();
    const waiting = progress.waitFor("Waiting", work.promise, clock);
    clock.advance(1_999);
    await settled();
    assert.deepEqual(shown, []);
    clock.advance(1);
    await settled();
    assert.deepEqual(shown, ["Waiting"]);
    work.resolve();
    assert.equal(await waiting, true);
  });

  it("ends the waiting with Cancel, whatever becomes of the work", async () => {
    const clock = new FakeClock();
    const { progress, cancel } = fakeProgress();
    const work = deferred<void>();
    const waiting = progress.waitFor("Waiting", work.promise, clock);
    clock.advance(2_000);
    await settled();
    cancel();
    assert.equal(await waiting, false);
    work.reject(new Error("locked"));
    await settled();
  });

  it("fails as the work does, early or late", async () => {
    const clock = new FakeClock();
    const { progress } = fakeProgress();
    await assert.rejects(progress.waitFor("Waiting", Promise.reject(new Error("locked")), clock), /locked/);
    const work = deferred<void>();
    const waiting = progress.waitFor("Waiting", work.promise, clock);
    clock.advance(2_000);
    await settled();
    work.reject(new Error("locked late"));
    await assert.rejects(waiting, /locked late/);
  });
});
