import * as v from "valibot";
import type { CancelSignal } from "../../async/cancel-signal";
import { EndpointFailure } from "../../failure/endpoint-failure";
import { MAX_LIST_BYTES } from "../../model/limits";
import type { ApiAddress } from "../wire/api-address";
import type { HttpApi } from "../wire/http-api";
import { loadedModelsUrl } from "./openai-url";

const listSchema = v.looseObject({ data: v.array(v.unknown()) });
const entrySchema = v.looseObject({ id: v.string(), state: v.string() });

const IS_LOADED: Record<string, boolean | undefined> = { loaded: true, loading: false, "not-loaded": false };

/**
 * LM Studio's own list of models (https://lmstudio.ai/docs/api-reference/rest-api), which says of each whether it is loaded. The server loads what it is asked for and
 * says nothing meanwhile.
 */
export class LoadedModels {
  /** The server has no such list, and is not asked for it again. */
  #unknown = false;
  readonly #api: HttpApi;
  readonly #address: ApiAddress;

  constructor(api: HttpApi, address: ApiAddress) {
    this.#api = api;
    this.#address = address;
  }

  /** Undefined where the server does not tell. Throws only the signal's reason. */
  async isLoaded(model: string, signal: CancelSignal): Promise<boolean | undefined> {
    if (this.#unknown) return undefined;
    try {
      const call = { method: "GET" as const, url: loadedModelsUrl(this.#address) };
      const list = v.safeParse(listSchema, await this.#api.json(call, MAX_LIST_BYTES, signal));
      const entries = (list.success ? list.output.data : [])
        .map((entry) => v.safeParse(entrySchema, entry))
        .filter((entry) => entry.success)
        .map(({ output }) => output);
      this.#unknown = entries.length === 0;
      return IS_LOADED[entries.find(({ id }) => id === model)?.state ?? ""];
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      // An answer that is no list will be none the next time either; without one nothing is known.
      if (error instanceof EndpointFailure && error.details.status !== undefined && error.details.status < 500)
        this.#unknown = true;
      return undefined;
    }
  }
}
