import type { StateChange } from "../../breaker/types";
import { parseAddress } from "../../foreign/address";
import { EndpointFailure } from "../../failure/endpoint-failure";
import type { FailureKind } from "../../model/failure-kinds";
import { isHttp } from "../../model/endpoint-types";
import type { ManagedEndpoint } from "./managed-endpoint";

/** Failures that say that nobody can be reached at an address, whatever would have been asked there. */
const UNREACHABLE: ReadonlySet<FailureKind> = new Set<FailureKind>(["refused", "connect_timeout", "dns"]);

/**
 * Failed connections belong to an address, not to one endpoint: where several endpoints share one (two models of one server), all of them know when nobody can be
 * reached there, and all may be tried as soon as somebody answers. A simulated outage stays with its endpoint.
 */
export class SameAddress {
  readonly #endpoints: () => Iterable<ManagedEndpoint>;
  #failing: ManagedEndpoint | undefined;

  constructor(endpoints: () => Iterable<ManagedEndpoint>) {
    this.#endpoints = endpoints;
  }

  /** The endpoint at whose address a breaker is being opened or let through just now. */
  get because(): string | undefined {
    return this.#failing?.id;
  }

  /** A breaker has changed its state. */
  changed(endpoint: ManagedEndpoint, { to, reason }: StateChange): void {
    // What this very class has done goes no further.
    if (this.#failing) return;
    const cause = endpoint.breaker.lastOpenCause;
    if (to === "open" && isUnreachable(cause))
      this.#forOthersAt(endpoint, ({ breaker }) => breaker.trip({ cause }, endpoint.breaker.retryAfterMs));
    else if (to === "closed" && reason === "trial_success") this.answers(endpoint);
  }

  /** Somebody answers at this endpoint's address: what opened because nobody did may be tried at once. */
  answers(endpoint: ManagedEndpoint): void {
    this.#forOthersAt(endpoint, ({ breaker }) => {
      if (isUnreachable(breaker.lastOpenCause)) breaker.recover();
    });
  }

  #forOthersAt(endpoint: ManagedEndpoint, act: (other: ManagedEndpoint) => void): void {
    const address = addressOf(endpoint);
    if (address === undefined) return;
    const before = this.#failing;
    this.#failing = endpoint;
    try {
      for (const other of this.#endpoints()) if (other !== endpoint && addressOf(other) === address) act(other);
    } finally {
      this.#failing = before;
    }
  }
}

const isUnreachable = (cause: unknown): boolean => cause instanceof EndpointFailure && UNREACHABLE.has(cause.kind);

/** Scheme, host and port, and the proxy on the way there; undefined where nothing is connected to, or only in play. */
function addressOf({ client, config: { type, url, proxy } }: ManagedEndpoint): string | undefined {
  if (!isHttp(type) || client.simulated) return undefined;
  const address = parseAddress(url);
  return address && `${address.origin} ${proxy ?? ""}`;
}
