import type { WriteOp } from "../engine";
import type { LaneMark } from "./lane-builder";
import type { ConditionEntry, HealthEntry, StoredTransition } from "../types";

/** Everything in the history that is no request. */
export type HistoryEvent =
  | ({ type: "transition" } & Omit<StoredTransition, "id">)
  | ({ type: "health" } & HealthEntry)
  | ({ type: "condition" } & ConditionEntry);

/** The event that a write records. */
export function eventOf(op: WriteOp & { op: HistoryEvent["type"] }): HistoryEvent {
  switch (op.op) {
    case "transition":
      return { type: "transition", endpoint: op.endpoint, ...op.change };
    case "health":
      return { type: "health", ...op.entry };
    case "condition":
      return { type: "condition", ...op.entry };
  }
}

/** What an event says about the lane of the endpoint it is about. */
export function laneMarkOf(event: HistoryEvent): LaneMark {
  switch (event.type) {
    case "transition":
      return { at: event.at, fact: "breaker", state: event.to, retryAfterMs: event.retryAfterMs };
    case "health":
      return { at: event.at, fact: "live", value: event.live };
    case "condition":
      return { at: event.at, fact: event.condition, value: event.active };
  }
}
