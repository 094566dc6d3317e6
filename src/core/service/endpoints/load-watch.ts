import type { Clock } from "../../ports/clock";
import type { EndpointClient } from "../../endpoint/client";

/** How often a silent server is asked whether the model is resident, in milliseconds. */
const LOOK_EVERY_MS = 1_000;
/** A reason of our own: without one the runtime makes an exception with a stack trace. */
const STOPPED = Symbol("stopped");

/**
 * Watches, while a call waits for its first token, whether the model is resident. Ollama sends nothing at all while it loads a
 * model, so its list of resident models is the only way to tell slow from dead. A look that is not answered tells nothing.
 */
export class LoadWatch {
  readonly #clock: Clock;
  readonly #client: EndpointClient;
  readonly #model: string;
  readonly #onSeen: (warm: boolean) => void;
  readonly #abort = new AbortController();
  #handle: unknown;

  constructor(clock: Clock, client: EndpointClient, model: string, onSeen: (warm: boolean) => void) {
    this.#clock = clock;
    this.#client = client;
    this.#model = model;
    this.#onSeen = onSeen;
  }

  /** Looks now, and again until it is stopped. */
  async look(): Promise<void> {
    const { signal } = this.#abort;
    let warm: boolean | undefined;
    try {
      warm = await this.#client.isWarm(this.#model, signal);
    } catch {
      warm = undefined;
    }
    if (!signal.aborted && warm !== undefined) this.#onSeen(warm);
    if (!signal.aborted) this.#handle = this.#clock.setTimeout(() => void this.look(), LOOK_EVERY_MS);
  }

  stop(): void {
    if (this.#handle !== undefined) this.#clock.clearTimeout(this.#handle);
    this.#abort.abort(STOPPED);
  }
}
