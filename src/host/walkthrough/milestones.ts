import type { Disposable } from "../../core/async/disposable";
import type { ServiceEvent } from "../../core/model/service-events";
import type { LlmService } from "../../core/service/service-api";

/** What the walkthrough's steps wait for: contexts of the editor by which it ticks them off (completionEvents in package.json). */
export type Milestone = "modelReady" | "answered" | "breakerOpened" | "breakerClosedAgain";

/**
 * Tells each milestone once, as soon as it is true: a step is done when the thing has happened, not when its button was pressed.
 * @param reached sets the context; called at most once for each
 */
export function watchMilestones(service: Pick<LlmService, "onEvent">, reached: (one: Milestone) => void): Disposable {
  const open = new Set<Milestone>(["modelReady", "answered", "breakerOpened", "breakerClosedAgain"]);
  const watching = service.onEvent((event) => {
    const milestone = milestoneOf(event);
    if (milestone === undefined || !open.delete(milestone)) return;
    reached(milestone);
    if (open.size === 0) watching.dispose();
  });
  return watching;
}

function milestoneOf(event: ServiceEvent): Milestone | undefined {
  switch (event.type) {
    case "health":
      return event.live && event.ready === true ? "modelReady" : undefined;
    case "request":
      return event.record.outcome === "success" ? "answered" : undefined;
    case "state":
      if (event.change.to === "open") return "breakerOpened";
      return event.change.to === "closed" && event.change.reason === "trial_success" ? "breakerClosedAgain" : undefined;
    case "offline":
    case "loading":
    case "status":
      return undefined;
  }
}
