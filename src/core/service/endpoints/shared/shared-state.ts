import type { StateChange } from "../../../breaker/types";
import type { Clock } from "../../../ports/clock";
import { within } from "../../../async/wait";
import type { Disposable } from "../../../async/disposable";
import { normalizeEndpointUrl } from "../../../health/endpoint-url";
import type { SharedBreakers, SharedNews, TrialElsewhere } from "../../../history/shared-breakers";
import type { Logger } from "../../../ports/logger";
import type { ManagedEndpoint } from "../managed-endpoint";
import { breakerMessage, readBreakerMessage, type RemoteState } from "./breaker-message";
import { isHttp } from "../../../model/endpoint-types";
import { TrialLeases, type Trial } from "./trial-leases";

/** How long the first request waits for what other windows know, in milliseconds. */
const LOAD_MS = 500;
/** How long a trial waits to hear whether another window makes one, in milliseconds; then it is made: one too many is better than none. */
const LEASE_ANSWER_MS = 250;

export interface SharedStateDeps {
  shared: SharedBreakers;
  clock: Clock;
  logger: Logger;
  endpoints(): Iterable<ManagedEndpoint>;
}

/**
 * Breaker state that windows share: an outage seen in one is known in all, also to one that is opened or reloaded during it, and one window at a
 * time makes the recovery trial. Nothing is read before the first use, and a simulated outage stays in its window. What others say is followed in the order
 * in which it was stored; no clock of theirs decides anything.
 */
export class SharedState {
  readonly #deps: SharedStateDeps;
  readonly #leases: TrialLeases;
  /** How often this window has told of a breaker, by endpoint. */
  readonly #told = new Map<string, number>();
  /** The endpoints of which what is stored has been asked for. */
  readonly #asked = new Set<string>();
  /** Those of which what is stored cannot be read, and has been told to be so. */
  readonly #unreadable = new Set<string>();
  #loading: Promise<void> | undefined;
  #loaded = false;
  #watching: Disposable | undefined;
  #following = false;
  #disposed = false;

  constructor(deps: SharedStateDeps) {
    this.#deps = deps;
    this.#leases = new TrialLeases(deps.shared, deps.clock);
  }

  /** True while a breaker does what another window's has done. */
  get following(): boolean {
    return this.#following;
  }

  /** To be awaited before a request; undefined when there is nothing to wait for. */
  ready(): Promise<void> | undefined {
    if (this.#loaded) return undefined;
    return (this.#loading ??= this.#answer(this.#load(), LOAD_MS).then(() => void (this.#loaded = true)));
  }

  /** There may be other endpoints now. */
  reconsider(): void {
    if (this.#loading) void this.#answer(this.#load(), LOAD_MS);
  }

  /** A breaker of this window has changed its state. */
  changed(endpoint: ManagedEndpoint, { to, reason }: StateChange): void {
    const key = keyOf(endpoint);
    if (to !== "half_open") {
      endpoint.notTriedElsewhere();
      this.#leases.unwant(key);
    }
    // Every window has a timer of its own for the end of an opening.
    if (
      this.#following ||
      reason === "recovery_timeout" ||
      endpoint.breaker.mode !== "auto" ||
      endpoint.client.simulated
    )
      return;
    void this.ready();
    this.#told.set(key, (this.#told.get(key) ?? 0) + 1);
    this.#deps.shared.saveSnapshot(key, breakerMessage(endpoint.breaker.snapshot(), endpoint.breaker.lastOpenCause));
    this.#unreadable.delete(key);
  }

  /** Asks for the right to make a trial, which has to be ended then. */
  async takeTrial(endpoint: ManagedEndpoint): Promise<Trial> {
    if (endpoint.client.simulated) return { taken: true, end: () => undefined };
    const trial = await this.#leases.take(keyOf(endpoint), (turn) => this.#answer(turn, LEASE_ANSWER_MS));
    if (trial.taken) endpoint.notTriedElsewhere();
    else endpoint.triedElsewhere(trial.retryAfterMs);
    return trial;
  }

  /** A person wants an endpoint tried now: its next call is the trial, though another window makes one. */
  takeOver(endpoint: ManagedEndpoint): void {
    endpoint.notTriedElsewhere();
    if (endpoint.breaker.state === "half_open") this.#leases.want(keyOf(endpoint));
  }

  dispose(): void {
    this.#disposed = true;
    for (const endpoint of this.#deps.endpoints()) endpoint.notTriedElsewhere();
    this.#leases.dispose();
    this.#watching?.dispose();
    this.#watching = undefined;
  }

  async #load(): Promise<void> {
    const { shared, endpoints } = this.#deps;
    if (this.#disposed) return;
    const keys = [...new Set([...endpoints()].map(keyOf))];
    const before = this.#watching;
    this.#watching = shared.watch(keys, (news) => this.#hear(news, 0));
    before?.dispose();
    const unknown = keys.filter((key) => !this.#asked.has(key));
    if (unknown.length === 0) return;
    for (const key of unknown) this.#asked.add(key);
    const told = new Map(this.#told);
    const stored = await shared.loadSnapshots(unknown);
    // What this window has told meanwhile is newer than what was stored.
    this.#hear(
      stored.filter((row) => "trialForMs" in row || this.#told.get(row.key) === told.get(row.key)),
      undefined,
    );
  }

  /** @param ageMs how long ago it was told; undefined: nobody can know */
  #hear(news: SharedNews[], ageMs: number | undefined): void {
    if (this.#disposed) return;
    for (const row of news) {
      if ("trialForMs" in row) this.#noteTrial(row);
      else if ("unreadable" in row) this.#skip(row.key, row.unreadable);
      else if (!row.own) {
        const heard = readBreakerMessage(row.snapshot, ageMs, this.#deps.clock.wallNow());
        if (heard === undefined) this.#skip(row.key, "no state of a breaker");
        else {
          this.#unreadable.delete(row.key);
          for (const endpoint of this.#deps.endpoints()) if (keyOf(endpoint) === row.key) this.#follow(endpoint, heard);
        }
      }
    }
  }

  /** Where a person has said that the next call from here is the trial, it is, whoever makes one. */
  #noteTrial({ key, trialForMs }: TrialElsewhere): void {
    if (this.#leases.isWanted(key)) return;
    for (const endpoint of this.#deps.endpoints()) {
      if (keyOf(endpoint) !== key || endpoint.client.simulated) continue;
      if (trialForMs > 0) endpoint.triedElsewhere(trialForMs);
      else endpoint.notTriedElsewhere();
    }
  }

  /** Once for each endpoint, until something can be read again. */
  #skip(key: string, why: string): void {
    if (this.#unreadable.has(key)) return;
    this.#unreadable.add(key);
    this.#deps.logger.warn(`What another window has stored of ${key} cannot be read (${why}) and is left out`);
  }

  #follow({ breaker, client }: ManagedEndpoint, heard: RemoteState): void {
    if (client.simulated || breaker.mode !== "auto" || heard.state === "nothing") return;
    this.#following = true;
    try {
      if (heard.state === "closed") {
        if (breaker.state !== "closed") breaker.reset();
        return;
      }
      if (heard.state === "open") {
        // No longer than this window's own settings may make it.
        const { recoveryTimeoutMs, recoveryBackoff } = breaker.options;
        const leftMs = Math.min(heard.leftMs, Math.max(recoveryTimeoutMs, recoveryBackoff.maxMs));
        breaker.trip(heard.cause && { cause: heard.cause }, leftMs);
      } else {
        if (breaker.state === "closed") breaker.trip({ retryAfterMs: 0, ...(heard.cause && { cause: heard.cause }) });
        breaker.recover();
      }
    } finally {
      this.#following = false;
    }
  }

  /** What the storage gives; undefined when it fails or takes longer. */
  #answer<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
    const { clock, logger } = this.#deps;
    const heard = work.catch(
      (error: unknown) => void logger.warn("Cannot share breaker states with other windows", error),
    );
    return within(heard as Promise<T>, ms, clock);
  }
}

/** Each window may name an endpoint otherwise; the address and the model are what they share. */
function keyOf({ config: { type, url, model } }: ManagedEndpoint): string {
  return `${isHttp(type) ? normalizeEndpointUrl(url) : type} ${model ?? ""}`;
}
