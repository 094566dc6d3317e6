import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { builtWorker, Windows } from "../support/history/windows";

describe("somebody who puts something else where the history's file belongs", function () {
  this.timeout(60_000);
  let windows: Windows;
  beforeEach(async () => (windows = new Windows(await builtWorker())));
  afterEach(() => windows.remove());

  const fifo = (path: string) => void execFileSync("mkfifo", [path]);
  const unix = process.platform === "win32" ? it.skip : it;

  for (const suffix of ["", "-wal", "-shm", "-journal", ".lock"]) {
    unix(`hangs the worker by a FIFO as history.db${suffix}`, async () => {
      fifo(windows.path + suffix);
      const history = windows.open();
      await windows.write(history, 0, 3);
      const { storage, requests } = await history.overview();
      assert.deepEqual({ storage, requests }, { storage: "memory", requests: 3 });
      assert.match(windows.lines.join("\n"), /in memory only.*is not a file but a named pipe; it is left alone/);
      assert.equal(windows.troubles.filter(({ kind }) => kind === "memoryOnly").length, 1);
      await windows.close(history);
      assert.ok(lstatSync(windows.path + suffix).isFIFO(), "left alone");
    });
  }

  for (const [name, make] of [
    ["a folder", (path: string) => mkdirSync(path)],
    ["a link to a FIFO", (path: string) => (fifo(`${path}.pipe`), symlinkSync(`${path}.pipe`, path))],
    ["a link to a device", (path: string) => symlinkSync("/dev/zero", path)],
    ["a link to a folder", (path: string) => (mkdirSync(`${path}.folder`), symlinkSync(`${path}.folder`, path))],
    ["a link to itself", (path: string) => symlinkSync(path, path)],
  ] as const) {
    unix(`hangs the worker by ${name}`, async () => {
      make(windows.path);
      const history = windows.open();
      await windows.write(history, 0, 3);
      assert.equal((await history.overview()).storage, "memory");
      assert.deepEqual(windows.setAside(), []);
    });
  }

  unix("hangs the worker by a socket", async () => {
    const server = createServer().listen(windows.path);
    await new Promise((resolve) => server.once("listening", resolve));
    const history = windows.open();
    await windows.write(history, 0, 3);
    assert.equal((await history.overview()).storage, "memory");
    server.close();
  });

  for (const name of ["history.db", "history.db-wal", "carrying-over.lock"])
    unix(`hangs the worker by a FIFO as ${name} of what was set aside`, async () => {
      const folder = join(windows.directory, "history-damaged-2026-01-01T00-00-01Z");
      mkdirSync(folder);
      writeFileSync(join(folder, "to-carry-over"), "");
      fifo(join(folder, name));
      const history = windows.open();
      await windows.write(history, 0, 3);
      await windows.untilLogged(/is not a file but a named pipe/);
      assert.equal((await history.overview()).storage, "sqlite");
      await windows.untilNumbers(history, 3);
      await windows.close(history);
      assert.equal(windows.lines.filter((line) => line.includes("named pipe")).length, 1, windows.lines.join("\n"));
    });

  unix("hangs the worker by a FIFO among what other windows left over, or as a set-aside folder", async () => {
    fifo(join(windows.directory, "history-unwritten-1-1-1.jsonl"));
    fifo(join(windows.directory, "history-damaged-2026-01-01T00-00-00Z"));
    const history = windows.open();
    await windows.write(history, 0, 3);
    await windows.untilLogged(/cannot be read|no file/);
    assert.equal((await history.overview()).storage, "sqlite");
    await windows.untilNumbers(history, 3);
  });

  unix("takes a link for an attack that a person made on purpose", async () => {
    const target = join(windows.directory, "elsewhere");
    mkdirSync(target);
    symlinkSync(join(target, "kept.db"), windows.path);
    const history = windows.open();
    await windows.write(history, 0, 3);
    assert.equal((await history.overview()).storage, "sqlite");
    await windows.close(history);
    assert.ok(lstatSync(windows.path).isSymbolicLink());
    assert.ok(existsSync(join(target, "kept.db")));
    // Damaged, it is set aside where it is, and the link stays good.
    writeFileSync(join(target, "kept.db"), "rubbish ".repeat(1000));
    await windows.write(windows.open(), 3, 6);
    assert.equal(readdirSync(target).filter((name) => name.startsWith("history-damaged")).length, 1);
    assert.ok(lstatSync(windows.path).isSymbolicLink());
  });
});
