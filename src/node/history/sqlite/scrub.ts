import type { Database } from "./sqlite-module";
import { isBusy } from "./sqlite-module";

/**
 * Leaves nothing in the file of what was removed from it: neither in pages that are free, nor in the log, nor in the search index, which only marks
 * what is removed until its parts are merged. To be called outside a transaction; takes seconds where much is left.
 */
export function scrub(database: Database, textsLeft: boolean): void {
  try {
    database.exec(`INSERT INTO request_search (request_search) VALUES ('${textsLeft ? "optimize" : "delete-all"}')`);
    database.exec("VACUUM");
    database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").all();
  } catch (error) {
    // Another window reads on and on: then it is overwritten in the course of time.
    if (!isBusy(error)) throw error;
  }
}
