import type { Clock } from "../breaker/types";
import type { EndpointClient } from "../endpoint/client";

/** When a silent server is first asked whether the model is resident, and how often after that, in milliseconds. */
const FIRST_LOOK_MS = 500;
const LOOK_EVERY_MS = 1_000;
/** A reason of our own: without one the runtime makes an exception with a stack trace. */
const STOPPED = Symbol("stopped");

/**
 * Watches, while a call waits for its first token, whether the model is resident. Ollama sends nothing at all while it loads a
 * model, so its list of resident models is the only way to tell slow from dead. A look that is not answered tells nothing.
 */
export class LoadWatch {
  #handle: unknown;
  /** Made with the first look: most calls answer before it. */
  #abort: AbortController | undefined;
  #stopped = false;

  constructor(
    private readonly clock: Clock,
    private readonly client: EndpointClient,
    private readonly model: string,
    private readonly onSeen: (warm: boolean) => void,
  ) {}

  /** @param timeoutMs what the call may wait: the first look comes well before it is over. */
  start(timeoutMs: number): void {
    this.#schedule(Math.min(FIRST_LOOK_MS, timeoutMs / 2));
  }

  stop(): void {
    if (this.#handle !== undefined) this.clock.clearTimeout(this.#handle);
    this.#handle = undefined;
    this.#stopped = true;
    this.#abort?.abort(STOPPED);
  }

  #schedule(ms: number): void {
    this.#handle = this.clock.setTimeout(() => {
      this.#handle = undefined;
      void this.#look();
    }, ms);
  }

  async #look(): Promise<void> {
    const { signal } = (this.#abort ??= new AbortController());
    let warm: boolean | undefined;
    try {
      warm = await this.client.isWarm(this.model, signal);
    } catch {
      warm = undefined;
    }
    if (this.#stopped) return;
    if (warm !== undefined) this.onSeen(warm);
    if (!this.#stopped) this.#schedule(LOOK_EVERY_MS);
  }
}
