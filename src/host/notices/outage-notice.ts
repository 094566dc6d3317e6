import type { EndpointStatus } from "../../core/model/endpoint";
import type { ServiceEvent } from "../../core/model/service-events";
import type { LlmService } from "../../core/service/service-api";
import { labelOf, type Action } from "../standing/actions";
import { isStartable } from "../standing/cures";
import { breaker as texts } from "../texts";

export interface NoticeDeps {
  service: Pick<LlmService, "onEvent" | "endpoints">;
  /** Shows a warning with buttons. @returns the label that was pressed */
  warn(message: string, ...buttons: string[]): Thenable<string | undefined>;
  perform(action: Action): Promise<unknown>;
  /** Of what could be done, what leads somewhere on this machine; the likeliest first. */
  offered(actions: Action[]): Action[];
  log(error: unknown): void;
}

/**
 * Tells once that a breaker opened, and not again until it closed: failed trials are the same outage. What the user did
 * themselves (trip, mode) is not told.
 */
export function watchOutages(deps: NoticeDeps): { dispose(): void } {
  const down = new Set<string>();
  return deps.service.onEvent((event: ServiceEvent) => {
    if (event.type !== "state") return;
    const { endpoint, change } = event;
    if (change.to === "closed") down.delete(endpoint);
    if (change.to !== "open" || down.has(endpoint)) return;
    down.add(endpoint);
    if (change.reason === "trip" || change.reason === "mode") return;
    const status = deps.service.endpoints().find(({ id }) => id === endpoint);
    tell(deps, endpoint, status, change.retryAfterMs).catch(deps.log);
  });
}

/** An Ollama that fails may be there all the same; then starting it again helps nobody. */
const isGone = (status: EndpointStatus): boolean =>
  isStartable(status) &&
  (status.live === false || status.openedKind === "refused" || status.openedKind === "connect_timeout");

async function tell(
  deps: NoticeDeps,
  endpoint: string,
  status: EndpointStatus | undefined,
  retryAfterMs: number,
): Promise<void> {
  const simulated = status?.simulated === true;
  const cure: Action[] = simulated
    ? [{ do: "end_simulation" }]
    : status && isGone(status)
      ? deps.offered([{ do: "start_ollama" }]).slice(0, 1)
      : [];
  const actions: Action[] = [...cure, { do: "check_health" }, { do: "show_log" }];
  const pressed = await deps.warn(
    texts.opened(endpoint, status?.openedBecause, retryAfterMs, simulated),
    ...actions.map(labelOf),
  );
  const action = actions.find((candidate) => labelOf(candidate) === pressed);
  if (action) await deps.perform(action);
}
