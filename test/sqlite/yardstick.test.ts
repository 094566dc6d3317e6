import { strict as assert } from "node:assert";
import { closeSync, copyFileSync, openSync, readFileSync, truncateSync, writeSync } from "node:fs";
import { endianness } from "node:os";
import { SqliteEngine } from "../../src/node/history/engine/sqlite-engine";
import { SqliteStore } from "../support/history/sqlite-store";
import { numbered } from "../support/history/windows";
import { destroyedBy } from "../support/history/yardstick";

const COUNT = 300;
const empty = (path: string): void => truncateSync(path, 0);

/** Places in the index of a log. */
const [SALTS, CHECKPOINTED] = [32, 96];

function overwrite(path: string, at: number, bytes: Buffer): void {
  const file = openSync(path, "r+");
  writeSync(file, bytes, 0, bytes.length, at);
  closeSync(file);
}

function setNumber(path: string, at: number, value: number): void {
  const bytes = Buffer.alloc(4);
  if (endianness() === "LE") bytes.writeUInt32LE(value);
  else bytes.writeUInt32BE(value);
  overwrite(path, at, bytes);
}

describe("what a fault itself takes from a history", () => {
  let store: SqliteStore;
  let checkpoint: () => void;
  beforeEach(() => {
    store = new SqliteStore();
    const now = () => numbered(COUNT).startedAt;
    const database = store.database();
    database.exec("PRAGMA wal_autocheckpoint = 0");
    checkpoint = () => database.prepare("PRAGMA wal_checkpoint(PASSIVE)").all();
    checkpoint();
    const engine = new SqliteEngine(database, { wallNow: now, now, sessionId: 1, startedAt: now() });
    for (let n = 0; n < COUNT; n++) engine.write([{ op: "request", entry: numbered(n) }]);
  });
  afterEach(() => store.remove());

  /** What a process leaves that is stopped in the middle of a checkpoint: some pages are in the file, and the index does not count them yet. */
  function stopWithin(pages: number): void {
    copyFileSync(store.path, `${store.path}.before`);
    checkpoint();
    const after = readFileSync(store.path);
    copyFileSync(`${store.path}.before`, store.path);
    overwrite(store.path, 0, after.subarray(0, pages * 4096));
    setNumber(`${store.path}-shm`, CHECKPOINTED, 0);
  }

  it("is nothing while all of it stands in the log", () => assert.deepEqual(destroyedBy(empty, store.path), []));

  it("is everything once the log is in the file", () => {
    checkpoint();
    assert.equal(destroyedBy(empty, store.path).length, COUNT);
  });

  it("is everything, too, when the checkpoint has written all of it and has not said so yet", () => {
    stopWithin(Infinity);
    assert.equal(destroyedBy(empty, store.path).length, COUNT);
  });

  it("is no more than what the checkpoint has written so far", () => {
    stopWithin(readFileSync(store.path).length / 4096 + 25);
    const destroyed = destroyedBy(empty, store.path).length;
    assert.ok(destroyed > 0 && destroyed < COUNT, `${destroyed} of ${COUNT}`);
  });

  it("is everything when somebody is about to begin the log anew", () => {
    checkpoint();
    setNumber(`${store.path}-shm`, CHECKPOINTED, 0);
    setNumber(`${store.path}-shm`, SALTS, 7);
    assert.equal(destroyedBy(empty, store.path).length, COUNT);
  });
});
