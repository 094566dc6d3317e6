import type { Clock } from "../../ports/clock";
import type { ManagedEndpoint } from "./managed-endpoint";
import { sleep } from "../../async/wait";
import type { Loads } from "./loads";

/** How often an endpoint that is not ready yet is looked at while a wait before it lasts, in milliseconds. */
const LOOK_EVERY_MS = 500;

/**
 * Resolves as soon as the endpoint is seen to answer with its model resident, or when the signal fires; warms the model up
 * meanwhile. Never rejects.
 */
export async function awaitReady(
  endpoint: ManagedEndpoint,
  model: string | undefined,
  { clock, loads, signal }: { clock: Clock; loads: Loads; signal: AbortSignal },
): Promise<void> {
  try {
    while (!signal.aborted) {
      const seen = endpoint.loadsModels
        ? await endpoint.client.probe(model, signal)
        : await endpoint.client.checkLive(signal);
      endpoint.noteProbe(seen);
      if (seen.live && seen.ready !== false && seen.warm !== false) return;
      if (seen.live) loads.start(endpoint, model ?? seen.model);
      await sleep(clock, LOOK_EVERY_MS, signal);
    }
  } catch {
    // The wait is over, or the look failed: the attempt itself will tell.
  }
}
