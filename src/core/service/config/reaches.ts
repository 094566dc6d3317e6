import type { ChainStep } from "../../model/config";
import type { ResolvedEndpoint } from "./config";

/** Whether a step of the chain can go to an endpoint: one that names an endpoint goes to no other, one without a tier to any. */
export function reaches(step: ChainStep, { id, tier }: Pick<ResolvedEndpoint, "id" | "tier">): boolean {
  if (step.endpoint !== undefined) return step.endpoint === id;
  return step.tier === undefined || step.tier === tier;
}
