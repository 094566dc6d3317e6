import type { Disposable } from "../disposable";

/** A breaker's snapshot as some window saved it. */
export interface SharedSnapshot {
  /** Says which endpoint: its normalised address and model, not the id, which each window may name otherwise. */
  key: string;
  snapshot: unknown;
  /** Epoch milliseconds. */
  updatedAt: number;
  /** True when it was saved through this very store. */
  own: boolean;
}

/** Breaker state that all windows share: an outage seen in one is known in all, and one holds the recovery trial. */
export interface SharedBreakers {
  /** Returns at once; the last snapshot of a key wins. */
  saveSnapshot(key: string, snapshot: unknown): void;
  loadSnapshots(signal?: AbortSignal): Promise<SharedSnapshot[]>;
  /** Tells snapshots that other windows save, within about half a second. Nothing is watched while nobody listens. */
  watch(listener: (changed: SharedSnapshot[]) => void): Disposable;
  /**
   * Asks for the right to make the recovery trial. True: it is this window's for `leaseMs`, or until released. False: another window
   * holds it. When the storage cannot answer it is true: a trial too many is better than none.
   */
  tryTakeTrial(key: string, leaseMs: number, signal?: AbortSignal): Promise<boolean>;
  releaseTrial(key: string): void;
}
