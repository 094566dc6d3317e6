import * as v from "valibot";
import { readSnapshot } from "../../../breaker/snapshot";
import type { BreakerSnapshot } from "../../../breaker/types";
import { EndpointFailure } from "../../../failure/endpoint-failure";
import { isFailureKind } from "../../../model/failure-kinds";
import { MAX_HINT_MS } from "../../../model/limits";
import { quote } from "../../../foreign/foreign-text";

/** What a window tells the others of a breaker. */
export interface BreakerMessage {
  breaker: BreakerSnapshot;
  /** What opened it. */
  because?: { kind: string; message: string };
}

/** What is to be done about another window's breaker; `nothing`: it is by itself, held open by hand or only watching. */
export type RemoteState =
  | { state: "nothing" }
  | { state: "closed" }
  | { state: "open"; leftMs: number; cause: EndpointFailure | undefined }
  | { state: "half_open"; cause: EndpointFailure | undefined };

const TIME = v.pipe(v.number(), v.finite());
const MESSAGE = v.object({
  breaker: v.unknown(),
  // A cause that makes no sense is no reason not to know of the outage.
  because: v.fallback(v.optional(v.object({ kind: v.string(), message: v.string() })), undefined),
});
const OPEN_PHASE = v.object({ state: v.literal("open"), mode: v.literal("auto"), elapsedMs: TIME, recoveryMs: TIME });
const SNAPSHOT = v.object({
  savedAt: TIME,
  phase: v.union([
    OPEN_PHASE,
    v.object({ state: v.literal("half_open"), mode: v.literal("auto") }),
    v.object({ state: v.literal("closed"), mode: v.literal("auto") }),
    v.object({ mode: v.picklist(["forced_open", "metrics_only"]) }),
  ]),
});

export function breakerMessage(breaker: BreakerSnapshot, cause: unknown): BreakerMessage {
  return {
    breaker,
    ...(cause instanceof EndpointFailure && { because: { kind: cause.kind, message: quote(cause.message) } }),
  };
}

/**
 * Reads what another window has told, which is foreign: its program may be another one and its clock wrong. What it says of now is believed within our own
 * bounds: an opening lasts no longer than its recovery time from when it is read, and no longer than any hint may.
 * @param ageMs how long ago it was told; undefined: that is for the two windows' clocks to say, of which one that is ahead says that it was just now
 * @param now epoch milliseconds
 * @returns undefined when it cannot be read
 */
export function readBreakerMessage(value: unknown, ageMs: number | undefined, now: number): RemoteState | undefined {
  const outer = v.safeParse(MESSAGE, value);
  if (!outer.success) return undefined;
  // Whether it comes from the future is not asked: a window whose clock is ahead knows of an outage all the same.
  const inner = v.safeParse(SNAPSHOT, readSnapshot(outer.output.breaker, Infinity));
  if (!inner.success) return undefined;
  const { savedAt, phase } = inner.output;
  const { because } = outer.output;
  if (phase.mode !== "auto") return { state: "nothing" };
  if (phase.state === "closed") return { state: "closed" };
  const cause =
    because && new EndpointFailure(isFailureKind(because.kind) ? because.kind : "server_error", quote(because.message));
  if (phase.state === "half_open") return { state: "half_open", cause };
  const leftMs = phase.recoveryMs - Math.max(0, phase.elapsedMs) - (ageMs ?? Math.max(0, now - savedAt));
  // The time of an opening may have passed while no window was there: then it is a trial's to end.
  return leftMs <= 0 ? { state: "half_open", cause } : { state: "open", leftMs: Math.min(leftMs, MAX_HINT_MS), cause };
}
