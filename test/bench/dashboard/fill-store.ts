import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { WriteOp } from "../../../src/core/history/engine";
import { openDatabaseFile } from "../../../src/node/history/file/database-file";
import { historyFileName } from "../../../src/node/history/history-file";
import { SqliteEngine } from "../../../src/node/history/engine/sqlite-engine";
import { loadSqlite } from "../../../src/node/history/sqlite/sqlite-module";
import type { GeneratedHistory } from "./history-generator";
import { generateHistory } from "./history-generator";

const batchSize = 5_000;

export interface FilledStore {
  directory: string;
  seconds: number;
  /** Bytes of the file by table, indexes with their tables. */
  bytesByTable: Map<string, number>;
}

/** Fills a new history file in a folder, as one long session. */
export function fillStore(directory: string, history: GeneratedHistory): FilledStore {
  const sqlite = loadSqlite();
  if (sqlite === undefined) throw new Error("This Node has no SQLite");
  if (existsSync(directory)) rmSync(directory, { recursive: true });
  mkdirSync(directory, { recursive: true });
  const started = performance.now();
  const { database } = openDatabaseFile(sqlite, join(directory, historyFileName), (error) => {
    throw error;
  });
  const engine = new SqliteEngine(database, {
    wallNow: () => history.toMs,
    now: () => performance.now(),
    sessionId: 1,
    startedAt: history.fromMs,
  });
  let batch: WriteOp[] = [];
  for (const op of generateHistory(history)) {
    batch.push(op);
    if (batch.length < batchSize) continue;
    engine.write(batch);
    batch = [];
  }
  engine.write(batch);
  database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  const seconds = (performance.now() - started) / 1000;
  const rows = database
    .prepare(
      "SELECT s.tbl_name AS name, sum(d.pgsize) AS bytes FROM dbstat d JOIN sqlite_schema s ON s.name = d.name WHERE d.aggregate = TRUE GROUP BY s.tbl_name",
    )
    .all();
  engine.close();
  return { directory, seconds, bytesByTable: new Map(rows.map(({ name, bytes }) => [String(name), Number(bytes)])) };
}
