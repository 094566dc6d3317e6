import type { Clock } from "../../core/ports/clock";
import type { LlmService } from "../../core/service/service-api";

/** After the request has ended that found one down, others that are still under way may find more: for so long, in milliseconds. */
const QUIET_MS = 1_500;
/** From the first on, in milliseconds: a request that goes on for longer (another endpoint answers it) keeps nobody from being told. */
const LONGEST_MS = 12_000;

export interface OpeningsListener {
  /** This window has seen an endpoint go down. */
  opened(endpoint: string): void;
  /** These went down together; none of them twice until it is up again. */
  settled(endpoints: string[]): void;
}

interface Gathering {
  readonly endpoints: Set<string>;
  readonly latest: number;
  timer: unknown;
}

/**
 * Gathers the breakers that open at about the same time. One request may find one endpoint after another down, with the chain's waits in between, so that what is
 * gathered is complete a moment after a request has ended.
 */
export function watchOpenings(
  service: Pick<LlmService, "onEvent">,
  clock: Clock,
  listener: OpeningsListener,
): { dispose(): void } {
  const down = new Set<string>();
  let gathering: Gathering | undefined;

  const settle = (): void => {
    const endpoints = [...(gathering?.endpoints ?? [])].filter((endpoint) => down.has(endpoint));
    gathering = undefined;
    if (endpoints.length > 0) listener.settled(endpoints);
  };
  const settleIn = (of: Gathering, ms: number): void => {
    clock.clearTimeout(of.timer);
    of.timer = clock.setTimeout(settle, Math.max(0, Math.min(ms, of.latest - clock.now())));
  };
  const gather = (endpoint: string): void => {
    gathering ??= { endpoints: new Set(), latest: clock.now() + LONGEST_MS, timer: undefined };
    gathering.endpoints.add(endpoint);
    // Until the request ends.
    settleIn(gathering, LONGEST_MS);
    listener.opened(endpoint);
  };

  const subscription = service.onEvent((event) => {
    if (event.type === "request" && gathering) settleIn(gathering, QUIET_MS);
    if (event.type !== "state") return;
    const { endpoint, change, followed, alongside } = event;
    if (change.to === "closed") down.delete(endpoint);
    if (change.to !== "open" || down.has(endpoint)) return;
    down.add(endpoint);
    // Another window's is that window's to tell; what shares an address with one that failed, failed with it.
    const isHere = alongside !== undefined ? !followed : change.reason !== "trip" && change.reason !== "mode";
    if (isHere) gather(endpoint);
  });
  return {
    dispose() {
      clock.clearTimeout(gathering?.timer);
      subscription.dispose();
    },
  };
}
