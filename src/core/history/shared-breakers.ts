import type { Disposable } from "../async/disposable";

/**
 * How long after its holder's last renewal a lease ends, in milliseconds of the reader's own monotonic clock. No time that another window has
 * written takes part: a window that was killed, sleeps or has a wrong clock keeps nobody waiting for longer.
 */
export const TRIAL_LEASE_MS = 10_000;
/** How often a holder renews its lease, in milliseconds: two renewals may get lost. */
export const TRIAL_RENEWAL_MS = 3_000;

/** What is stored of a breaker: what some window saved, or why that cannot be read. Foreign either way: whatever a snapshot holds is to be checked. */
export type SharedSnapshot = StoredSnapshot | UnreadableSnapshot;

/** What another window is doing about a breaker. */
export interface TrialElsewhere {
  key: string;
  /** How long its lease of the recovery trial lasts unless that is renewed, in milliseconds; 0: it has given it back. */
  trialForMs: number;
}

export type SharedNews = SharedSnapshot | TrialElsewhere;

interface StoredSnapshot {
  /** Says which endpoint: its normalised address and model, not the id, which each window may name otherwise. */
  key: string;
  snapshot: unknown;
  /** True when it was saved through this very store. */
  own: boolean;
}

interface UnreadableSnapshot {
  key: string;
  /** Why, in a few words. The next save of that breaker heals it. */
  unreadable: string;
}

/** Whether the asker may make the recovery trial; if not, how long another window's lease lasts at most unless that is renewed, in milliseconds, never 0. */
export type TrialTurn = { taken: true } | { taken: false; retryAfterMs: number };

/** Breaker state that all windows share: an outage seen in one is known in all, and one holds the recovery trial. */
export interface SharedBreakers {
  /** Returns at once; the last snapshot of a key wins. */
  saveSnapshot(key: string, snapshot: unknown): void;
  /** What was saved last of these keys, by whichever window, and which of them other windows try. */
  loadSnapshots(keys: readonly string[], signal?: AbortSignal): Promise<SharedNews[]>;
  /**
   * Tells what other windows save of these keys, and when they take, renew or give back a trial, within about half a second, in the order in which it was
   * stored: nothing that a save of this window, still on its way, is about to replace. Nothing is watched while nobody listens.
   */
  watch(keys: readonly string[], listener: (changed: SharedNews[]) => void): Disposable;
  /**
   * Asks for the right to make the recovery trial. It lasts {@link TRIAL_LEASE_MS} from the last renewal, or until it is released. When the storage
   * cannot answer it is given: a trial too many is better than none.
   * @param takeOver true: whoever holds it loses it, because a person says so
   */
  tryTakeTrial(key: string, takeOver: boolean, signal?: AbortSignal): Promise<TrialTurn>;
  /** Does nothing when another window has taken it meanwhile. */
  renewTrial(key: string): void;
  releaseTrial(key: string): void;
}
