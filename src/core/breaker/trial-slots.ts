/** A trial call's place in a half-open breaker. */
export interface Trial {
  /** When its slot comes back, reported or not; monotonic milliseconds. */
  readonly leaseEndsAt: number;
}

/** A trial in the list of all that go on, between its neighbours. */
interface Slot extends Trial {
  leaseEndsAt: number;
  earlier: Slot | undefined;
  later: Slot | undefined;
  taken: boolean;
}

/**
 * The trials of a half-open phase in the order in which their leases end: a doubly linked list, because slots are taken at its end, lapse at its
 * beginning and are given back anywhere, all in constant time and without making garbage where a call is refused.
 */
export class TrialSlots {
  #first: Slot | undefined;
  #last: Slot | undefined;
  #count = 0;

  /** Takes a slot. Who asks for more than there are is to be kept from it by {@link freeAt}. */
  take(leaseEndsAt: number): Trial {
    const slot: Slot = { leaseEndsAt, earlier: undefined, later: undefined, taken: true };
    this.#insert(slot);
    return slot;
  }

  /** Whether the trial still has its slot at `now`. */
  holds(trial: Trial, now: number): boolean {
    return (trial as Slot).taken && now < trial.leaseEndsAt;
  }

  /** Gives a slot back; nothing if it has come back already. */
  giveBack(trial: Trial): void {
    this.#remove(trial as Slot);
  }

  /** The trial's lease ends at another time now. */
  renew(trial: Trial, leaseEndsAt: number): void {
    const slot = trial as Slot;
    this.#remove(slot);
    slot.leaseEndsAt = leaseEndsAt;
    slot.taken = true;
    this.#insert(slot);
  }

  /** When one of `max` slots is free: `now`, or when enough leases have ended. */
  freeAt(max: number, now: number): number {
    while (this.#first && this.#first.leaseEndsAt <= now) this.#remove(this.#first);
    let slot = this.#first;
    // More than there are slots go on only after `configure` has lowered their number.
    for (let over = this.#count - max; over > 0; over--) slot = slot?.later;
    return this.#count < max || !slot ? now : slot.leaseEndsAt;
  }

  #insert(slot: Slot): void {
    let before = this.#last;
    // Leases are equally long, so a new one ends last, unless `configure` has just shortened them.
    while (before && before.leaseEndsAt > slot.leaseEndsAt) before = before.earlier;
    const after = before ? before.later : this.#first;
    slot.earlier = before;
    slot.later = after;
    if (before) before.later = slot;
    else this.#first = slot;
    if (after) after.earlier = slot;
    else this.#last = slot;
    this.#count++;
  }

  #remove(slot: Slot): void {
    if (!slot.taken) return;
    const { earlier, later } = slot;
    if (earlier) earlier.later = later;
    else this.#first = later;
    if (later) later.earlier = earlier;
    else this.#last = earlier;
    slot.earlier = slot.later = undefined;
    slot.taken = false;
    this.#count--;
  }
}
