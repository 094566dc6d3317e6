import { CancelSource } from "../../async/cancel-signal";
import type { Clock } from "../../ports/clock";
import { EndpointFailure } from "../../failure/endpoint-failure";
import { judge } from "../../failure/verdict";
import type { Logger } from "../../ports/logger";
import type { ManagedEndpoint } from "./managed-endpoint";

/** A call that causes a model to be loaded and whose answer nobody waits for any more. */
export interface OpenLoad {
  /** Resolves when the model is resident. */
  loaded: Promise<void>;
  /** Closes its socket, and with that ends the load. */
  abort(reason: unknown): void;
}

/** A load that runs. `model`: as it was asked for. */
interface RunningLoad {
  endpoint: ManagedEndpoint;
  model: string | undefined;
  load: OpenLoad;
}

/**
 * Loads that are tied to no request: Ollama aborts a load when the client that caused it hangs up, so neither a user's cancel nor a step's
 * timeout may end one of these. They are started on connections of their own, or taken over from a call that caused one. One load a model
 * at a time.
 */
export class Loads {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #timeoutMs: () => number;
  readonly #running = new Set<RunningLoad>();

  /** @param timeoutMs how long a load may take, in milliseconds; read as each begins */
  constructor(clock: Clock, logger: Logger, timeoutMs: () => number) {
    this.#clock = clock;
    this.#logger = logger;
    this.#timeoutMs = timeoutMs;
  }

  /** Starts a load unless one runs already or the model was resident a moment ago. Never throws. */
  start(endpoint: ManagedEndpoint, asked: string | undefined): void {
    const { client } = endpoint;
    if (
      !client.warmUp ||
      endpoint.removed ||
      endpoint.barred ||
      endpoint.knownWarm(asked) ||
      this.#isRunning(endpoint, asked)
    )
      return;
    const abort = new CancelSource();
    const load = async (): Promise<void> => {
      const model = asked ?? (await endpoint.resolveModel(abort.signal));
      endpoint.beginLoad();
      await client.warmUp!(model, abort.signal).finally(() => endpoint.endLoad());
      endpoint.noteWarm(model, true);
    };
    void this.#watch(endpoint, asked, { loaded: load(), abort: (reason) => abort.abort(reason) });
  }

  /** Lets a load go on that a call has caused, where that is of any use. Never throws. */
  adopt(endpoint: ManagedEndpoint, model: string, load: OpenLoad): void {
    if (endpoint.removed || this.#isRunning(endpoint, model)) {
      load.loaded.catch(() => undefined);
      load.abort(endpoint.removal.reason ?? new Error("Another load of the same model is under way."));
      return;
    }
    endpoint.beginLoad();
    const loaded = load.loaded.then(() => endpoint.noteWarm(model, true)).finally(() => endpoint.endLoad());
    void this.#watch(endpoint, model, { loaded, abort: load.abort });
  }

  dispose(): void {
    for (const { load } of this.#running) load.abort(new Error("The service was disposed."));
  }

  #isRunning(endpoint: ManagedEndpoint, model: string | undefined): boolean {
    return [...this.#running].some((running) => running.endpoint === endpoint && running.model === model);
  }

  async #watch(endpoint: ManagedEndpoint, model: string | undefined, load: OpenLoad): Promise<void> {
    const running = { endpoint, model, load };
    this.#running.add(running);
    const timer = this.#clock.setTimeout(() => load.abort(new Error("The load took too long.")), this.#timeoutMs());
    const { removal } = endpoint;
    const abort = () => load.abort(removal.reason);
    removal.addEventListener("abort", abort);
    try {
      await load.loaded;
    } catch (error) {
      this.#logger.debug(
        `${endpoint.id}: could not warm up ${model ?? "a model"}: ${error instanceof Error ? error.message : String(error)}`,
      );
      if (error instanceof EndpointFailure && (error.kind === "load_failed" || error.kind === "model_missing")) {
        const verdict = judge(error, {
          local: true,
          loopback: endpoint.loopback,
          shown: false,
          emptyStreak: 0,
          online: true,
        });
        endpoint.restrain(error, verdict, model ?? endpoint.defaultModel, 0);
      }
    } finally {
      this.#clock.clearTimeout(timer);
      removal.removeEventListener("abort", abort);
      this.#running.delete(running);
      endpoint.changed();
    }
  }
}
