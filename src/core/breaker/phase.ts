import type { TrialSlots } from "./trial-slots";

/** An opening under way. */
export interface Opening {
  readonly kind: "open";
  /** When it began, by both clocks: a laptop's sleep stops the one, a person sets the other. */
  readonly openedAt: number;
  readonly openedAtWall: number;
  recoveryMs: number;
  /** True when the endpoint itself asked for this recovery time. */
  readonly hinted: boolean;
  /** What the jitter made of the recovery time: a factor. */
  readonly spread: number;
  timer: unknown;
}

/** The shapes a breaker's state can have. */
export type Phase =
  | { readonly kind: "closed" }
  /** Mode `metrics_only`: closed for good. */
  | { readonly kind: "recording" }
  | Opening
  | { readonly kind: "half_open"; readonly trials: TrialSlots }
  /** Mode `forced_open`: refuses until released. */
  | { readonly kind: "forced"; readonly since: number };

export const CLOSED: Phase = Object.freeze({ kind: "closed" });
export const RECORDING: Phase = Object.freeze({ kind: "recording" });
