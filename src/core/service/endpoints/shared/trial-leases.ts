import type { Clock } from "../../../ports/clock";
import { TRIAL_RENEWAL_MS, type SharedBreakers, type TrialTurn } from "../../../history/shared-breakers";

/** The right to make a trial, until `end` is called, once; or how long another window has it at most unless it renews its lease, in milliseconds. */
export type Trial = { taken: true; end(): void } | Exclude<TrialTurn, { taken: true }>;

interface Lease {
  /** Calls of this window that are in a trial under it. */
  calls: number;
  timer: unknown;
}

/**
 * The leases under which this window makes recovery trials, by endpoint. Each is renewed for as long as one of its calls runs, from this thread and by a timer,
 * so that a window that hangs, sleeps or is killed loses it.
 */
export class TrialLeases {
  readonly #shared: SharedBreakers;
  readonly #clock: Clock;
  readonly #leases = new Map<string, Lease>();
  /** Those that a person wants tried from here, whoever tries them. */
  readonly #wanted = new Set<string>();
  #disposed = false;

  constructor(shared: SharedBreakers, clock: Clock) {
    this.#shared = shared;
    this.#clock = clock;
  }

  /** The next trial is this window's, whichever window has the lease. */
  want(key: string): void {
    this.#wanted.add(key);
  }

  /** As before {@link want}. */
  unwant(key: string): void {
    this.#wanted.delete(key);
  }

  isWanted(key: string): boolean {
    return this.#wanted.has(key);
  }

  /** @param within what an answer of the storage that takes too long becomes: undefined, and then the trial is made, since one too many is better than none */
  async take(key: string, within: (turn: Promise<TrialTurn>) => Promise<TrialTurn | undefined>): Promise<Trial> {
    // Held from the question on, so that a call of this window that ends meanwhile does not give back what this one gets.
    this.#hold(key);
    const turn = await within(this.#shared.tryTakeTrial(key, this.#wanted.delete(key)));
    if (turn?.taken === false) {
      this.#letGo(key);
      return turn;
    }
    return { taken: true, end: () => this.#letGo(key) };
  }

  /** No lease is renewed any more; those of trials that still run are given back when these end. */
  dispose(): void {
    this.#disposed = true;
    for (const { timer } of this.#leases.values()) this.#clock.clearTimeout(timer);
  }

  #hold(key: string): void {
    const lease = this.#leases.get(key);
    if (lease) lease.calls++;
    else {
      const begun: Lease = { calls: 1, timer: undefined };
      this.#leases.set(key, begun);
      this.#renewLater(key, begun);
    }
  }

  #letGo(key: string): void {
    const lease = this.#leases.get(key)!;
    if (--lease.calls > 0) return;
    this.#clock.clearTimeout(lease.timer);
    this.#leases.delete(key);
    this.#shared.releaseTrial(key);
  }

  #renewLater(key: string, lease: Lease): void {
    if (this.#disposed) return;
    lease.timer = this.#clock.setTimeout(() => {
      this.#shared.renewTrial(key);
      this.#renewLater(key, lease);
    }, TRIAL_RENEWAL_MS);
  }
}
