import type { TimeSpan } from "../../../core/history/rules/lane-builder";
import type { Database, Statement } from "../sqlite/sqlite-module";

/** A window that was killed was there for at most this long after it last said so. */
export const heartbeatMs = 75_000;

/** When windows were there to see what happened: elsewhere a lane is blank, not "closed". */
export class SessionTable {
  readonly #write: Statement;
  readonly #select: Statement;
  readonly #deleteOld: Statement;
  readonly #selectKnown: Statement;
  readonly #storeKnown: Statement;
  readonly #id: number;
  #startedAt: number;

  /** @param id random, this window's own. */
  constructor(database: Database, id: number, startedAt: number) {
    this.#id = id;
    this.#startedAt = startedAt;
    this.#write = database.prepare(
      "INSERT INTO session (id, started, seen) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET seen = max(seen, excluded.seen)",
    );
    this.#select = database.prepare(
      "SELECT started, seen FROM session WHERE seen >= ? AND started < ? AND id <> ? ORDER BY started",
    );
    this.#selectKnown = database.prepare("SELECT value FROM meta WHERE name = 'known'");
    this.#storeKnown = database.prepare(
      "INSERT INTO meta (name, value) VALUES ('known', ?) ON CONFLICT DO UPDATE SET value = max(value, excluded.value)",
    );
    this.#deleteOld = database.prepare("DELETE FROM session WHERE seen < ?");
  }

  beat(now: number): void {
    this.#write.run(this.#id, this.#startedAt, now);
  }

  /** After clearing, nothing was seen before now. */
  restart(now: number): void {
    this.#startedAt = now;
    this.forgetBefore(now);
    this.beat(now);
  }

  /** What was seen before is removed: it is not known any more, whoever was there. */
  forgetBefore(ms: number): void {
    this.#storeKnown.run(ms);
  }

  /** What was seen before then is removed; epoch milliseconds. */
  knownSince(): number {
    return Number(this.#selectKnown.get()?.["value"] ?? 0);
  }

  /** Times within a range in which some window was there; this one is there until now. */
  spans(fromMs: number, toMs: number, now: number): TimeSpan[] {
    const others = this.#select.all(fromMs - heartbeatMs, toMs, this.#id).map((row) => ({
      fromMs: Number(row["started"]),
      toMs: Math.min(now, Number(row["seen"]) + heartbeatMs),
    }));
    return [...others, { fromMs: this.#startedAt, toMs: now }];
  }

  removeOld(beforeMs: number): void {
    this.#deleteOld.run(beforeMs);
  }
}
