import { isResting } from "../standing/failure-view";
import type { HostContext } from "../context";

/** “LLM: Try Open Endpoints Now”: ends what keeps calls from an endpoint, or from all of them, so that the next call is a trial. */
export const tryNow = (context: HostContext) => (endpointId?: unknown): void => {
  const resting = context.service.endpoints().filter((status) => isResting(status, Date.now()));
  for (const { id } of resting) if (endpointId === undefined || id === endpointId) context.service.allowTrial(id);
};
