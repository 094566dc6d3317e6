import type * as vscode from "vscode";
import { Emitter } from "../../core/async/emitter";
import { within, type Timers } from "../../core/async/wait";
import { typeInfo } from "../../core/model/endpoint-types";
import type { EndpointConfig } from "../../core/model/endpoint";
import { originOf } from "./origin";

const PREFIX = "llmBreaker.apiKey:";

/** Where the origins are kept whose keys travel unencrypted, as the user was told. */
const IN_CLEAR = "llmBreaker.keysInClear";

/** How long anybody waits for the storage, in milliseconds: a keyring that wants its password may say nothing for hours. */
const PATIENCE_MS = 5_000;

/** What the storage said of a key. */
type Reading = { key: string | undefined } | { error: unknown };

/** A key that the storage did not give. `error`: undefined where it has not answered yet. */
export interface MissedKey {
  origin: string;
  error: unknown;
}

/** API keys in the editor's secret storage, one an origin: a key is for the server it was given for and for no other. */
export class KeyStore implements vscode.Disposable {
  readonly #changes = new Emitter<void>();
  readonly #misses = new Emitter<MissedKey>();
  readonly #subscription: vscode.Disposable;
  readonly #secrets: vscode.SecretStorage;
  readonly #memento: vscode.Memento;
  readonly #timers: Timers;
  /** As they were read or stored last, by origin. */
  readonly #known = new Map<string, string>();
  /** Questions to the storage that nobody waits for any more. */
  readonly #late = new Map<string, Promise<Reading>>();
  /** Origins whose key was told to be missed. */
  readonly #missed = new Set<string>();

  constructor({ secrets, globalState }: Pick<vscode.ExtensionContext, "secrets" | "globalState">, timers: Timers) {
    this.#secrets = secrets;
    this.#memento = globalState;
    this.#timers = timers;
    // Told for changes in other windows too.
    this.#subscription = secrets.onDidChange(({ key }) => {
      if (!key.startsWith(PREFIX)) return;
      this.#late.delete(key.slice(PREFIX.length));
      this.#changes.emit();
    });
  }

  onDidChange(listener: () => void): vscode.Disposable {
    return this.#changes.on(listener);
  }

  /** Told once of each origin whose key cannot be read, or not yet, until one was read. */
  onDidMiss(listener: (missed: MissedKey) => void): vscode.Disposable {
    return this.#misses.on(listener);
  }

  /**
   * The keys of these endpoints by origin. An Ollama needs none, so that with Ollama alone the storage is not touched. Resolves after five seconds at the latest and never
   * rejects: a key that the storage does not give is what it was last, and comes as a change when it is given after all.
   */
  async keysFor(endpoints: EndpointConfig[]): Promise<Map<string, string>> {
    const origins = [...new Set(endpoints.flatMap((endpoint) => keyedOrigin(endpoint) ?? []))];
    await Promise.all(origins.map((origin) => this.#look(origin)));
    return new Map(
      origins.flatMap((origin) => {
        const key = this.#known.get(origin);
        return key === undefined ? [] : [[origin, key]];
      }),
    );
  }

  /** Listeners are told before this resolves, so that the next request has the key. */
  async store(origin: string, key: string): Promise<void> {
    await this.#secrets.store(PREFIX + origin, key);
    this.#settle(origin, key);
    this.#changes.emit();
  }

  async remove(origin: string): Promise<void> {
    await this.#secrets.delete(PREFIX + origin);
    this.#settle(origin, undefined);
    this.#changes.emit();
  }

  isKnownInClear(origin: string): boolean {
    return this.#memento.get<string[]>(IN_CLEAR, []).includes(origin);
  }

  /** The user was told that this origin's key travels unencrypted. */
  async noteInClear(origin: string): Promise<void> {
    await this.#memento.update(IN_CLEAR, [...new Set([...this.#memento.get<string[]>(IN_CLEAR, []), origin])]);
  }

  dispose(): void {
    this.#changes.dispose();
    this.#misses.dispose();
    this.#subscription.dispose();
  }

  async #look(origin: string): Promise<void> {
    if (this.#late.has(origin)) return;
    const reading = this.#read(origin);
    const inTime = await within(reading, PATIENCE_MS, this.#timers);
    if (inTime) return this.#take(origin, inTime);
    this.#late.set(origin, reading);
    this.#miss(origin, undefined);
    void reading.then((given) => {
      // The key may have been stored meanwhile.
      if (this.#late.get(origin) !== reading) return;
      this.#late.delete(origin);
      this.#take(origin, given);
      this.#changes.emit();
    });
  }

  async #read(origin: string): Promise<Reading> {
    try {
      return { key: await this.#secrets.get(PREFIX + origin) };
    } catch (error) {
      return { error };
    }
  }

  #take(origin: string, reading: Reading): void {
    if ("error" in reading) this.#miss(origin, reading.error);
    else this.#settle(origin, reading.key);
  }

  #settle(origin: string, key: string | undefined): void {
    this.#late.delete(origin);
    this.#missed.delete(origin);
    // An empty key is none.
    if (key) this.#known.set(origin, key);
    else this.#known.delete(origin);
  }

  #miss(origin: string, error: unknown): void {
    if (this.#missed.has(origin)) return;
    this.#missed.add(origin);
    this.#misses.emit({ origin, error });
  }
}

/** The origin under which an endpoint's key is kept; undefined where there is no key to keep. */
export function keyedOrigin(endpoint: Pick<EndpointConfig, "type" | "url">): string | undefined {
  return typeInfo(endpoint.type).key?.asked ? originOf(endpoint.url) : undefined;
}
