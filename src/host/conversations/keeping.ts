import type { Conversation } from "../../core/conversation/conversation";
import type { ConversationStore } from "../../core/conversation/conversation-store";
import { messages } from "../notify";
import { conversation as texts } from "../texts";

/** Writes conversations as they go on, unless the settings say that no prompts are kept. A failure is told once. */
export class Keeping {
  readonly #store: ConversationStore;
  readonly #keepsPrompts: () => boolean;
  readonly #log: (error: unknown) => void;
  readonly #writing = new Set<Promise<void>>();
  #told = false;

  constructor(store: ConversationStore, keepsPrompts: () => boolean, log: (error: unknown) => void) {
    this.#store = store;
    this.#keepsPrompts = keepsPrompts;
    this.#log = log;
  }

  keep(conversation: Conversation): void {
    if (!this.#keepsPrompts()) return;
    const writing = this.#store.save(conversation).then(undefined, (error: unknown) => this.#failed(error));
    this.#writing.add(writing);
    void writing.finally(() => this.#writing.delete(writing));
  }

  /** Resolves when everything is written that was to be kept. */
  async flush(): Promise<void> {
    await Promise.all(this.#writing);
  }

  #failed(error: unknown): void {
    this.#log(error);
    if (this.#told) return;
    this.#told = true;
    void messages.warning(texts.notKept);
  }
}
