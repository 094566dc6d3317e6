import type { BreakerMode, Clock } from "./types";

/** A call that was admitted. Times are monotonic milliseconds. */
export interface Ticket {
  /** The phase in which it was admitted; its outcome means nothing in another one. */
  phase: Phase | undefined;
  startedAt: number;
  /** When a trial's slot comes back, reported or not. */
  leaseEnd: number;
}

/** An opening under way; in mode `forced_open` one whose time never passes. */
export interface Opening {
  readonly mode: "auto" | "forced_open";
  readonly state: "open";
  /** When it began, by both clocks: a laptop's sleep stops the one, a person sets the other. */
  readonly at: number;
  readonly wallAt: number;
  recoveryMs: number;
  /** True when the endpoint itself asked for this recovery time. */
  readonly hinted: boolean;
}

export interface Trials {
  readonly mode: "auto";
  readonly state: "half_open";
  /** Those that may still report, by the end of their leases; more of them than there are slots are of no interest. */
  tickets: Ticket[];
}

/**
 * The shapes a breaker's state can have. Every transition makes a new object, so that a phase is a generation too: what was admitted in
 * another one is late.
 */
export type Phase = { readonly mode: Exclude<BreakerMode, "forced_open">; readonly state: "closed" } | Trials | Opening;

/** A microsecond: less than clocks tell apart, more than sums of their readings err. */
const ROUNDING_MS = 0.001;

export function elapsedMs(opening: Opening, clock: Clock): number {
  return Math.max(0, clock.now() - opening.at, clock.wallNow() - opening.wallAt);
}

/** Milliseconds that are left of an opening, 0 when it is over. */
export function leftMs(opening: Opening, clock: Clock): number {
  const left = opening.recoveryMs - elapsedMs(opening, clock);
  return left > ROUNDING_MS ? left : 0;
}

/** Milliseconds until one of `max` slots is free at the latest; 0 when one is. Leaves no garbage, so that a refusal costs none. */
export function slotWaitMs({ tickets }: Trials, max: number, now: number): number {
  return Math.max(0, (tickets.at(-max)?.leaseEnd ?? now) - now);
}

export function beginTrial(trials: Trials, ticket: Ticket, max: number): void {
  trials.tickets = [...trials.tickets, ticket].sort((one, other) => one.leaseEnd - other.leaseEnd).slice(-max);
}

/** Gives a trial's slot back. False when its lease had ended by `now`: then its outcome means nothing any more. */
export function endTrial(trials: Trials, ticket: Ticket, now: number): boolean {
  trials.tickets = trials.tickets.filter((other) => other !== ticket);
  return now < ticket.leaseEnd;
}

/** How long after `from` the phase has been open by `now`, if it is; no longer than its time, however late anybody notices that it has passed. */
export function openMs(phase: Phase, from: number, now: number): number {
  return phase.state === "open" ? Math.max(0, Math.min(now, phase.at + phase.recoveryMs) - Math.max(phase.at, from)) : 0;
}
