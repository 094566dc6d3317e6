import type { EndpointStatus } from "../../core/model/endpoint";
import type { LlmService } from "../../core/service/service-api";

/** How often a server is asked whether it answers now, and after how many times it is given up on. */
export interface Patience {
  intervalMs: number;
  attempts: number;
}

/** A server that was just started: about 20 s. */
const STARTING: Patience = { intervalMs: 700, attempts: 30 };
/** A server that is being downloaded and installed: a quarter of an hour. */
export const INSTALLING: Patience = { intervalMs: 3_000, attempts: 300 };

/** Looks until one of the endpoints answers. @returns false when none did */
export async function waitUntilLive(
  service: Pick<LlmService, "endpoints" | "checkHealth">,
  which: (endpoint: EndpointStatus) => boolean,
  { intervalMs, attempts }: Patience = STARTING,
): Promise<boolean> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    await new Promise((resolve) => setTimeout(resolve, intervalMs));
    for (const { id } of service.endpoints().filter(which)) {
      const status = await service.checkHealth(id).catch(() => undefined);
      if (status?.live) return true;
    }
  }
  return false;
}
