import type { BreakerMode, CircuitState, Clock } from "./types";

export const CLOSED = "closed";
export const OPEN = "open";
export const HALF_OPEN = "half_open";
export const AUTO = "auto";
export const FORCED_OPEN = "forced_open";

/** A call that was admitted. Times are monotonic milliseconds. */
export interface Ticket {
  /** The phase in which it was admitted; its outcome means nothing in another one. */
  phase: Phase | undefined;
  startedAt: number;
  /** When a trial's slot comes back, reported or not. */
  leaseEnd: number;
}

/**
 * What a breaker is in between two transitions. Each transition makes a new object, so that a phase is a generation too: what was admitted in
 * another one is late.
 */
export interface Phase {
  readonly mode: BreakerMode;
  readonly state: CircuitState;
  /** When it began, by both clocks: a laptop's sleep stops the one, a person sets the other. */
  readonly at: number;
  readonly wallAt: number;
  /** How long no call is admitted, in milliseconds: 0 unless open, Infinity when forced open. */
  recoveryMs: number;
  /** True when the endpoint itself asked for this recovery time. */
  readonly hinted: boolean;
  /** In a half-open phase, and only there, those that may still report, by the end of their leases; more than there are slots are of no interest. */
  trials: readonly Ticket[] | undefined;
}

/** A microsecond: less than clocks tell apart, more than sums of their readings err. */
const ROUNDING_MS = 0.001;

export const elapsedMs = ({ at, wallAt }: Phase, clock: Clock): number => Math.max(0, clock.now() - at, clock.wallNow() - wallAt);

/** Milliseconds that are left of an opening, 0 when it is over and in other states. */
export function leftMs(phase: Phase, clock: Clock): number {
  const left = phase.recoveryMs - elapsedMs(phase, clock);
  return left > ROUNDING_MS ? left : 0;
}

/** Milliseconds until one of `slots` is free at the latest; 0 when one is. Leaves no garbage, so that a refusal costs none. */
export const slotWaitMs = ({ trials }: Phase, slots: number, now: number): number => Math.max(0, (trials?.at(-slots)?.leaseEnd ?? now) - now);

/** The trials with another one among them; more than there are slots are of no interest. */
export const withTrial = (trials: readonly Ticket[], trial: Ticket, slots: number): readonly Ticket[] =>
  [...trials, trial].sort((one, other) => one.leaseEnd - other.leaseEnd).slice(-slots);

/** How long after `from` the phase has been open by `now`; no longer than its time, however late anybody notices that it has passed. */
export const openMs = ({ at, recoveryMs }: Phase, from: number, now: number): number => Math.max(0, Math.min(now, at + recoveryMs) - Math.max(at, from));
