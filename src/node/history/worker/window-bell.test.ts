import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WindowBell } from "./window-bell";

describe("the bell by which windows wake each other", () => {
  let directory: string;
  const bells: WindowBell[] = [];

  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "llm-breaker-bell-"))));
  afterEach(() => {
    for (const bell of bells.splice(0)) bell.stopListening();
    rmSync(directory, { recursive: true, force: true });
  });

  function bellIn(folder = join(directory, "bell"), echoMs?: number) {
    const seen = { rings: 0, hearing: [] as boolean[] };
    const bell: WindowBell = new WindowBell(
      folder,
      { onRing: () => void seen.rings++, onHearing: () => void seen.hearing.push(bell.isHeard) },
      echoMs,
    );
    bells.push(bell);
    return { bell, seen };
  }

  async function until(met: () => boolean): Promise<void> {
    for (const deadline = Date.now() + 10_000; !met(); await new Promise((resolve) => setTimeout(resolve, 10)))
      assert.ok(Date.now() < deadline, `never: ${met}`);
  }

  it("is known to be heard once it has heard itself, and then wakes the others", async () => {
    const [one, other] = [bellIn(), bellIn()];
    one.bell.listen();
    assert.equal(one.bell.isHeard, false, "nobody knows yet");
    other.bell.listen();
    await until(() => one.bell.isHeard && other.bell.isHeard);
    assert.deepEqual([one.seen.hearing, other.seen.hearing], [[true], [true]]);
    await until(() => other.seen.rings > 0);
    const before = other.seen.rings;
    one.bell.ring();
    await until(() => other.seen.rings > before);
    assert.equal(existsSync(join(directory, "bell", "ring")), false, "nothing is left lying");
  });

  it("wakes nobody who does not listen, and may be rung all the same", async () => {
    const [one, other] = [bellIn(), bellIn()];
    other.bell.ring();
    one.bell.listen();
    await until(() => one.seen.rings > 0);
    one.bell.stopListening();
    const before = one.seen.rings;
    other.bell.listen();
    await until(() => other.seen.rings > 0);
    assert.equal(one.seen.rings, before);
  });

  it("is not taken to be heard where it cannot ring, whatever lies in its place", async () => {
    writeFileSync(join(directory, "file"), "");
    mkdirSync(join(directory, "occupied", "ring", "deeper"), { recursive: true });
    for (const folder of ["file", "occupied"]) {
      const { bell, seen } = bellIn(join(directory, folder), 50);
      bell.listen();
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.deepEqual([bell.isHeard, seen.rings, seen.hearing], [false, 0, []], folder);
    }
  });

  it("notices that it is not heard any more, and is again when it listens anew", async () => {
    const { bell, seen } = bellIn(undefined, 50);
    bell.listen();
    await until(() => bell.isHeard);
    rmSync(join(directory, "bell"), { recursive: true });
    await until(() => {
      bell.ring();
      return !bell.isHeard;
    });
    bell.listen();
    await until(() => bell.isHeard);
    assert.deepEqual(seen.hearing, [true, false, true]);
  });
});
