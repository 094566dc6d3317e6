import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Database } from "../../src/node/history/sqlite/sqlite-module";
import { seededRandom } from "../bench/dashboard/history-generator";
import { buildHistoryWorker, buildScript } from "../support/history/build-worker";
import { SqliteStore } from "../support/history/sqlite-store";

interface Written {
  run: string;
  /** When each request was recorded, epoch milliseconds, by its number. */
  times: number[];
  endedAt: number;
}

describe("the history file under windows that are killed", function () {
  this.timeout(600_000);
  let store: SqliteStore;
  let workerPath: string;
  let script: string;

  before(async () => {
    store = new SqliteStore();
    workerPath = join(store.directory, "history-worker.js");
    script = join(store.directory, "writer.js");
    await Promise.all([buildHistoryWorker(workerPath), buildScript("test/support/history/writer-child.ts", script)]);
  });
  after(() => store.remove());

  /** Runs a window; kills it when it has written for `killAfterMs`, counted from its first entry. */
  async function runWriter(run: string, count: number, killAfterMs?: number): Promise<Written> {
    const child = spawn(process.execPath, [script, store.directory, workerPath, run, String(count)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    let timer: NodeJS.Timeout | undefined;
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (killAfterMs !== undefined) timer ??= setTimeout(() => child.kill("SIGKILL"), killAfterMs);
    });
    const [code, signal] = (await once(child, "close")) as [number | null, string | null];
    const endedAt = Date.now();
    assert.deepEqual([code, signal], killAfterMs === undefined ? [0, null] : [null, "SIGKILL"]);
    // The last line may be cut off.
    const times = output
      .split("\n")
      .slice(0, -1)
      .map((line) => Number(line.split(" ")[1]));
    return { run, times, endedAt };
  }

  function numbersOf(database: Database, run: string): number[] {
    return database
      .prepare(
        "SELECT error FROM request r JOIN word w ON w.id = r.command WHERE w.text = ? ORDER BY CAST(error AS INTEGER)",
      )
      .all(run)
      .map((row) => Number(row["error"]));
  }

  function checkWhole(database: Database): void {
    assert.deepEqual(
      database
        .prepare("PRAGMA integrity_check")
        .all()
        .map((row) => Object.values(row)[0]),
      ["ok"],
    );
    const one = (sql: string) => Number(Object.values(database.prepare(sql).get()!)[0]);
    const requests = one("SELECT count(*) FROM request");
    assert.equal(one("SELECT sum(n) FROM tally"), requests);
    assert.equal(one("SELECT count(*) FROM request_text"), requests);
    assert.equal(one(`SELECT count(*) FROM request_search WHERE request_search MATCH 'body : "number"'`), requests);
  }

  it("opens after each of a hundred kills at random moments, and misses at most the last second", async () => {
    const random = seededRandom(20260131);
    let written = 0;
    for (let round = 0; round < 50; round++) {
      // Two windows at once, each killed at a moment of its own; some before the first commit, some within one.
      const killed = await Promise.all([0, 1].map((window) => runWriter(`${round}-${window}`, 0, random() * 500)));
      const database = store.database();
      for (const { run, times, endedAt } of killed) {
        const numbers = numbersOf(database, run);
        assert.deepEqual(
          numbers,
          numbers.map((_, i) => i),
          "no gap, nothing twice",
        );
        const firstMissing = times[numbers.length];
        assert.ok(
          firstMissing === undefined || firstMissing > endedAt - 1000,
          `run ${run} misses what was recorded ${endedAt - firstMissing!} ms before its end`,
        );
        written += numbers.length;
      }
      if (round % 10 === 9) checkWhole(database);
      database.close();
      assert.deepEqual(store.damage, []);
    }
    assert.ok(written > 500, `only ${written} were written at all`);
  });

  it("takes everything from two windows that write at once", async () => {
    const runs = await Promise.all(["left", "right"].map((run) => runWriter(run, 1500)));
    const database = store.database();
    for (const { run } of runs) assert.equal(numbersOf(database, run).length, 1500);
    checkWhole(database);
  });
});
