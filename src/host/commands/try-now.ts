import { takesCalls } from "../standing/standing";
import type { HostContext } from "../context";

/** “LLM: Try Open Endpoints Now”: ends what keeps calls from an endpoint, or from all of them, so that the next call is a trial. */
export const tryNow = (context: HostContext) => (endpointId?: unknown): void => {
  const refusing = context.service.endpoints().filter((status) => !takesCalls(status, Date.now()));
  for (const { id } of refusing) if (endpointId === undefined || id === endpointId) context.service.allowTrial(id);
};
