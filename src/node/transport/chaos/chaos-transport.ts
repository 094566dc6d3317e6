import { Emitter } from "../../../core/async/emitter";
import type { Clock } from "../../../core/breaker/types";
import type { Disposable } from "../../../core/async/disposable";
import {
  TransportError,
  type Transport,
  type TransportRequest,
  type TransportResponse,
} from "../../../core/ports/transport";
import { cutBody, slowBody } from "./chaos-body";
import { pause } from "./chaos-pause";

/**
 * What a simulated outage does to one address: `fail` refuses every connection; `hang` lets checks through and leaves calls without an
 * answer; `slow` delays calls and drips their answers; `cut` ends every answer before its end.
 */
type ChaosMode = "fail" | "hang" | "slow" | "cut";

interface Simulation {
  /** Scheme, host and port: everything sent there is disturbed. */
  origin: string;
  mode: ChaosMode;
  /** Epoch milliseconds at which it ends by itself. */
  untilMs: number;
}

/** A transport that can be told to misbehave, so that people see what a real outage would look like. Nothing of it outlives the process. */
export interface ChaosTransport extends Transport {
  /**
   * Starts a simulation, or replaces the one at the same origin. Requests under way are left alone.
   * @param url any address of the endpoint; its origin counts. @throws TypeError when it is none.
   * @param untilMs epoch milliseconds
   */
  set(url: string, mode: ChaosMode, untilMs: number): void;
  /** Ends the simulation at this address, or all of them. What hangs is sent on. */
  clear(url?: string): void;
  active(): Simulation[];
  simulates(url: string): boolean;
  /** Told when a simulation begins, changes or ends. */
  onChange(listener: () => void): Disposable;
}

interface Running extends Simulation {
  timer: unknown;
  /** Aborted when the simulation ends. */
  over: AbortController;
}

/** Wait before a slow answer begins, in milliseconds. */
const SLOW_START_MS = { min: 4_000, max: 9_000 };

/** @param random numbers in [0, 1) */
export function createChaosTransport(inner: Transport, clock: Clock, random: () => number): ChaosTransport {
  return new SimulatingTransport(inner, clock, random);
}

class SimulatingTransport implements ChaosTransport {
  readonly #running = new Map<string, Running>();
  readonly #changes = new Emitter<void>();
  readonly #inner: Transport;
  readonly #clock: Clock;
  readonly #random: () => number;

  constructor(inner: Transport, clock: Clock, random: () => number) {
    this.#inner = inner;
    this.#clock = clock;
    this.#random = random;
  }

  set(url: string, mode: ChaosMode, untilMs: number): void {
    const { origin } = new URL(url);
    this.#end(origin);
    const remainingMs = untilMs - this.#clock.wallNow();
    if (remainingMs > 0) {
      const timer = this.#clock.setTimeout(() => this.clear(origin), remainingMs);
      this.#running.set(origin, { origin, mode, untilMs, timer, over: new AbortController() });
    }
    this.#changes.emit();
  }

  clear(url?: string): void {
    const origins = url === undefined ? [...this.#running.keys()] : [new URL(url).origin];
    if (origins.filter((origin) => this.#end(origin)).length > 0) this.#changes.emit();
  }

  active(): Simulation[] {
    return [...this.#running.values()].map(({ origin, mode, untilMs }) => ({ origin, mode, untilMs }));
  }

  onChange(listener: () => void): Disposable {
    return this.#changes.on(listener);
  }

  async request(request: TransportRequest): Promise<TransportResponse> {
    const simulation = this.#simulationFor(request.url);
    if (!simulation) return this.#inner.request(request);
    const isCheck = request.method !== "POST";
    switch (simulation.mode) {
      case "fail":
        request.signal.throwIfAborted();
        throw new TransportError("refused", `Simulated outage: ${simulation.origin} refuses connections.`, {
          code: "ECONNREFUSED",
        });
      case "hang":
        // As with a real hang, the cheap routes still answer: only what generates text waits.
        if (!isCheck) await pause(this.#clock, Infinity, request.signal, simulation.over.signal);
        return this.#inner.request(request);
      case "slow": {
        if (isCheck) return this.#inner.request(request);
        const delayMs = SLOW_START_MS.min + this.#random() * (SLOW_START_MS.max - SLOW_START_MS.min);
        await pause(this.#clock, delayMs, request.signal, simulation.over.signal);
        const response = await this.#inner.request(request);
        return {
          ...response,
          body: slowBody(response.body, {
            clock: this.#clock,
            random: this.#random,
            signal: request.signal,
            over: simulation.over.signal,
          }),
        };
      }
      case "cut": {
        const response = await this.#inner.request(request);
        return isCheck ? response : { ...response, body: cutBody(response.body, this.#random) };
      }
    }
  }

  simulates(url: string): boolean {
    return this.#simulationFor(url) !== undefined;
  }

  async dispose(): Promise<void> {
    for (const origin of [...this.#running.keys()]) this.#end(origin);
    this.#changes.dispose();
    await this.#inner.dispose();
  }

  /** A laptop's sleep or a late timer must not prolong a simulation, so the wall clock is asked as well. */
  #simulationFor(url: string): Running | undefined {
    const { origin } = new URL(url);
    const simulation = this.#running.get(origin);
    if (simulation && this.#clock.wallNow() >= simulation.untilMs) {
      this.clear(origin);
      return undefined;
    }
    return simulation;
  }

  #end(origin: string): boolean {
    const simulation = this.#running.get(origin);
    if (!simulation) return false;
    this.#clock.clearTimeout(simulation.timer);
    this.#running.delete(origin);
    simulation.over.abort();
    return true;
  }
}
