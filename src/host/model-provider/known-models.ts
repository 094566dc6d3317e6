import type * as vscode from "vscode";
import { within } from "../../core/async/wait";
import type { Clock } from "../../core/breaker/types";
import type { ListedModel } from "../../core/endpoint/client";
import type { EndpointStatus } from "../../core/model/endpoint";
import { isHttp } from "../../core/model/endpoint-types";
import { MAX_MODELS, MAX_NAME_CHARS } from "../../core/model/limits";
import type { LlmService } from "../../core/service/service-api";
import { modelList } from "../choose/model-list";

/** A list is asked for again after this, in milliseconds, when somebody wants to know. */
const FRESH_MS = 60_000;
/** How long somebody waits for lists that were never had; afterwards they are told of as a change. */
const PATIENCE_MS = 1_500;
/** Names of one endpoint that are remembered for the next start: enough for every local server. */
const MOST_REMEMBERED = 300;

type Listed = Pick<ListedModel, "name" | "abilities">;

/** What is known of one endpoint's models. `at`: on the monotonic clock. */
type Known =
  { type: "remembered"; models: readonly Listed[] } | { type: "asked"; models: readonly Listed[]; at: number };

interface KnownModelsDeps {
  service: Pick<LlmService, "endpoints" | "client">;
  memory: Pick<vscode.Memento, "get" | "update">;
  clock: Clock;
  changed(): void;
  failed(error: unknown): void;
}

const KEY = "llmBreaker.models";

/**
 * The models of each endpoint, as its server last listed them. Servers are asked only when {@link ask} is called; until then, and while they do not answer, the list
 * is the last one that was had, from before a restart too. The editor's own models are in its picker without us; and asking for them from within a picker's question
 * would wait for itself.
 */
export class KnownModels {
  readonly #deps: KnownModelsDeps;
  /** By id and address. */
  readonly #known = new Map<string, Known>();
  readonly #asking = new Map<string, Promise<void>>();
  readonly #abort = new AbortController();

  constructor(deps: KnownModelsDeps) {
    this.#deps = deps;
  }

  of(endpoint: Pick<EndpointStatus, "id" | "url">): readonly Listed[] {
    return this.#knownOf(keyOf(endpoint)).models;
  }

  /** Asks the servers whose list is old, or only those of which there is none. Waits, and not for long, only where there is none yet. Never rejects. */
  async ask(which: "old" | "missing" = "old"): Promise<void> {
    const now = this.#deps.clock.now();
    const first: Promise<void>[] = [];
    for (const status of this.#deps.service.endpoints()) {
      if (!isHttp(status.type)) continue;
      const key = keyOf(status);
      const known = this.#knownOf(key);
      const missing = known.models.length === 0;
      if ((which === "missing" && !missing) || (known.type === "asked" && now - known.at < FRESH_MS)) continue;
      const asking = this.#asking.get(key) ?? this.#askOne(status.id, key);
      if (known.type === "remembered" && missing) first.push(asking);
    }
    if (first.length > 0) await within(Promise.all(first), PATIENCE_MS, this.#deps.clock);
  }

  /** Settings or keys are others now: every list is old, and one that is on its way says nothing any more. Asks nobody. */
  reconsider(): void {
    this.#asking.clear();
    for (const [key, { models }] of this.#known) this.#known.set(key, { type: "remembered", models });
  }

  dispose(): void {
    this.#abort.abort();
  }

  #askOne(id: string, key: string): Promise<void> {
    const before = this.#knownOf(key).models;
    const asking = modelList(this.#deps.service.client(id), this.#abort.signal).then((list) => {
      // It may have been asked with a key that is another now.
      if (this.#asking.get(key) !== asking || this.#abort.signal.aborted) return;
      this.#asking.delete(key);
      const models =
        list.type === "listed" ? list.models.slice(0, MAX_MODELS).filter(({ name }) => isName(name)) : before;
      this.#known.set(key, { type: "asked", models, at: this.#deps.clock.now() });
      // What they can may have changed although their names have not.
      this.#deps.changed();
      if (!sameNames(models, before)) this.#remember();
    });
    this.#asking.set(key, asking);
    return asking;
  }

  #knownOf(key: string): Known {
    const known = this.#known.get(key);
    if (known) return known;
    const models = remembered(this.#deps.memory.get(KEY), key);
    const first: Known = { type: "remembered", models };
    this.#known.set(key, first);
    return first;
  }

  /** Of the endpoints that there are now. */
  #remember(): void {
    const lists = this.#deps.service.endpoints().flatMap((status): [string, string[]][] => {
      const names = this.#knownOf(keyOf(status)).models.map(({ name }) => name);
      return names.length > 0 ? [[keyOf(status), names.slice(0, MOST_REMEMBERED)]] : [];
    });
    Promise.resolve(this.#deps.memory.update(KEY, lists)).catch(this.#deps.failed);
  }
}

/** Another server under the same id has other models. */
const keyOf = ({ id, url }: Pick<EndpointStatus, "id" | "url">): string => JSON.stringify([id, url]);

/** What was remembered may be from another version, or damaged. */
function remembered(raw: unknown, key: string): Listed[] {
  if (!Array.isArray(raw)) return [];
  const found: unknown = raw.find((entry: unknown) => Array.isArray(entry) && entry[0] === key);
  const names: unknown = Array.isArray(found) ? found[1] : undefined;
  return Array.isArray(names)
    ? names.slice(0, MOST_REMEMBERED).flatMap((name: unknown) => (isName(name) ? [{ name }] : []))
    : [];
}

const isName = (name: unknown): name is string =>
  typeof name === "string" && name.trim() !== "" && name.length <= MAX_NAME_CHARS;

const sameNames = (some: readonly Listed[], others: readonly Listed[]): boolean =>
  some.length === others.length && some.every(({ name }, index) => name === others[index]?.name);
