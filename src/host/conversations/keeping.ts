import type { Conversation } from "../../core/conversation/conversation";
import type { ConversationStore } from "../../core/conversation/conversation-store";
import { messages } from "../notify";
import { conversation as texts } from "../texts";

/** Writes conversations as they go on, unless the settings say that no prompts are kept. A failure is told once. */
export class Keeping {
  readonly #store: ConversationStore;
  readonly #keepsPrompts: () => boolean;
  readonly #log: (error: unknown) => void;
  #told = false;

  constructor(store: ConversationStore, keepsPrompts: () => boolean, log: (error: unknown) => void) {
    this.#store = store;
    this.#keepsPrompts = keepsPrompts;
    this.#log = log;
  }

  keep(conversation: Conversation): void {
    if (!this.#keepsPrompts()) return;
    this.#store.save(conversation).catch((error: unknown) => {
      this.#log(error);
      if (this.#told) return;
      this.#told = true;
      void messages.warning(texts.notKept);
    });
  }
}
