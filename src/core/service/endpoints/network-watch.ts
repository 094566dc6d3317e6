import { within } from "../../async/wait";
import type { Clock } from "../../ports/clock";
import { isHttp } from "../../model/endpoint-types";
import type { ManagedEndpoint } from "./managed-endpoint";

/** How long an answer of another remote host proves that the network is there, in milliseconds. */
const PROOF_MS = 10_000;
/** How long other remote hosts are given to prove it, in milliseconds. */
const ASK_MS = 1_500;

/**
 * Tells a machine without network from an endpoint without a name: a name that does not resolve is the endpoint's own trouble
 * only if another remote host answers. While offline no breaker is touched.
 */
export class NetworkWatch {
  readonly #clock: Clock;
  readonly #endpoints: () => Iterable<ManagedEndpoint>;
  readonly #onChange: (offline: boolean) => void;
  #offline = false;

  constructor(clock: Clock, endpoints: () => Iterable<ManagedEndpoint>, onChange: (offline: boolean) => void) {
    this.#clock = clock;
    this.#endpoints = endpoints;
    this.#onChange = onChange;
  }

  get offline(): boolean {
    return this.#offline;
  }

  /** A remote host answered. */
  noteAnswer(endpoint: ManagedEndpoint): void {
    if (!endpoint.loopback) this.#set(false);
  }

  /** Other endpoints may be the only ones from now on: whether they can be reached is for the next call to find out. */
  reconsider(): void {
    this.#set(false);
  }

  /** Called after a name of this endpoint did not resolve, or no route led there. */
  async isOnline(failing: ManagedEndpoint): Promise<boolean> {
    const others = [...this.#endpoints()].filter(
      (endpoint) => endpoint !== failing && !endpoint.loopback && !endpoint.barred && isHttp(endpoint.config.type),
    );
    const now = this.#clock.wallNow();
    const online =
      others.some((other) => other.lastAnswerAt !== undefined && now - other.lastAnswerAt < PROOF_MS) ||
      (others.length > 0 && (await this.#anyAnswers(others)));
    this.#set(!online);
    return online;
  }

  async #anyAnswers(endpoints: ManagedEndpoint[]): Promise<boolean> {
    const abort = new AbortController();
    const looks = endpoints.map(async (endpoint) => {
      const { live } = await endpoint.client.checkLive(abort.signal);
      if (!live) throw new Error("not live");
      endpoint.answered();
      return true;
    });
    try {
      return (await within(Promise.any(looks), ASK_MS, this.#clock)) ?? false;
    } catch {
      return false;
    } finally {
      abort.abort(new Error("the question is settled"));
    }
  }

  #set(offline: boolean): void {
    if (this.#offline === offline) return;
    this.#offline = offline;
    this.#onChange(offline);
  }
}
