import { CLOCK_RESOLUTION_MS } from "./system-clock";
import { TrialSlots } from "./trial-slots";
import type { Clock } from "./types";

/**
 * What a breaker is in between two transitions. Each transition makes a new object, so that a phase is a generation too: the outcome of a call
 * that was admitted in another phase is late.
 */
export type Phase = ClosedPhase | OpenPhase | ForcedOpenPhase | HalfOpenPhase;

export interface ClosedPhase {
  readonly state: "closed";
  readonly mode: "auto" | "metrics_only";
}

export interface OpenPhase {
  readonly state: "open";
  readonly mode: "auto";
  /** When it began, by both clocks: a laptop's sleep stops the one, a person sets the other. */
  readonly startedAt: number;
  readonly startedAtWall: number;
  /** How long no call is admitted, in milliseconds; `configure` may change it. */
  recoveryMs: number;
  /** True when the endpoint itself asked for this recovery time. */
  readonly hinted: boolean;
}

export interface ForcedOpenPhase {
  readonly state: "open";
  readonly mode: "forced_open";
  /** Monotonic milliseconds. */
  readonly startedAt: number;
}

export interface HalfOpenPhase {
  readonly state: "half_open";
  readonly mode: "auto";
  readonly slots: TrialSlots;
}

export const closedPhase = (mode: ClosedPhase["mode"]): ClosedPhase => ({ state: "closed", mode });

/** An opening that began `agedMs` milliseconds ago. */
export const openPhase = (clock: Clock, recoveryMs: number, hinted: boolean, agedMs = 0): OpenPhase => ({
  state: "open",
  mode: "auto",
  startedAt: clock.now() - agedMs,
  startedAtWall: clock.wallNow() - agedMs,
  recoveryMs,
  hinted,
});

export const forcedOpenPhase = (clock: Clock): ForcedOpenPhase => ({
  state: "open",
  mode: "forced_open",
  startedAt: clock.now(),
});

export const halfOpenPhase = (): HalfOpenPhase => ({ state: "half_open", mode: "auto", slots: new TrialSlots() });

/** How long an opening has lasted: by the clock on which more time has passed. */
export const elapsedMs = ({ startedAt, startedAtWall }: OpenPhase, clock: Clock): number =>
  Math.max(0, clock.now() - startedAt, clock.wallNow() - startedAtWall);

/** Milliseconds that are left of an opening; 0 when it is over. */
export function recoveryLeftMs(phase: OpenPhase, clock: Clock): number {
  const leftMs = phase.recoveryMs - elapsedMs(phase, clock);
  return leftMs > CLOCK_RESOLUTION_MS ? leftMs : 0;
}

/** How long between `from` and `now` (monotonic milliseconds) the phase was open; no longer than its recovery time, however late anybody notices its end. */
export function downMs(phase: Phase, from: number, now: number): number {
  if (phase.state !== "open") return 0;
  const end = phase.mode === "auto" ? phase.startedAt + phase.recoveryMs : Infinity;
  return Math.max(0, Math.min(now, end) - Math.max(phase.startedAt, from));
}
