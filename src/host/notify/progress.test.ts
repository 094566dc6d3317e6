import { strict as assert } from "node:assert";
import { deferred } from "../../../test/support/deferred";
import { FakeClock } from "../../../test/support/fake-clock";
import { Progress, type ProgressWindow } from "./progress";

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function fakeProgress() {
  const clock = new FakeClock();
  const work = deferred<void>();
  const shown: string[] = [];
  let cancel = (): void => undefined;
  const window = {
    withProgress: (options: { title?: string }, task: (report: object, token: object) => Promise<unknown>) => {
      shown.push(String(options.title));
      const onCancellationRequested = (listener: () => void) => ((cancel = listener), { dispose: () => undefined });
      return task({ report: () => undefined }, { onCancellationRequested });
    },
  };
  const progress = new Progress(window as never as ProgressWindow, 15, clock);
  const pass = (ms: number): Promise<void> => (clock.advance(ms), settled());
  return { clock, work, shown, waiting: progress.waitFor("Waiting", work.promise), pass, cancel: () => cancel() };
}

describe("waiting for work that is quick as a rule", () => {
  it("shows nothing where it is quick, and leaves no timer", async () => {
    const { clock, work, shown, waiting } = fakeProgress();
    work.resolve();
    assert.equal(await waiting, true);
    assert.deepEqual([shown, clock.pending], [[], 0]);
  });

  it("says after two seconds what it waits for, until it is done", async () => {
    const { work, shown, waiting, pass } = fakeProgress();
    await pass(1_999);
    assert.deepEqual(shown, []);
    await pass(1);
    assert.deepEqual(shown, ["Waiting"]);
    work.resolve();
    assert.equal(await waiting, true);
  });

  it("ends the waiting with Cancel, whatever becomes of the work", async () => {
    const { work, waiting, pass, cancel } = fakeProgress();
    await pass(2_000);
    cancel();
    assert.equal(await waiting, false);
    work.reject(new Error("locked"));
    await settled();
  });

  for (const ms of [0, 2_000])
    it(`fails as the work does after ${ms} ms`, async () => {
      const { work, waiting, pass } = fakeProgress();
      await pass(ms);
      work.reject(new Error("locked"));
      await assert.rejects(waiting, /locked/);
    });
});
