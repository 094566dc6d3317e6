import type { CancelSignal } from "../../../async/cancel-signal";
import type { EndpointClient } from "../../../endpoint/client";
import type { Clock } from "../../../ports/clock";

/** How long a model found by asking the server is taken for the default, in milliseconds. */
const FOUND_MODEL_MS = 15_000;

/** The model that an endpoint is asked for where a request names none: that of the settings, else what its server says, believed for a while. */
export class DefaultModel {
  readonly #clock: Clock;
  #configured: string | undefined;
  /** `at`: monotonic milliseconds. */
  #found: { name: string; at: number } | undefined;

  constructor(clock: Clock, configured: string | undefined) {
    this.#clock = clock;
    this.#configured = configured;
  }

  /** The settings say another one, or none. */
  configure(name: string | undefined): void {
    this.#configured = name;
  }

  /** As far as it is known without asking. */
  get name(): string | undefined {
    if (this.#configured) return this.#configured;
    return this.#found && this.#clock.now() - this.#found.at < FOUND_MODEL_MS ? this.#found.name : undefined;
  }

  /** Asks the server where it has to. Rejects with what asking rejects with. */
  async resolve(client: Pick<EndpointClient, "resolveModel">, signal: CancelSignal): Promise<string> {
    const known = this.name;
    if (known !== undefined) return known;
    const name = await client.resolveModel(signal);
    this.#found = { name, at: this.#clock.now() };
    return name;
  }

  /** What the server said may be otherwise now: it is asked anew. */
  forget(): void {
    this.#found = undefined;
  }
}
