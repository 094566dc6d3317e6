import type { SharedBreakers, SharedSnapshot } from "../../src/core/history/shared-breakers";
import type { FakeClock } from "./fake-clock";

interface Row {
  key: string;
  snapshot: unknown;
  updatedAt: number;
  saver: number;
}

/** What windows share, without a database: a window hears at once what another one saves. */
export class SharedStore {
  readonly rows = new Map<string, Row>();
  readonly leases = new Map<string, { holder: number; until: number }>();
  readonly #listeners = new Set<{ window: number; hear: (changed: SharedSnapshot[]) => void }>();
  #windows = 0;
  /** While set, nothing is answered. */
  stuck = false;

  constructor(private readonly clock: FakeClock) {}

  window(): SharedBreakers {
    const window = ++this.#windows;
    const tell = ({ key, snapshot, updatedAt, saver }: Row): SharedSnapshot => ({ key, snapshot, updatedAt, own: saver === window });
    const answer = <T>(value: T): Promise<T> => (this.stuck ? new Promise(() => undefined) : Promise.resolve(value));
    return {
      saveSnapshot: (key, snapshot) => {
        const row = { key, snapshot: JSON.parse(JSON.stringify(snapshot)) as unknown, updatedAt: this.clock.wallNow(), saver: window };
        this.rows.set(key, row);
        for (const other of this.#listeners) if (other.window !== window) other.hear([{ ...tell(row), own: false }]);
      },
      loadSnapshots: () => answer([...this.rows.values()].map(tell)),
      watch: (hear) => {
        const listener = { window, hear };
        this.#listeners.add(listener);
        return { dispose: () => void this.#listeners.delete(listener) };
      },
      tryTakeTrial: (key, leaseMs) => {
        const lease = this.leases.get(key);
        const free = !lease || lease.holder === window || lease.until <= this.clock.wallNow();
        if (free && !this.stuck) this.leases.set(key, { holder: window, until: this.clock.wallNow() + leaseMs });
        return answer(free);
      },
      releaseTrial: (key) => {
        if (this.leases.get(key)?.holder === window) this.leases.delete(key);
      },
    };
  }

  /** Tells every window what an unknown one is said to have saved at a time. */
  deliver(key: string, snapshot: unknown, updatedAt: number): void {
    for (const { hear } of this.#listeners) hear([{ key, snapshot, updatedAt, own: false }]);
  }

  get watching(): number {
    return this.#listeners.size;
  }
}
