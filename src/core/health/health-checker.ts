import { CircuitBreaker } from "../breaker/circuit-breaker";
import { Emitter } from "../async/emitter";
import type { OptionsPatch } from "../breaker/options";
import { systemClock } from "../breaker/system-clock";
import type { Clock, Subscription } from "../breaker/types";
import { held } from "../ports/process-hold";
import { isDeadConnection } from "./dead-connection";
import { normalizeEndpointUrl } from "./endpoint-url";
import { probeByFetch, runProbe, type Probe, type ProbeFacts } from "./probe";
import type { EndpointRegistration, HealthCheckerDeps, HealthEvent, HealthStatus, MetricsSummary } from "./types";

/** A check that takes longer has failed. */
const CHECK_TIMEOUT_MS = 6_000;

interface Endpoint {
  readonly id: string;
  url: string;
  breaker: CircuitBreaker;
  /** True when its breaker was made here and ends here. */
  owned: boolean;
  probe: Probe;
  facts: ProbeFacts | undefined;
  checkedAt: number | undefined;
}

/** A check under way: who asks meanwhile gets the same answer. */
interface Check {
  readonly abort: AbortController;
  readonly result: Promise<boolean>;
}

/**
 * Keeps one breaker per endpoint and looks whether endpoints answer. A check touches neither state nor window of a breaker, with one
 * exception: when an endpoint answers again whose breaker was opened by a dead connection, the breaker becomes half-open at once.
 *
 * Endpoints are found by id, or by URL in any spelling; of several with one URL the first registered has it.
 */
export class HealthChecker {
  readonly #deps: HealthCheckerDeps;
  readonly #clock: Clock;
  readonly #endpoints = new Map<string, Endpoint>();
  /** By what is checked: an endpoint, or the URL of one that is not registered. */
  readonly #checks = new Map<Endpoint | string, Check>();
  readonly #events = new Emitter<HealthEvent>();
  #disposed = false;

  constructor(deps: HealthCheckerDeps = {}) {
    this.#deps = { ...deps };
    this.#clock = deps.clock ?? systemClock;
  }

  /**
   * Gives an endpoint its breaker. Registering an id or a URL again changes the options of the breaker it has, or replaces it by an adopted
   * one.
   * @throws RangeError that names the bad option and its value
   */
  registerEndpoint(url: string, registration: EndpointRegistration = {}): CircuitBreaker {
    const normalized = normalizeEndpointUrl(url);
    const options = breakerOptions(registration);
    const known = registration.id === undefined ? this.#find(normalized) : this.#endpoints.get(registration.id);
    if (known !== undefined) return this.#change(known, normalized, registration, options);

    const adopted = registration.breaker;
    adopted?.configure(options);
    const endpoint: Endpoint = {
      id: registration.id ?? normalized,
      url: normalized,
      breaker:
        adopted ??
        new CircuitBreaker({ ...this.#deps.breaker, ...options }, { clock: this.#clock, random: this.#deps.random }),
      owned: adopted === undefined,
      probe: registration.probe ?? this.#deps.probe ?? probeByFetch,
      facts: undefined,
      checkedAt: undefined,
    };
    this.#endpoints.set(endpoint.id, endpoint);
    return endpoint.breaker;
  }

  /** Ends a check under way and the breaker, unless that was adopted. @returns whether there was such an endpoint */
  unregisterEndpoint(key: string): boolean {
    const endpoint = this.#find(key);
    if (endpoint === undefined) return false;
    this.#endpoints.delete(endpoint.id);
    this.#cancelCheck(endpoint, "The endpoint was removed");
    if (endpoint.owned) endpoint.breaker.dispose();
    return true;
  }

  breaker(key: string): CircuitBreaker | undefined {
    return this.#find(key)?.breaker;
  }

  /**
   * Looks whether an endpoint answers, within 6 s. Never throws. What is not registered is looked at too, and nothing about it is kept.
   * Checks of one endpoint at the same time are one check.
   */
  healthCheck(key: string): Promise<boolean> {
    const { hold } = this.#deps;
    return hold ? held(hold, () => this.backgroundCheck(key)) : this.backgroundCheck(key);
  }

  /** {@link healthCheck} for nobody who waits: the program may end meanwhile. */
  backgroundCheck(key: string): Promise<boolean> {
    if (this.#disposed) return Promise.resolve(false);
    const endpoint = this.#find(key);
    const subject = endpoint ?? normalizeEndpointUrl(key);
    return this.#checks.get(subject)?.result ?? this.#check(subject);
  }

  /** What is known now, without a check; undefined for an endpoint that is not registered. */
  getHealthStatus(key: string): HealthStatus | undefined {
    const endpoint = this.#find(key);
    return endpoint && statusOf(endpoint);
  }

  getAllHealthStatus(): HealthStatus[] {
    return [...this.#endpoints.values()].map(statusOf);
  }

  /** The breaker's metrics and the time of the last check; undefined for an endpoint that is not registered. */
  getMetricsSummary(key: string): MetricsSummary | undefined {
    const endpoint = this.#find(key);
    return endpoint && { ...endpoint.breaker.metrics(), lastHealthCheck: endpoint.checkedAt };
  }

  /** Tells of every check of a registered endpoint when it has ended. What a listener throws harms nobody. */
  onHealth(listener: (event: HealthEvent) => void): Subscription {
    return this.#events.on(listener);
  }

  /** Ends every check under way, every breaker made here, and the events. */
  dispose(): void {
    this.#disposed = true;
    this.#events.dispose();
    for (const subject of [...this.#checks.keys()]) this.#cancelCheck(subject, "The health checker was disposed");
    for (const endpoint of this.#endpoints.values()) if (endpoint.owned) endpoint.breaker.dispose();
    this.#endpoints.clear();
    if (shared === this) shared = undefined;
  }

  #find(key: string): Endpoint | undefined {
    const byId = this.#endpoints.get(key);
    if (byId !== undefined) return byId;
    const url = normalizeEndpointUrl(key);
    for (const endpoint of this.#endpoints.values()) if (endpoint.url === url) return endpoint;
    return undefined;
  }

  #change(
    endpoint: Endpoint,
    url: string,
    { breaker, probe }: EndpointRegistration,
    options: OptionsPatch,
  ): CircuitBreaker {
    (breaker ?? endpoint.breaker).configure(options);
    if (breaker !== undefined && breaker !== endpoint.breaker) {
      if (endpoint.owned) endpoint.breaker.dispose();
      endpoint.breaker = breaker;
      endpoint.owned = false;
    }
    if (url !== endpoint.url) {
      this.#cancelCheck(endpoint, "The endpoint has another address now");
      endpoint.url = url;
      endpoint.facts = endpoint.checkedAt = undefined;
    }
    endpoint.probe = probe ?? endpoint.probe;
    return endpoint.breaker;
  }

  #check(subject: Endpoint | string): Promise<boolean> {
    const [url, probe] =
      typeof subject === "string" ? [subject, this.#deps.probe ?? probeByFetch] : [subject.url, subject.probe];
    const abort = new AbortController();
    let settle: (live: boolean) => void = () => {};
    // Known as under way before the probe is called: that may ask for a check itself.
    const check: Check = { abort, result: new Promise((resolve) => (settle = resolve)) };
    this.#checks.set(subject, check);
    void runProbe(probe, url, this.#deps.timeoutMs ?? CHECK_TIMEOUT_MS, this.#clock, abort).then((facts) => {
      if (this.#checks.get(subject) === check) {
        this.#checks.delete(subject);
        if (typeof subject !== "string") this.#take(subject, facts);
      }
      settle(facts.live === true);
    });
    return check.result;
  }

  /** Ends a check under way; what it would have found is not taken down. */
  #cancelCheck(subject: Endpoint | string, why: string): void {
    const check = this.#checks.get(subject);
    this.#checks.delete(subject);
    check?.abort.abort(new Error(why));
  }

  #take(endpoint: Endpoint, facts: ProbeFacts): void {
    const { id, url, breaker, facts: before } = endpoint;
    const at = this.#clock.wallNow();
    endpoint.facts = facts;
    endpoint.checkedAt = at;
    if (
      facts.live &&
      breaker.state === "open" &&
      (this.#deps.isDeadConnection ?? isDeadConnection)(breaker.lastOpenCause)
    )
      breaker.recover();
    const changed =
      before === undefined || before.live !== facts.live || before.ready !== facts.ready || before.warm !== facts.warm;
    this.#events.emit({ ...facts, id, url, at, changed });
  }
}

function statusOf({ id, url, breaker, facts, checkedAt }: Endpoint): HealthStatus {
  const { state, mode, retryAfterMs } = breaker;
  return { ...(facts ?? { live: undefined }), id, url, state, mode, retryAfterMs, lastHealthCheckAt: checkedAt };
}

/** What a registration says of the breaker; what is left when the rest is taken out, so that a mistyped option is noticed. */
function breakerOptions({
  id: _id,
  breaker: _breaker,
  probe: _probe,
  recoveryTimeoutSeconds,
  ...options
}: EndpointRegistration): OptionsPatch {
  if (recoveryTimeoutSeconds === undefined) return options;
  if (!Number.isFinite(recoveryTimeoutSeconds) || recoveryTimeoutSeconds < 0) {
    throw new RangeError(
      `recoveryTimeoutSeconds must be a finite number of at least 0, but is ${String(recoveryTimeoutSeconds)}`,
    );
  }
  return { ...options, recoveryTimeoutMs: recoveryTimeoutSeconds * 1000 };
}

let shared: HealthChecker | undefined;

/** The one instance that everybody in this program shares; a new one after it was disposed. */
export function getHealthChecker(): HealthChecker {
  return (shared ??= new HealthChecker());
}
