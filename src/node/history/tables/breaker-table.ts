import { parseBoundedJson } from "../../../core/foreign/json";
import type { SharedSnapshot } from "../../../core/history/shared-breakers";
import { MAX_JSON_DEPTH, MAX_LEASE_BYTES, MAX_SNAPSHOT_BYTES } from "../../../core/model/limits";
import type { Database, Statement } from "../sqlite/sqlite-module";

/**
 * Breaker snapshots of all windows. Other windows' rows are foreign: each is asked for by its own key and judged alone, so that one that cannot be read
 * hides no other; no value beyond its bound is read from the disk at all; and that a row has changed is told by its being another one, not by any
 * number in it that somebody could set too high.
 */
export class BreakerTable {
  /** What each row said when it was looked at last. */
  readonly #seen = new Map<string, string>();
  readonly #owner: string;
  readonly #save: Statement;
  readonly #select: Statement;

  /** @param owner this window's own name. */
  constructor(database: Database, owner: string) {
    this.#owner = owner;
    this.#save = database.prepare(
      `INSERT INTO breaker (key, snapshot, updated, saver) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET snapshot = excluded.snapshot, updated = excluded.updated, saver = excluded.saver`,
    );
    // Types and lengths are in a row's head: what is no text, or too long, is not fetched.
    this.#select = database.prepare(
      `SELECT typeof(snapshot) AS type,
              CASE WHEN typeof(snapshot) = 'text' AND octet_length(snapshot) <= ${MAX_SNAPSHOT_BYTES} THEN snapshot END AS snapshot,
              CASE WHEN typeof(saver) = 'text' AND octet_length(saver) <= ${MAX_LEASE_BYTES} THEN saver END AS saver
       FROM breaker WHERE key = ? AND snapshot IS NOT NULL`,
    );
  }

  /** @param now epoch milliseconds, for whoever looks into the file; nothing is decided by it. */
  save(key: string, json: string, now: number): void {
    this.#save.run(key, json, now, this.#owner);
  }

  load(keys: readonly string[]): SharedSnapshot[] {
    return this.#look(keys).map(({ row }) => row);
  }

  /** From now on {@link news} tells what changes of these; of those that it told already it misses nothing. */
  startWatching(keys: readonly string[]): void {
    this.#look(keys.filter((key) => !this.#seen.has(key)));
  }

  /** What other windows saved since the last look, of any kind. */
  news(keys: readonly string[]): SharedSnapshot[] {
    return this.#look(keys).flatMap(({ row, changed }) => (changed && !("own" in row && row.own) ? row : []));
  }

  #look(keys: readonly string[]): { row: SharedSnapshot; changed: boolean }[] {
    return keys.flatMap((key) => {
      const found = this.#select.get(key);
      if (found === undefined) {
        this.#seen.set(key, "");
        return [];
      }
      const { type, snapshot, saver } = found;
      const says = JSON.stringify([type, snapshot, saver]);
      const changed = this.#seen.get(key) !== says;
      this.#seen.set(key, says);
      return { row: this.#judge(key, String(type), snapshot, saver), changed };
    });
  }

  #judge(key: string, type: string, snapshot: unknown, saver: unknown): SharedSnapshot {
    if (typeof snapshot !== "string")
      return {
        key,
        unreadable: type === "text" ? `longer than ${MAX_SNAPSHOT_BYTES} bytes` : `a value of type ${type}`,
      };
    try {
      return {
        key,
        snapshot: parseBoundedJson(snapshot, { chars: MAX_SNAPSHOT_BYTES, depth: MAX_JSON_DEPTH }),
        own: saver === this.#owner,
      };
    } catch (error) {
      // What the parser says quotes the text; of that nothing is passed on.
      return { key, unreadable: error instanceof RangeError ? error.message : "no JSON" };
    }
  }
}
