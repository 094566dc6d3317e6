/** A call that was admitted. Times are monotonic milliseconds. */
export interface Ticket {
  generation: number;
  startedAt: number;
  /** When a trial's slot comes back, reported or not. */
  leasedUntil: number;
}

/** Whether another trial may begin at `now`. Looks at the leases and changes nothing, so that a refusal leaves no garbage. */
export function hasFreeSlot(trials: readonly Ticket[], max: number, now: number): boolean {
  let running = 0;
  for (const { leasedUntil } of trials) if (leasedUntil > now) running++;
  return running < max;
}

/** Milliseconds until a slot is free at the latest; 0 when one is. */
export function slotWaitMs(trials: readonly Ticket[], max: number, now: number): number {
  const ends = trials.map(({ leasedUntil }) => leasedUntil).filter((end) => end > now).sort((a, b) => a - b);
  return (ends[ends.length - max] ?? now) - now;
}
