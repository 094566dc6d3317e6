import * as v from "valibot";
import type { CancelSignal } from "../../async/cancel-signal";
import { EndpointFailure } from "../../failure/endpoint-failure";
import { MAX_LIST_BYTES } from "../../model/limits";
import type { ApiAddress } from "../wire/api-address";
import type { HttpApi } from "../wire/http-api";
import { loadedModelsUrls } from "./openai-url";

const entriesSchema = v.pipe(
  v.looseObject({ models: v.optional(v.array(v.unknown())), data: v.optional(v.array(v.unknown())) }),
  v.transform(({ models, data }) => models ?? data ?? []),
);
const instanceSchema = v.looseObject({ id: v.string() });
/** Since 0.4: what a model is called, and what of it is in memory, each by a name of its own. */
const entrySchema = v.pipe(
  v.looseObject({ key: v.string(), loaded_instances: v.array(v.unknown()) }),
  v.transform(({ key, loaded_instances: loaded }) => {
    const names = loaded
      .map((one) => v.safeParse(instanceSchema, one))
      .flatMap((one) => (one.success ? one.output.id : []));
    return { names: [key, ...names], loaded: loaded.length > 0 };
  }),
);
/** Before that. */
const IS_LOADED: Record<string, boolean | undefined> = { loaded: true, loading: false, "not-loaded": false };
const olderEntrySchema = v.pipe(
  v.looseObject({ id: v.string(), state: v.string() }),
  v.transform(({ id, state }) => ({ names: [id], loaded: IS_LOADED[state] })),
);

interface Entry {
  names: string[];
  loaded: boolean | undefined;
}

/**
 * LM Studio's own list of models (https://lmstudio.ai/docs/developer/rest/list, before 0.4 https://lmstudio.ai/docs/developer/rest/endpoints), which says of each
 * whether it is loaded. The server loads what it is asked for and says nothing meanwhile.
 */
export class LoadedModels {
  /** Where the list may be: the places that have turned out to have none are left out and not asked again. */
  #places: readonly string[];
  readonly #api: HttpApi;

  constructor(api: HttpApi, address: ApiAddress) {
    this.#api = api;
    this.#places = loadedModelsUrls(address);
  }

  /** Undefined where the server does not tell. Throws only the signal's reason. */
  async isLoaded(model: string, signal: CancelSignal): Promise<boolean | undefined> {
    for (const url of this.#places) {
      const entries = await this.#entries(url, signal);
      if (entries === undefined) return undefined;
      if (entries.length > 0) {
        this.#places = [url];
        return entries.find(({ names }) => names.includes(model))?.loaded;
      }
      this.#places = this.#places.filter((place) => place !== url);
    }
    return undefined;
  }

  /** Empty where this is no such list, and will be none the next time either; undefined where nothing is known, as nobody answered. */
  async #entries(url: string, signal: CancelSignal): Promise<Entry[] | undefined> {
    try {
      const list = v.safeParse(entriesSchema, await this.#api.json({ method: "GET", url }, MAX_LIST_BYTES, signal));
      return (list.success ? list.output : [])
        .map((entry) => v.safeParse(v.union([entrySchema, olderEntrySchema]), entry))
        .flatMap((entry): Entry[] => (entry.success ? [entry.output] : []));
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      const said = error instanceof EndpointFailure ? error.details.status : undefined;
      const isNone =
        error instanceof EndpointFailure && (error.kind === "malformed" || (said !== undefined && said < 500));
      return isNone ? [] : undefined;
    }
  }
}
