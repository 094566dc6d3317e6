import { TRIAL_LEASE_MS, type SharedBreakers, type SharedNews } from "../../src/core/history/shared-breakers";
import type { FakeClock } from "./fake-clock";

interface Row {
  key: string;
  snapshot: unknown;
  saver: number;
}

/** What windows share, without a database: a window hears at once what another one saves, and sees at once when it renews a lease. */
export class SharedStore {
  readonly rows = new Map<string, Row>();
  /** `since`: monotonic milliseconds since when the lease is as it is. */
  readonly leases = new Map<string, { holder: number; since: number }>();
  readonly #listeners = new Set<{
    window: number;
    keys: readonly string[];
    hear: (changed: SharedNews[]) => void;
  }>();
  #windows = 0;
  /** While set, nothing is answered. */
  stuck = false;
  readonly #clock: FakeClock;

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  window(): SharedBreakers {
    const window = ++this.#windows;
    const answer = <T>(value: T): Promise<T> => (this.stuck ? new Promise(() => undefined) : Promise.resolve(value));
    return {
      saveSnapshot: (key, snapshot) => {
        const row = { key, snapshot: JSON.parse(JSON.stringify(snapshot)) as unknown, saver: window };
        this.rows.set(key, row);
        this.deliver({ key, snapshot: row.snapshot, own: false }, window);
      },
      loadSnapshots: (keys) =>
        answer([
          ...keys
            .flatMap((key) => this.rows.get(key) ?? [])
            .map(({ key, snapshot, saver }) => ({ key, snapshot, own: saver === window })),
          ...keys.flatMap((key) => {
            const lease = this.leases.get(key);
            return lease && lease.holder !== window ? { key, trialForMs: TRIAL_LEASE_MS } : [];
          }),
        ]),
      watch: (keys, hear) => {
        const listener = { window, keys, hear };
        this.#listeners.add(listener);
        return { dispose: () => void this.#listeners.delete(listener) };
      },
      tryTakeTrial: (key, takeOver) => {
        const lease = this.leases.get(key);
        const retryAfterMs = lease && lease.holder !== window ? lease.since + TRIAL_LEASE_MS - this.#clock.now() : 0;
        if (retryAfterMs > 0 && !takeOver) return answer({ taken: false, retryAfterMs });
        if (!this.stuck) this.#lease(key, window);
        return answer({ taken: true });
      },
      renewTrial: (key) => {
        const lease = this.leases.get(key);
        if (lease?.holder === window) this.#lease(key, window);
      },
      releaseTrial: (key) => {
        if (this.leases.get(key)?.holder !== window) return;
        this.leases.delete(key);
        this.deliver({ key, trialForMs: 0 }, window);
      },
    };
  }

  #lease(key: string, holder: number): void {
    this.leases.set(key, { holder, since: this.#clock.now() });
    this.deliver({ key, trialForMs: TRIAL_LEASE_MS }, holder);
  }

  /** Tells every window but one what another is said to have saved. */
  deliver(row: SharedNews, except?: number): void {
    for (const { window, keys, hear } of [...this.#listeners])
      if (window !== except && keys.includes(row.key)) hear([row]);
  }

  get watching(): number {
    return this.#listeners.size;
  }
}
