import type { Clock } from "../breaker/types";
import { EndpointFailure } from "../failure/endpoint-failure";
import { judge } from "../failure/verdict";
import type { Logger } from "../ports/logger";
import type { ManagedEndpoint } from "./managed-endpoint";

/**
 * Loads models on connections of their own, tied to no request: Ollama aborts a load when the client that caused it hangs up,
 * so neither a user's cancel nor a step's timeout may end this one. One load a model at a time.
 */
export class WarmUps {
  readonly #running = new Map<string, AbortController>();

  constructor(
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly timeoutMs: () => number,
    private readonly onStatus: (endpoint: ManagedEndpoint) => void,
  ) {}

  /** Starts a load unless one runs already or the model was resident a moment ago. Never throws. */
  start(endpoint: ManagedEndpoint, model: string | undefined): void {
    if (!endpoint.client.warmUp || endpoint.knownWarm(model)) return;
    const key = `${endpoint.id}\n${model ?? ""}`;
    if (this.#running.has(key)) return;
    const abort = new AbortController();
    this.#running.set(key, abort);
    void this.#run(endpoint, model, abort).finally(() => this.#running.delete(key));
  }

  dispose(): void {
    for (const abort of this.#running.values()) abort.abort(new Error("The service was disposed."));
  }

  async #run(endpoint: ManagedEndpoint, asked: string | undefined, abort: AbortController): Promise<void> {
    const timer = this.clock.setTimeout(() => abort.abort(new Error("The load took too long.")), this.timeoutMs());
    let model = asked;
    try {
      model ??= await endpoint.resolveModel(abort.signal);
      endpoint.beginLoad();
      await endpoint.client.warmUp!(model, abort.signal).finally(() => endpoint.endLoad());
      endpoint.noteWarm(model, true);
    } catch (error) {
      this.logger.debug(`${endpoint.id}: could not warm up ${model ?? "a model"}: ${error instanceof Error ? error.message : String(error)}`);
      if (error instanceof EndpointFailure && (error.kind === "load_failed" || error.kind === "model_missing")) {
        const verdict = judge(error, { local: true, loopback: endpoint.loopback, shown: false, emptyStreak: 0, online: true });
        endpoint.restrain(error, verdict, model, 0);
      }
    } finally {
      this.clock.clearTimeout(timer);
      this.onStatus(endpoint);
    }
  }
}
