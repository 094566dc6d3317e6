/** The part of `node:sqlite` that is used. Its types come with Node 22's, while the oldest supported Node has neither. */
export interface SqliteModule {
  DatabaseSync: new (path: string, options?: { readOnly?: boolean }) => Database;
}

export type SqlValue = number | string | Uint8Array | null;
export type Row = Record<string, SqlValue>;

export interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

export interface Statement {
  run(...values: SqlValue[]): { changes: number | bigint };
  get(...values: SqlValue[]): Row | undefined;
  all(...values: SqlValue[]): Row[];
  iterate(...values: SqlValue[]): IterableIterator<Row>;
}

/** SQLite of this runtime, loaded now; undefined in Node 20 and wherever it is switched off. */
export function loadSqlite(): SqliteModule | undefined {
  return process.getBuiltinModule?.("node:sqlite" as "fs") as unknown as SqliteModule | undefined;
}

/** Whether {@link loadSqlite} would find it, without loading it. */
export function hasSqlite(): boolean {
  return process.getBuiltinModule?.("node:module").isBuiltin("node:sqlite") === true;
}

/** SQLite's primary result codes that are told apart here. */
const sqliteCodes = {
  error: 1,
  permission: 3,
  busy: 5,
  locked: 6,
  noMemory: 7,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  protocol: 15,
  notADatabase: 26,
} as const;

/** The primary result code of an error of `node:sqlite`; undefined for any other error. */
function sqliteCodeOf(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown } | undefined)?.errcode;
  return typeof code === "number" ? code & 0xff : undefined;
}

/** All statements are ours and fit the schema: where SQLite says that they do not, the schema is not what was written. */
const DAMAGED_SCHEMA =
  /^(vtable constructor failed|malformed database schema|no such (table|column|index)|there is already|table \w+ (already exists|has (no|\d))|index \w+ already exists)/;

export const isDamage = (error: unknown): boolean => {
  const code = sqliteCodeOf(error);
  if (code === sqliteCodes.error) return DAMAGED_SCHEMA.test((error as Error).message);
  return code === sqliteCodes.corrupt || code === sqliteCodes.notADatabase;
};

export const isBusy = (error: unknown): boolean => {
  const code = sqliteCodeOf(error);
  return code === sqliteCodes.busy || code === sqliteCodes.locked;
};

const { permission, busy, locked, noMemory, readOnly, ioError, full, cannotOpen, protocol } = sqliteCodes;
const PASSING = new Set<number | undefined>([
  permission,
  busy,
  locked,
  noMemory,
  readOnly,
  ioError,
  full,
  cannotOpen,
  protocol,
]);

/** Nothing is wrong with what was to be done: a lock, a full disk, a drive that is away. It may go later. Also what the file system itself says. */
export const isPassing = (error: unknown): boolean =>
  PASSING.has(sqliteCodeOf(error)) || typeof (error as NodeJS.ErrnoException | undefined)?.syscall === "string";
