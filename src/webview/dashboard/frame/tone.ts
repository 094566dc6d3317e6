import type { LaneState } from "../../../core/history/types";
import type { EndpointCard } from "../../../core/messages/dashboard-live";

/** The state a card is painted in, and the lane that goes on from it. */
export function tone({ state, available }: Pick<EndpointCard, "state" | "available">): LaneState {
  return state === "closed" && !available ? "offline" : state;
}
