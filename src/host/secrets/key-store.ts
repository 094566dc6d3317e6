import type * as vscode from "vscode";
import { Emitter } from "../../core/async/emitter";
import { typeInfo } from "../../core/model/endpoint-types";
import type { EndpointConfig } from "../../core/model/endpoint";
import { originOf } from "./origin";

const PREFIX = "llmBreaker.apiKey:";

/** Where the origins are kept whose keys travel unencrypted, as the user was told. */
const IN_CLEAR = "llmBreaker.keysInClear";

/** API keys in the editor's secret storage, one an origin: a key is for the server it was given for and for no other. */
export class KeyStore implements vscode.Disposable {
  readonly #changes = new Emitter<void>();
  readonly #subscription: vscode.Disposable;
  readonly #secrets: vscode.SecretStorage;
  readonly #known: vscode.Memento;

  constructor({ secrets, globalState }: Pick<vscode.ExtensionContext, "secrets" | "globalState">) {
    this.#secrets = secrets;
    this.#known = globalState;
    // Told for changes in other windows too.
    this.#subscription = secrets.onDidChange(({ key }) => {
      if (key.startsWith(PREFIX)) this.#changes.emit();
    });
  }

  onDidChange(listener: () => void): vscode.Disposable {
    return this.#changes.on(listener);
  }

  /** The keys of these endpoints by origin. An Ollama needs none, so that with Ollama alone the storage is not touched. */
  async keysFor(endpoints: EndpointConfig[]): Promise<Map<string, string>> {
    const origins = new Set(endpoints.flatMap((endpoint) => keyedOrigin(endpoint) ?? []));
    const keys = new Map<string, string>();
    for (const origin of origins) {
      const key = await this.#secrets.get(PREFIX + origin);
      if (key) keys.set(origin, key);
    }
    return keys;
  }

  /** Listeners are told before this resolves, so that the next request has the key. */
  async store(origin: string, key: string): Promise<void> {
    await this.#secrets.store(PREFIX + origin, key);
    this.#changes.emit();
  }

  async remove(origin: string): Promise<void> {
    await this.#secrets.delete(PREFIX + origin);
    this.#changes.emit();
  }

  isKnownInClear(origin: string): boolean {
    return this.#known.get<string[]>(IN_CLEAR, []).includes(origin);
  }

  /** The user was told that this origin's key travels unencrypted. */
  async noteInClear(origin: string): Promise<void> {
    await this.#known.update(IN_CLEAR, [...new Set([...this.#known.get<string[]>(IN_CLEAR, []), origin])]);
  }

  dispose(): void {
    this.#changes.dispose();
    this.#subscription.dispose();
  }
}

/** The origin under which an endpoint's key is kept; undefined where there is no key to keep. */
export function keyedOrigin(endpoint: Pick<EndpointConfig, "type" | "url">): string | undefined {
  return typeInfo(endpoint.type).key?.asked ? originOf(endpoint.url) : undefined;
}
