import { takesCalls } from "../standing/standing";
import type { HostContext } from "./context";

/** “LLM: Try Open Endpoints Now”: ends what keeps calls from an endpoint, or from all of them, so that the next call is a trial. */
export const tryNow =
  (context: HostContext) =>
  async (endpointId?: unknown): Promise<void> => {
    const refusing = context.service
      .endpoints()
      .filter((status) => !takesCalls(status, Date.now()) && (endpointId === undefined || status.id === endpointId));
    await context.perform({ do: "try_now", endpoints: refusing.map(({ id }) => id) });
  };
