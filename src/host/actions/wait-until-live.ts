import type { EndpointStatus } from "../../core/model/endpoint";
import type { LlmService } from "../../core/service/service-api";

/** A server that was just started is asked this often, and given up on after this many times. */
const INTERVAL_MS = 700;
const ATTEMPTS = 30;

/** Looks until one of the endpoints answers. @returns false when none did within about 20 s */
export async function waitUntilLive(
  service: Pick<LlmService, "endpoints" | "checkHealth">,
  which: (endpoint: EndpointStatus) => boolean,
): Promise<boolean> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
    for (const { id } of service.endpoints().filter(which)) {
      const status = await service.checkHealth(id).catch(() => undefined);
      if (status?.live) return true;
    }
  }
  return false;
}
