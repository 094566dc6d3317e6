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

/** How the storage stands to the key of an origin. `key`: the last that was read or stored, which goes on to be used while no other is given. */
type Holding =
  | { is: "given"; key: string | undefined }
  /** Nobody waits for its answer any more, but it is taken when it comes. */
  | { is: "late"; key: string | undefined; answer: Promise<Reading> }
  | { is: "missed"; key: string | undefined };

/** A key that the storage did not give. `error`: undefined where it has not answered yet. `lastOne`: requests go on with the one that was read last. */
export interface MissedKey {
  origin: string;
  error: unknown;
  lastOne: boolean;
}

/** API keys in the editor's secret storage, one an origin: a key is for the server it was given for and for no other. */
export class KeyStore implements vscode.Disposable {
  readonly #changes = new Emitter<void>();
  readonly #misses = new Emitter<MissedKey>();
  readonly #subscription: vscode.Disposable;
  readonly #secrets: vscode.SecretStorage;
  readonly #memento: vscode.Memento;
  readonly #timers: Timers;
  /** By origin; nothing where none was asked for yet. */
  readonly #held = new Map<string, Holding>();

  constructor({ secrets, globalState }: Pick<vscode.ExtensionContext, "secrets" | "globalState">, timers: Timers) {
    this.#secrets = secrets;
    this.#memento = globalState;
    this.#timers = timers;
    // Told for changes in other windows too.
    this.#subscription = secrets.onDidChange(({ key }) => {
      if (!key.startsWith(PREFIX)) return;
      this.#dropLate(key.slice(PREFIX.length));
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
        const key = this.#held.get(origin)?.key;
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
    if (this.#held.get(origin)?.is === "late") return;
    const answer = this.#read(origin);
    const inTime = await within(answer, PATIENCE_MS, this.#timers);
    if (inTime) return this.#take(origin, inTime);
    this.#miss(origin, undefined, (key) => ({ is: "late", key, answer }));
    void answer.then((given) => {
      const held = this.#held.get(origin);
      // The key may have been stored meanwhile.
      if (held?.is !== "late" || held.answer !== answer) return;
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
    if ("error" in reading) this.#miss(origin, reading.error, (key) => ({ is: "missed", key }));
    else this.#settle(origin, reading.key);
  }

  /** An empty key is none. */
  #settle(origin: string, key: string | undefined): void {
    this.#held.set(origin, { is: "given", key: key || undefined });
  }

  #miss(origin: string, error: unknown, holding: (last: string | undefined) => Holding): void {
    const before = this.#held.get(origin);
    this.#held.set(origin, holding(before?.key));
    if (before === undefined || before.is === "given")
      this.#misses.emit({ origin, error, lastOne: before?.key !== undefined });
  }

  /** It was changed elsewhere: what an old question to the storage gives later is not it. */
  #dropLate(origin: string): void {
    const held = this.#held.get(origin);
    if (held?.is === "late") this.#held.set(origin, { is: "missed", key: held.key });
  }
}

/** The origin under which an endpoint's key is kept; undefined where there is no key to keep. */
export function keyedOrigin(endpoint: Pick<EndpointConfig, "type" | "url">): string | undefined {
  return typeInfo(endpoint.type).key?.asked ? originOf(endpoint.url) : undefined;
}
