import type { Conversation } from "./conversation";

/** What a list of conversations shows of one. */
export interface ConversationSummary {
  id: string;
  title: string;
  /** Epoch milliseconds. */
  updatedAt: number;
  turns: number;
  /** True while an answer of it runs, or did when its window ended. */
  running: boolean;
}

/** Keeps conversations over reloads and crashes. */
export interface ConversationStore {
  /** Replaces what was kept of it. Rejects where it cannot be written. */
  save(conversation: Conversation): Promise<void>;
  /** Undefined where there is none, or none that can be read. */
  load(id: string): Promise<Conversation | undefined>;
  /** The latest first. */
  list(): Promise<ConversationSummary[]>;
  remove(id: string): Promise<void>;
  /** Removes what was last changed before then (epoch milliseconds), or all. */
  clear(beforeMs?: number): Promise<void>;
}
