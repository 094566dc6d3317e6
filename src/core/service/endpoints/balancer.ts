import type { ManagedEndpoint } from "./managed-endpoint";
import type { LoadBalancing } from "../../model/config";

/** Orders the endpoints of a tier by preference; who may be asked at all is not decided here. */
export class Balancer {
  readonly #random: () => number;
  #turn = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Called once a request, so that every step of it sees the same order. */
  order(endpoints: ManagedEndpoint[], strategy: LoadBalancing): ManagedEndpoint[] {
    if (endpoints.length < 2) return endpoints;
    switch (strategy) {
      case "priority":
        return endpoints;
      case "roundRobin": {
        // The open ones are left out of the turns, else their share would all go to the endpoint after them.
        const open = endpoints.filter((endpoint) => endpoint.breaker.retryAfterMs > 0);
        const usable = endpoints.filter((endpoint) => !open.includes(endpoint));
        const first = this.#turn++ % Math.max(1, usable.length);
        return [...usable.slice(first), ...usable.slice(0, first), ...open];
      }
      case "leastLatency":
        return this.#powerOfTwoChoices(endpoints);
    }
  }

  /** Two are drawn, the one with less to wait for goes first (Mitzenmacher 2001), the others follow by the same measure. */
  #powerOfTwoChoices(endpoints: ManagedEndpoint[]): ManagedEndpoint[] {
    const open = endpoints.filter((endpoint) => endpoint.breaker.retryAfterMs > 0);
    const usable = endpoints.filter((endpoint) => !open.includes(endpoint));
    const byLoad = [...usable].sort((one, other) => expectedWait(one) - expectedWait(other));
    if (usable.length < 3) return [...byLoad, ...open];
    const one = usable[Math.floor(this.#random() * usable.length)]!;
    const rest = usable.filter((endpoint) => endpoint !== one);
    const other = rest[Math.floor(this.#random() * rest.length)]!;
    const first = expectedWait(one) <= expectedWait(other) ? one : other;
    return [first, ...byLoad.filter((endpoint) => endpoint !== first), ...open];
  }
}

/** Milliseconds of EWMA time to first token, times the calls ahead; an endpoint never tried counts as fast, so that it is tried. */
function expectedWait(endpoint: ManagedEndpoint): number {
  return (endpoint.ttft.ewmaMs ?? 0) * (endpoint.inFlight + endpoint.queued + 1) + endpoint.inFlight;
}
