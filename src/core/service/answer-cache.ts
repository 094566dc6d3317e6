import type { ChatMessage } from "../endpoint/chat";
import type { Completion } from "./types";

/** The last answers, for the moment when every endpoint is open. Least recently used go first. */
export class AnswerCache {
  readonly #entries = new Map<string, { completion: Completion; at: number }>();

  constructor(private limits: { maxAgeMs: number; maxEntries: number }) {}

  setLimits(limits: { maxAgeMs: number; maxEntries: number }): void {
    this.limits = limits;
    this.#trim();
  }

  /** @param at epoch milliseconds */
  set(key: string, completion: Completion, at: number): void {
    this.#entries.delete(key);
    // What the caller does with its answer is no business of the cache.
    this.#entries.set(key, { completion: { ...completion, usage: { ...completion.usage }, attempts: [] }, at });
    this.#trim();
  }

  /** The answer and its time in epoch milliseconds, unless it is older than `maxAgeMs`. */
  get(key: string, now: number): { completion: Completion; at: number } | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    if (now - entry.at > this.limits.maxAgeMs) return undefined;
    this.#entries.set(key, entry);
    return entry;
  }

  #trim(): void {
    for (const key of this.#entries.keys()) {
      if (this.#entries.size <= this.limits.maxEntries) return;
      this.#entries.delete(key);
    }
  }
}

/** Two requests are the same when they would send the same words with the same options. Lengths keep apart what would run together. */
export function cacheKey(messages: ChatMessage[], { model, temperature, maxTokens }: { model?: string; temperature?: number; maxTokens?: number }): string {
  let key = `${model === undefined ? "" : model.length}:${model ?? ""} ${temperature} ${maxTokens}`;
  for (const { role, content } of messages) key += ` ${role} ${content.length}:${content}`;
  return key;
}
