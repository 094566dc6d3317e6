import { readSnapshot } from "../breaker/snapshot";
import type { Clock, StateChange } from "../breaker/types";
import type { Disposable } from "../disposable";
import { EndpointFailure } from "../failure/endpoint-failure";
import { isFailureKind, type FailureKind } from "../failure/kinds";
import { normalizeEndpointUrl } from "../health/endpoint-url";
import type { SharedBreakers, SharedSnapshot } from "../history/shared-breakers";
import type { Logger } from "../ports/logger";
import type { ManagedEndpoint } from "./managed-endpoint";

/** How long the first request waits for what other windows know, in milliseconds. */
const LOAD_MS = 500;
/** How long a trial waits to hear whether another window makes one, in milliseconds; then it is made: one too many is better than none. */
const LEASE_MS = 250;

/** What a window tells the others of a breaker. */
interface Told {
  breaker: unknown;
  /** What opened it. */
  because?: { kind: string; message: string };
}

export interface SharedStateDeps {
  shared: SharedBreakers;
  clock: Clock;
  logger: Logger;
  endpoints(): Iterable<ManagedEndpoint>;
}

/**
 * Breaker state that windows share: an outage seen in one is known in all, also to one that is opened or reloaded during it, and one window at a
 * time makes the recovery trial. Nothing is read before the first use, and a simulated outage stays in its window.
 */
export class SharedState {
  /** Epoch milliseconds of the last change known here, by endpoint. */
  readonly #changedAt = new Map<string, number>();
  /** How many calls of this window are in a trial for which it has the lease, by endpoint. */
  readonly #trials = new Map<string, number>();
  #loading: Promise<void> | undefined;
  #loaded = false;
  #watching: Disposable | undefined;
  #following = false;

  constructor(private readonly deps: SharedStateDeps) {}

  /** True while a breaker does what another window's has done. */
  get following(): boolean {
    return this.#following;
  }

  /** To be awaited before a request; undefined when there is nothing to wait for. */
  ready(): Promise<void> | undefined {
    if (this.#loaded) return undefined;
    return (this.#loading ??= this.#within(this.#load(), LOAD_MS).then(() => void (this.#loaded = true)));
  }

  /** A breaker of this window has changed its state. */
  changed(endpoint: ManagedEndpoint, { reason, at }: StateChange): void {
    const key = keyOf(endpoint);
    this.#changedAt.set(key, at);
    // Every window has a timer of its own for the end of an opening.
    if (this.#following || reason === "recovery_timeout" || endpoint.breaker.mode !== "auto" || endpoint.client.simulated) return;
    void this.ready();
    const { lastOpenCause: cause } = endpoint.breaker;
    const told: Told = { breaker: endpoint.breaker.snapshot(), ...(cause instanceof EndpointFailure && { because: { kind: cause.kind, message: cause.message } }) };
    this.deps.shared.saveSnapshot(key, told);
  }

  /** Asks for the right to make a trial; false while another window makes one. */
  async takeTrial(endpoint: ManagedEndpoint): Promise<boolean> {
    const key = keyOf(endpoint);
    this.#trials.set(key, (this.#trials.get(key) ?? 0) + 1);
    if (endpoint.client.simulated) return true;
    const taken = this.deps.shared.tryTakeTrial(key, endpoint.breaker.options.trialTimeoutMs);
    const mine = (await this.#within(taken, LEASE_MS)) ?? true;
    if (!mine) this.endTrial(endpoint);
    return mine;
  }

  /** To be told for each trial that was taken; the last one gives the right back. */
  endTrial(endpoint: ManagedEndpoint): void {
    const key = keyOf(endpoint);
    const left = (this.#trials.get(key) ?? 1) - 1;
    if (left > 0) {
      this.#trials.set(key, left);
      return;
    }
    this.#trials.delete(key);
    this.deps.shared.releaseTrial(key);
  }

  dispose(): void {
    this.#watching?.dispose();
    this.#watching = undefined;
  }

  async #load(): Promise<void> {
    this.#watching = this.deps.shared.watch((news) => this.#hear(news));
    this.#hear(await this.deps.shared.loadSnapshots());
  }

  #hear(news: SharedSnapshot[]): void {
    for (const { key, snapshot, updatedAt, own } of news) {
      if (own || updatedAt < (this.#changedAt.get(key) ?? 0)) continue;
      for (const endpoint of this.deps.endpoints()) if (keyOf(endpoint) === key) this.#follow(endpoint, snapshot);
    }
  }

  #follow({ breaker, client }: ManagedEndpoint, told: unknown): void {
    if (client.simulated) return;
    const { breaker: saved, because } = (told ?? {}) as Partial<Told>;
    const now = this.deps.clock.wallNow();
    const theirs = readSnapshot(saved, now);
    if (theirs?.phase.mode !== "auto" || breaker.mode !== "auto") return;
    const { phase } = theirs;
    const leftMs = phase.state === "open" ? phase.recoveryMs - phase.elapsedMs - Math.max(0, now - theirs.savedAt) : 0;
    this.#following = true;
    try {
      if (phase.state === "closed") {
        if (breaker.state !== "closed") breaker.reset();
        return;
      }
      const trial = phase.state === "half_open" || leftMs <= 0;
      if (!trial || breaker.state === "closed") breaker.trip({ retryAfterMs: Math.max(0, leftMs), ...(because && { cause: new EndpointFailure(kindOf(because.kind), because.message) }) });
      // Its time may have passed while no window was there: then it is a trial's to end.
      if (trial) breaker.recover();
    } finally {
      this.#following = false;
    }
  }

  /** What the work gives, undefined when it fails or takes longer. */
  async #within<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
    const { clock, logger } = this.deps;
    let timer: unknown;
    const late = new Promise<undefined>((resolve) => (timer = clock.setTimeout(() => resolve(undefined), ms)));
    const done = work.catch((error: unknown) => void logger.warn("Cannot share breaker states with other windows", error));
    return Promise.race([done, late]).finally(() => clock.clearTimeout(timer)) as Promise<T | undefined>;
  }
}

/** Each window may name an endpoint otherwise; the address and the model are what they share. */
function keyOf({ config: { type, url, model } }: ManagedEndpoint): string {
  return `${type === "vscode-lm" ? type : normalizeEndpointUrl(url)} ${model ?? ""}`;
}

const kindOf = (kind: string): FailureKind => (isFailureKind(kind) ? kind : "server_error");
