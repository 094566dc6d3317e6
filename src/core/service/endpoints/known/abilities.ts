import type { CancelSignal } from "../../../async/cancel-signal";
import type { EndpointClient } from "../../../endpoint/client";
import type { EndpointFailure } from "../../../failure/endpoint-failure";
import { MAX_MODELS } from "../../../model/limits";
import type { ModelAbilities, Need } from "../../../model/needs";

/** What is known of what an endpoint's models can: by the server's own word, or by its refusal. What is not known may be tried. */
export class Abilities {
  readonly #known = new Map<string, ModelAbilities>();

  /** Tokens that the model takes at most; undefined: not known. */
  contextLength(model: string): number | undefined {
    return this.#known.get(model)?.contextLength;
  }

  /** The first of the needs that a model cannot meet; undefined: it can meet all, or may be tried. */
  lacks(model: string, needs: readonly Need[]): Need | undefined {
    const known = needs.length > 0 ? this.#known.get(model) : undefined;
    return known && needs.find((need) => known[need] === false);
  }

  /** Asks for what is not known, where servers tell. Throws the signal's reason only. */
  async look(client: Pick<EndpointClient, "abilities">, model: string, signal: CancelSignal): Promise<void> {
    if (client.abilities && !this.#known.has(model)) this.#learn(model, await client.abilities(model, signal));
  }

  /** A refusal has said so. */
  refused({ details }: EndpointFailure, model: string): void {
    if (details.lacks) this.#learn(model, { ...this.#known.get(model), [details.lacks]: false });
  }

  /** Another version of a model, another server: everything may be otherwise. */
  forget(): void {
    this.#known.clear();
  }

  #learn(model: string, abilities: ModelAbilities): void {
    if (this.#known.size >= MAX_MODELS) this.#known.clear();
    this.#known.set(model, abilities);
  }
}
