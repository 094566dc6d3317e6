import { max, min } from "./intrinsics";
import type { BreakerMode, CircuitState, Clock } from "./types";

export const CLOSED = "closed";
export const OPEN = "open";
export const HALF_OPEN = "half_open";
export const AUTO = "auto";
export const FORCED_OPEN = "forced_open";

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
  readonly hinted: boolean | undefined;
  /** In a half-open phase, and only there, the ends of the trials' leases (monotonic milliseconds), in order: a slot comes back then, reported or not. */
  trials: number[] | undefined;
}

export const newPhase = (mode: BreakerMode, state: CircuitState, at: number, wallAt: number, recoveryMs: number, hinted?: boolean): Phase => ({
  mode,
  state,
  at,
  wallAt,
  recoveryMs: mode === FORCED_OPEN ? Infinity : recoveryMs,
  hinted,
  trials: state === HALF_OPEN ? [] : undefined,
});

export const elapsedMs = ({ at, wallAt }: Phase, clock: Clock): number => max(0, clock.now() - at, clock.wallNow() - wallAt);

/** Milliseconds that are left of an opening, 0 when it is over and in other states. */
export function leftMs(phase: Phase, clock: Clock): number {
  const left = phase.recoveryMs - elapsedMs(phase, clock);
  // A microsecond is less than clocks tell apart, and more than sums of their readings err.
  return left > 0.001 ? left : 0;
}

/** How long after `from` the phase has been open by `now`; no longer than its time, however late anybody notices that it has passed. */
export const openMs = ({ at, recoveryMs }: Phase, from: number, now: number): number => max(0, min(now, at + recoveryMs) - max(at, from));
