import type { Database } from "../sqlite/sqlite-module";

/**
 * What brings a file from version n to n + 1. A step that was ever released is never edited; add another instead.
 *
 * `request` rows lie in the order of time, because ids are times (row-ids.ts). Names are numbers of `word`. `tally` counts requests an
 * hour by everything the list filters by, so that totals and far pages need no scan. `rollup` holds figures of stretches from a minute
 * to three hours, for endpoint 0 those of all requests. `request_search` keeps no text of its own; its tags are what a search is narrowed by,
 * its prefix lists answer a search while it is typed. Of `breaker`, `version`, `holder` and `lease_until` are of no use any more: what they said could be
 * set so high that no window got past it.
 */
const migrations: readonly string[] = [
  `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
  CREATE TABLE word (id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, text TEXT NOT NULL, UNIQUE (kind, text));
  CREATE TABLE session (id INTEGER PRIMARY KEY, started INTEGER NOT NULL, seen INTEGER NOT NULL);
  CREATE TABLE breaker (
    key TEXT PRIMARY KEY, snapshot TEXT, updated INTEGER, saver TEXT, version INTEGER NOT NULL DEFAULT 0, holder TEXT, lease_until INTEGER
  ) WITHOUT ROWID;
  CREATE TABLE event (id INTEGER PRIMARY KEY, endpoint INTEGER NOT NULL, fact INTEGER NOT NULL, json TEXT NOT NULL);
  CREATE INDEX event_by_endpoint ON event (endpoint, fact);
  CREATE TABLE request (
    id INTEGER PRIMARY KEY, started INTEGER NOT NULL, duration INTEGER NOT NULL, ttft INTEGER, outcome INTEGER NOT NULL, command INTEGER NOT NULL,
    route INTEGER NOT NULL, kind INTEGER, endpoint INTEGER, model INTEGER, prompt_tokens INTEGER, completion_tokens INTEGER, total_tokens INTEGER,
    finish INTEGER, error TEXT, attempts TEXT NOT NULL
  );
  CREATE TABLE request_text (id INTEGER PRIMARY KEY, title TEXT NOT NULL, messages TEXT NOT NULL, answer TEXT NOT NULL);
  CREATE TABLE tally (
    hour INTEGER, route INTEGER, outcome INTEGER, command INTEGER, n INTEGER NOT NULL, PRIMARY KEY (hour, route, outcome, command)
  ) WITHOUT ROWID;
  CREATE TABLE rollup (level INTEGER, start INTEGER, endpoint INTEGER, stats BLOB NOT NULL, PRIMARY KEY (level, start, endpoint)) WITHOUT ROWID;
  CREATE VIRTUAL TABLE request_search USING fts5 (body, tags, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2', prefix='2 3 4');
  `,
  `
  CREATE TABLE lease (key TEXT PRIMARY KEY, holder TEXT NOT NULL, beat TEXT NOT NULL) WITHOUT ROWID;
  `,
  `
  CREATE TABLE outage (key TEXT PRIMARY KEY, name TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
  `,
  `
  ALTER TABLE request ADD COLUMN local_only INTEGER;
  `,
];

export const schemaVersion = migrations.length;

/** Tables that hold the history itself; not breakers, leases and outages, which are about now. */
const historyTables = ["event", "request", "request_text", "tally", "rollup", "request_search", "word", "session"];

/** The file was written by a newer version of the extension. */
export class NewerSchemaError extends Error {
  override readonly name = "NewerSchemaError";
  readonly known = schemaVersion;
  constructor(readonly version: number) {
    super(`The history file has version ${version}; this extension knows ${schemaVersion}`);
  }
}

/** Brings the file to {@link schemaVersion}. @throws NewerSchemaError */
export function migrate(database: Database): void {
  if (versionOf(database) === schemaVersion) return;
  database.exec("BEGIN IMMEDIATE");
  try {
    // Another window may have done it while this one waited.
    const version = versionOf(database);
    if (version > schemaVersion) throw new NewerSchemaError(version);
    for (const step of migrations.slice(version)) database.exec(step);
    database.exec(`PRAGMA user_version = ${schemaVersion}; COMMIT`);
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}

/** Empties the history in one go, far quicker than row by row. To be called within a transaction. */
export function recreateHistoryTables(database: Database): void {
  const created = database
    .prepare(
      `SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND tbl_name IN (${historyTables.map((name) => `'${name}'`).join(", ")}) ORDER BY rowid`,
    )
    .all();
  for (const name of historyTables) database.exec(`DROP TABLE ${name}`);
  for (const { sql } of created) database.exec(String(sql));
}

function versionOf(database: Database): number {
  return Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
}
