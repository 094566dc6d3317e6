import type { HostContext } from "../context";

/** “LLM: Try Open Endpoints Now”: ends the wait of an open breaker, or of all of them, so that the next call is its trial. */
export const tryNow = (context: HostContext) => (endpointId?: unknown): void => {
  const open = context.service.endpoints().filter(({ state }) => state === "open");
  for (const { id } of open) if (endpointId === undefined || id === endpointId) context.service.allowTrial(id);
};
