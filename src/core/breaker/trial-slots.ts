/**
 * The trial calls a half-open breaker has in flight, each with the moment (monotonic milliseconds) at which its slot comes back whether it
 * has reported or not. Nothing runs by itself: a lease is looked at when somebody asks.
 */
export class TrialSlots {
  readonly #leases = new Map<object, number>();
  /** No lease ends before this. May be too early after a trial reported, never too late. */
  #earliest = Infinity;

  /** Whether a call may be admitted at `now` when `max` may be in flight at once. Costs the same however many are. */
  free(max: number, now: number): boolean {
    if (this.#leases.size < max) return true;
    if (now < this.#earliest) return false;
    this.#dropEnded(now);
    return this.#leases.size < max;
  }

  take(trial: object, deadline: number): void {
    this.#leases.set(trial, deadline);
    if (deadline < this.#earliest) this.#earliest = deadline;
  }

  /** Gives the slot back. False when the lease had ended by `now`: then the trial's outcome means nothing any more. */
  giveBack(trial: object, now: number): boolean {
    const deadline = this.#leases.get(trial);
    this.#leases.delete(trial);
    return deadline !== undefined && now < deadline;
  }

  /** Milliseconds until fewer than `max` leases are left, at the latest; 0 when that is so at `now`. */
  waitMs(max: number, now: number): number {
    const deadlines = [...this.#leases.values()].filter((deadline) => deadline > now).sort((a, b) => a - b);
    const last = deadlines[deadlines.length - max];
    return last === undefined ? 0 : last - now;
  }

  #dropEnded(now: number): void {
    this.#earliest = Infinity;
    for (const [trial, deadline] of this.#leases) {
      if (deadline <= now) this.#leases.delete(trial);
      else if (deadline < this.#earliest) this.#earliest = deadline;
    }
  }
}
