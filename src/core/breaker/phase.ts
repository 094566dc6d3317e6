import type { Ticket } from "./ticket";
import type { BreakerMode, CircuitState, Clock } from "./types";

/** An opening under way; in mode `forced_open` one whose time never passes. */
export interface Opening {
  readonly kind: "open" | "forced_open";
  /** When it began, by both clocks: a laptop's sleep stops the one, a person sets the other. */
  readonly startedAt: number;
  readonly startedAtWall: number;
  recoveryMs: number;
  /** True when the endpoint itself asked for this recovery time. */
  readonly hinted: boolean;
  /** What the jitter made of the recovery time: a factor. */
  readonly spread: number;
  timer?: unknown;
}

/** The shapes a breaker's state can have; in mode `metrics_only` it is closed for good. */
export type Phase = { readonly kind: "closed" | "metrics_only" } | Opening | { readonly kind: "half_open"; trials: Ticket[] };

/** A microsecond: less than clocks tell apart, more than sums of their readings err. */
const ROUNDING_MS = 0.001;

export function stateOf({ kind }: Phase): CircuitState {
  return kind === "metrics_only" ? "closed" : kind === "forced_open" ? "open" : kind;
}

export function modeOf({ kind }: Phase): BreakerMode {
  return kind === "metrics_only" || kind === "forced_open" ? kind : "auto";
}

export function elapsedMs(opening: Opening, clock: Clock): number {
  return Math.max(0, clock.now() - opening.startedAt, clock.wallNow() - opening.startedAtWall);
}

/** Milliseconds that are left of an opening, 0 when it is over. */
export function leftMs(opening: Opening, clock: Clock): number {
  const left = opening.recoveryMs - elapsedMs(opening, clock);
  return left > ROUNDING_MS ? left : 0;
}
