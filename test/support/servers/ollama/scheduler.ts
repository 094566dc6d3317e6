import { pause } from "../waiting";
import { ollamaErrors } from "./error-texts";
import { type OllamaModel } from "./models";

export interface SchedulerOptions {
  /** OLLAMA_NUM_PARALLEL: requests a loaded model works on at once (1). */
  numParallel: number;
  /** OLLAMA_MAX_QUEUE: requests that may wait for a load (512). */
  maxQueue: number;
  /** OLLAMA_MAX_LOADED_MODELS (3). */
  maxLoaded: number;
  /** Default time of a cold load in milliseconds. */
  loadMs: number;
  /** OLLAMA_KEEP_ALIVE in milliseconds (5 min). */
  keepAliveMs: number;
}

/** A model in memory. */
export interface Resident {
  model: OllamaModel;
  contextLength: number;
  /** Epoch milliseconds; Infinity: stays for ever. */
  expiresAt: number;
  keepAliveMs: number;
  active: number;
  timer: NodeJS.Timeout | undefined;
}

export type Grant =
  | { type: "granted"; resident: Resident; loadedForMs: number; release: () => void }
  /** The queue for loads is full: 503. */
  | { type: "busy" }
  /** The load failed with this text: 500. */
  | { type: "load failed"; message: string }
  /** The client went away while it waited or its load ran. */
  | { type: "gone" };

interface LoadFailure {
  model: string;
  message: string;
  times: number;
}

/** Loads one model at a time, keeps residents until their time is up, and lets `numParallel` requests into each, first come first served. */
export class OllamaScheduler {
  readonly counts = { loadsStarted: 0, loadsCompleted: 0, loadsAborted: 0 };
  readonly #residents = new Map<string, Resident>();
  readonly #waiting = new Map<string, (() => void)[]>();
  #loads: Promise<unknown> = Promise.resolve();
  #queued = 0;
  #failures: LoadFailure[] = [];
  /** The models whose load is under way. */
  readonly loading = new Set<string>();

  constructor(readonly options: SchedulerOptions) {}

  /** Longest-lived first, as /api/ps lists them. */
  list(): Resident[] {
    return [...this.#residents.values()].sort((a, b) => b.expiresAt - a.expiresAt);
  }

  isResident(name: string): boolean {
    return this.#residents.has(name);
  }

  /** The next `times` loads of a model fail with this text, after their load time. */
  failLoads(model: string, message: string, times = Infinity): void {
    this.#failures.push({ model, message, times });
  }

  clearFailures(): void {
    this.#failures = [];
  }

  /** Makes a model resident without a load, as if it had been used before. */
  preload(model: OllamaModel, keepAliveMs = this.options.keepAliveMs): void {
    this.#touch(this.#settle(model, 4_096), keepAliveMs);
  }

  unload(name: string): void {
    const resident = this.#residents.get(name);
    if (!resident) return;
    clearTimeout(resident.timer);
    this.#residents.delete(name);
  }

  unloadAll(): void {
    for (const name of [...this.#residents.keys()]) this.unload(name);
  }

  /** Waits for the load, then for a place in the model; says nothing meanwhile, as Ollama does. */
  async acquire(
    model: OllamaModel,
    keepAliveMs: number | undefined,
    contextLength: number | undefined,
    signal: AbortSignal,
  ): Promise<Grant> {
    const before = performance.now();
    let resident = this.#residents.get(model.name);
    if (!resident || (contextLength !== undefined && resident.contextLength !== contextLength)) {
      if (this.#queued >= this.options.maxQueue) return { type: "busy" };
      const loaded = await this.#enqueueLoad(model, contextLength, signal);
      if ("type" in loaded) return loaded;
      resident = loaded;
    }
    const loadedForMs = performance.now() - before;
    if (!(await this.#enter(resident, signal))) return { type: "gone" };
    this.#touch(resident, keepAliveMs ?? resident.keepAliveMs);
    return { type: "granted", resident, loadedForMs, release: () => this.#leave(resident) };
  }

  async #enqueueLoad(
    model: OllamaModel,
    contextLength: number | undefined,
    signal: AbortSignal,
  ): Promise<Resident | Grant> {
    const previous = this.#loads;
    let finished = () => {};
    this.#loads = new Promise<void>((resolve) => (finished = resolve));
    // The one whose load is under way is not in the queue any more.
    this.#queued++;
    await previous;
    this.#queued--;
    try {
      if (signal.aborted) return { type: "gone" };
      const present = this.#residents.get(model.name);
      if (present && (contextLength === undefined || present.contextLength === contextLength)) return present;
      return await this.#load(model, contextLength ?? 4_096, signal);
    } finally {
      finished();
    }
  }

  async #load(model: OllamaModel, contextLength: number, signal: AbortSignal): Promise<Resident | Grant> {
    this.counts.loadsStarted++;
    this.unload(model.name);
    this.loading.add(model.name);
    await pause(model.loadMs ?? this.options.loadMs, signal);
    this.loading.delete(model.name);
    if (signal.aborted) {
      this.counts.loadsAborted++;
      return { type: "gone" };
    }
    const failure = this.#failures.find((candidate) => candidate.model === model.name && candidate.times > 0);
    if (failure) {
      failure.times--;
      return { type: "load failed", message: failure.message || ollamaErrors.loadTerminated };
    }
    this.counts.loadsCompleted++;
    return this.#settle(model, contextLength);
  }

  #settle(model: OllamaModel, contextLength: number): Resident {
    const idle = this.list().filter((resident) => resident.active === 0);
    while (this.#residents.size >= this.options.maxLoaded && idle.length > 0) this.unload(idle.pop()?.model.name ?? "");
    const resident: Resident = {
      model,
      contextLength,
      expiresAt: Infinity,
      keepAliveMs: this.options.keepAliveMs,
      active: 0,
      timer: undefined,
    };
    this.#residents.set(model.name, resident);
    return resident;
  }

  #enter(resident: Resident, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    if (resident.active < this.options.numParallel) {
      resident.active++;
      return Promise.resolve(true);
    }
    const line = this.#waiting.get(resident.model.name) ?? [];
    this.#waiting.set(resident.model.name, line);
    return new Promise((resolve) => {
      const admit = () => {
        signal.removeEventListener("abort", leave);
        resolve(true);
      };
      const leave = () => {
        line.splice(line.indexOf(admit), 1);
        resolve(false);
      };
      line.push(admit);
      signal.addEventListener("abort", leave, { once: true });
    });
  }

  /** Gives the place to the next in line, or starts the time until the model is unloaded. */
  #leave(resident: Resident): void {
    const next = this.#waiting.get(resident.model.name)?.shift();
    if (next) return next();
    resident.active--;
    if (resident.active === 0) this.#touch(resident, resident.keepAliveMs);
  }

  #touch(resident: Resident, keepAliveMs: number): void {
    clearTimeout(resident.timer);
    resident.keepAliveMs = keepAliveMs;
    resident.expiresAt = Date.now() + keepAliveMs;
    if (resident.active > 0 || keepAliveMs === Infinity) return;
    if (keepAliveMs <= 0) this.unload(resident.model.name);
    else
      resident.timer = setTimeout(() => this.unload(resident.model.name), Math.min(keepAliveMs, 2 ** 31 - 1)).unref();
  }
}
