import type { SharedSnapshot } from "../../core/history/shared-breakers";
import type { Database, Statement } from "./sqlite-module";

/** A lease that seems to run longer was given before the clock was set back. */
const longestLeaseMs = 3_600_000;

/** Breaker snapshots and trial leases of all windows. */
export class BreakerTable {
  private seenVersion = 0;
  private readonly save: Statement;
  private readonly selectAll: Statement;
  private readonly selectNewer: Statement;
  private readonly selectLatest: Statement;
  private readonly selectLease: Statement;
  private readonly writeLease: Statement;
  private readonly clearLease: Statement;

  /** @param owner this window's own name. */
  constructor(
    database: Database,
    private readonly owner: string,
  ) {
    this.save = database.prepare(
      `INSERT INTO breaker (key, snapshot, updated, saver, version) VALUES (?, ?, ?, ?, (SELECT coalesce(max(version), 0) + 1 FROM breaker))
       ON CONFLICT DO UPDATE SET snapshot = excluded.snapshot, updated = excluded.updated, saver = excluded.saver, version = excluded.version`,
    );
    this.selectAll = database.prepare("SELECT * FROM breaker WHERE snapshot IS NOT NULL ORDER BY key");
    this.selectNewer = database.prepare("SELECT * FROM breaker WHERE version > ? AND saver <> ? ORDER BY version");
    this.selectLatest = database.prepare("SELECT coalesce(max(version), 0) AS version FROM breaker");
    this.selectLease = database.prepare("SELECT holder, lease_until FROM breaker WHERE key = ?");
    this.writeLease = database.prepare("INSERT INTO breaker (key, holder, lease_until) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET holder = excluded.holder, lease_until = excluded.lease_until");
    this.clearLease = database.prepare("UPDATE breaker SET holder = NULL, lease_until = NULL WHERE key = ? AND holder = ?");
  }

  saveSnapshot(key: string, json: string, now: number): void {
    this.save.run(key, json, now, this.owner);
  }

  all(): SharedSnapshot[] {
    return this.selectAll.all().map((row) => this.snapshotOf(row));
  }

  /** From now on {@link news} tells only what comes later. */
  startWatching(): void {
    this.seenVersion = this.latestVersion();
  }

  /** Snapshots that other windows saved since the last look. */
  news(): SharedSnapshot[] {
    const rows = this.selectNewer.all(this.seenVersion, this.owner);
    this.seenVersion = this.latestVersion();
    return rows.map((row) => this.snapshotOf(row));
  }

  /** To be called within a write transaction. */
  tryTakeTrial(key: string, leaseMs: number, now: number): boolean {
    const lease = this.selectLease.get(key);
    const until = Number(lease?.["lease_until"] ?? 0);
    const held = typeof lease?.["holder"] === "string" && lease["holder"] !== this.owner && until > now && until <= now + longestLeaseMs;
    if (!held) this.writeLease.run(key, this.owner, now + Math.min(leaseMs, longestLeaseMs));
    return !held;
  }

  releaseTrial(key: string): void {
    this.clearLease.run(key, this.owner);
  }

  private latestVersion(): number {
    return Number(this.selectLatest.get()?.["version"]);
  }

  private snapshotOf(row: Record<string, unknown>): SharedSnapshot {
    return { key: String(row["key"]), snapshot: JSON.parse(String(row["snapshot"])), updatedAt: Number(row["updated"]), own: row["saver"] === this.owner };
  }
}
