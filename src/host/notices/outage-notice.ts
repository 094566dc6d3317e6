import { within } from "../../core/async/wait";
import type { SharedOutages } from "../../core/history/shared-outages";
import type { EndpointStatus } from "../../core/model/endpoint";
import type { Clock } from "../../core/ports/clock";
import type { LlmService } from "../../core/service/service-api";
import { labelOf, type Action } from "../standing/actions";
import { isStartable } from "../standing/cures";
import { breaker as texts } from "../texts/standing";
import { watchOpenings } from "./openings";

export interface NoticeDeps {
  service: Pick<LlmService, "onEvent" | "endpoints">;
  outages: SharedOutages;
  clock: Clock;
  /** Shows a warning with buttons. @returns the label that was pressed */
  warn(message: string, ...buttons: string[]): Thenable<string | undefined>;
  perform(action: Action): Promise<unknown>;
  /** Of what could be done, what leads somewhere on this machine; the likeliest first. */
  offered(actions: Action[]): Action[];
  log(error: unknown): void;
}

/** How long a notice waits for what other windows have seen, in milliseconds; then it says what this one has. */
const OTHERS_MS = 1_000;

/**
 * Tells once of an outage, whichever endpoints it takes and whichever windows see it: those that stop answering together are one sentence, of one window. Failed trials
 * are the same outage, and what the user did themselves (trip, mode) is not told.
 */
export function watchOutages(deps: NoticeDeps): { dispose(): void } {
  const { service, outages, clock } = deps;
  const statusOf = (id: string): EndpointStatus | undefined =>
    service.endpoints().find((endpoint) => endpoint.id === id);
  return watchOpenings(service, clock, {
    opened(id) {
      const status = statusOf(id);
      // Nobody else has anything of a simulated one.
      if (status && !status.simulated) outages.noteOutage(`${status.url} ${id}`, id);
    },
    settled(ids) {
      const own = ids.flatMap((id) => statusOf(id) ?? []);
      const simulated = own.filter((status) => status.simulated);
      if (simulated.length > 0)
        tell(
          deps,
          simulated.map(({ id }) => id),
          simulated,
        ).catch(deps.log);
      const real = own.filter((status) => !status.simulated);
      if (real.length > 0) tellForAll(deps, real).catch(deps.log);
    },
  });
}

/** Whoever takes first tells of everything; the others find nothing left. */
async function tellForAll(deps: NoticeDeps, own: EndpointStatus[]): Promise<void> {
  const taken = await within(
    deps.outages.takeOutages().catch(() => undefined),
    OTHERS_MS,
    deps.clock,
  );
  const names = taken ?? own.map(({ id }) => id);
  const isUp = (name: string): boolean =>
    deps.service.endpoints().some(({ id, state }) => id === name && state === "closed");
  const down = names.filter((name) => !isUp(name));
  if (down.length > 0)
    await tell(
      deps,
      [...new Set(down)],
      own.filter(({ id }) => down.includes(id)),
    );
}

/** An Ollama that fails may be there all the same; then starting it again helps nobody. */
const isGone = (status: EndpointStatus): boolean =>
  isStartable(status) &&
  (status.live === false || status.openedKind === "refused" || status.openedKind === "connect_timeout");

/** @param own those of them that this window knows */
async function tell(deps: NoticeDeps, names: string[], own: EndpointStatus[]): Promise<void> {
  const simulated = own.some((status) => status.simulated);
  const cure: Action[] = simulated
    ? [{ do: "end_simulation" }]
    : own.some(isGone)
      ? deps.offered([{ do: "start_ollama" }]).slice(0, 1)
      : [];
  const actions: Action[] = [...cure, { do: "check_health" }, { do: "show_log" }];
  const pressed = await deps.warn(messageOf(names, own, simulated), ...actions.map(labelOf));
  const action = actions.find((candidate) => labelOf(candidate) === pressed);
  if (action) await deps.perform(action);
}

function messageOf(names: string[], own: EndpointStatus[], simulated: boolean): string {
  const [only, ...others] = names;
  const [status] = own;
  if (only !== undefined && others.length === 0 && status)
    return texts.opened(only, status.openedBecause, status.retryAfterMs, simulated);
  const retryAfterMs = own.length === 0 ? undefined : Math.min(...own.map((each) => each.retryAfterMs));
  return texts.openedTogether(names, retryAfterMs, simulated);
}
