import { TRIAL_LEASE_MS, type TrialElsewhere, type TrialTurn } from "../../../core/history/shared-breakers";
import { MAX_LEASE_BYTES } from "../../../core/model/limits";
import type { Database, Statement } from "../sqlite/sqlite-module";

interface Lease {
  holder: string;
  /** Another one with each renewal. */
  beat: string;
}

/** A lease of another window, and since when it has been as it is. */
interface Sighting extends Lease {
  /** Milliseconds of this window's own monotonic clock. */
  since: number;
}

/**
 * Who makes the recovery trial of an endpoint, for all windows. A row holds no time, because another window's clock may say anything: it holds a beat
 * that changes with each renewal, and each window watches by its own clock since when it has not. To be called within transactions, those that
 * write within one that may write from its beginning, so that of two windows that find a lease ended one gets it.
 */
export class LeaseTable {
  readonly #owner: string;
  readonly #now: () => number;
  readonly #sightings = new Map<string, Sighting>();
  #beats = 0;
  readonly #select: Statement;
  readonly #write: Statement;
  readonly #beat: Statement;
  readonly #clear: Statement;

  /** @param owner this window's own name. @param now monotonic milliseconds. */
  constructor(database: Database, owner: string, now: () => number) {
    this.#owner = owner;
    this.#now = now;
    // What no window could have written is no lease; the next that is taken replaces it.
    this.#select = database.prepare(
      `SELECT holder, beat FROM lease WHERE key = ?
       AND typeof(holder) = 'text' AND octet_length(holder) <= ${MAX_LEASE_BYTES} AND typeof(beat) = 'text' AND octet_length(beat) <= ${MAX_LEASE_BYTES}`,
    );
    this.#write = database.prepare(
      "INSERT INTO lease (key, holder, beat) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET holder = excluded.holder, beat = excluded.beat",
    );
    this.#beat = database.prepare("UPDATE lease SET beat = ? WHERE key = ? AND holder = ?");
    this.#clear = database.prepare("DELETE FROM lease WHERE key = ? AND holder = ?");
  }

  /** Takes the lease unless another window holds it. @param takeOver true: then too */
  tryTake(key: string, takeOver: boolean): TrialTurn {
    const leftMs = this.#leftMs(key);
    if (leftMs > 0 && !takeOver) return { taken: false, retryAfterMs: leftMs };
    this.#sightings.delete(key);
    this.#write.run(key, this.#owner, this.#nextBeat());
    return { taken: true };
  }

  /** Does nothing where another window has taken it meanwhile. */
  renew(key: string): void {
    this.#beat.run(this.#nextBeat(), key, this.#owner);
  }

  release(key: string): void {
    this.#clear.run(key, this.#owner);
  }

  /** Leases of other windows, those of these keys that run. Whoever looks often knows to the moment when one was renewed last. */
  running(keys: readonly string[]): TrialElsewhere[] {
    return keys.map((key) => ({ key, trialForMs: this.#leftMs(key) })).filter(({ trialForMs }) => trialForMs > 0);
  }

  /** What other windows did with the leases of these since the last look: took or renewed one, or gave it back. */
  news(keys: readonly string[]): TrialElsewhere[] {
    return keys.flatMap((key) => {
      const before = this.#sightings.get(key);
      const trialForMs = this.#leftMs(key);
      return this.#sightings.get(key) === before ? [] : { key, trialForMs };
    });
  }

  /** How long another window's lease lasts if it is not renewed, in whole milliseconds; 0 when there is none, or it has ended. */
  #leftMs(key: string): number {
    const lease = this.#select.get(key) as Lease | undefined;
    if (lease === undefined || lease.holder === this.#owner) {
      this.#sightings.delete(key);
      return 0;
    }
    const now = this.#now();
    let sighting = this.#sightings.get(key);
    if (sighting?.holder !== lease.holder || sighting.beat !== lease.beat)
      this.#sightings.set(key, (sighting = { holder: lease.holder, beat: lease.beat, since: now }));
    // In this order: of two readings of a clock the difference is exact, where a sum would round up a fraction.
    return Math.max(0, Math.ceil(TRIAL_LEASE_MS - (now - sighting.since)));
  }

  #nextBeat(): string {
    return String(++this.#beats);
  }
}
