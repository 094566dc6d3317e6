import type { Conversation } from "../../core/conversation/conversation";
import type { ConversationStore } from "../../core/conversation/conversation-store";

export interface KeepingParts {
  store: Pick<ConversationStore, "save" | "clear">;
  /** What the settings of the history say: whether prompts are kept, and for how long, in milliseconds. */
  rules(): { storePrompts: boolean; maxAgeMs: number };
  log(error: unknown): void;
  /** Tells a person that conversations are not kept. */
  tell(): void;
  /** Epoch milliseconds. */
  wallNow(): number;
}

/**
 * Writes conversations as they go on, and removes those that are older than the history may be, unless the settings say that no prompts are kept. A failure is
 * told once.
 */
export class Keeping {
  readonly #parts: KeepingParts;
  readonly #writing = new Set<Promise<void>>();
  #told = false;
  #cleared = false;

  constructor(parts: KeepingParts) {
    this.#parts = parts;
  }

  keep(conversation: Conversation): void {
    const { store, rules, wallNow } = this.#parts;
    const { storePrompts, maxAgeMs } = rules();
    if (!storePrompts) return;
    this.#await(store.save(conversation));
    if (this.#cleared) return;
    this.#cleared = true;
    this.#await(store.clear(wallNow() - maxAgeMs));
  }

  /** Resolves when everything is written that was to be kept. */
  async flush(): Promise<void> {
    await Promise.all(this.#writing);
  }

  #await(work: Promise<void>): void {
    const writing = work.catch((error: unknown) => this.#failed(error));
    this.#writing.add(writing);
    void writing.finally(() => this.#writing.delete(writing));
  }

  #failed(error: unknown): void {
    this.#parts.log(error);
    if (this.#told) return;
    this.#told = true;
    this.#parts.tell();
  }
}
