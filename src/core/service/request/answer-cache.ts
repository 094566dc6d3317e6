import type { ChatMessage } from "../../model/chat";
import { MAX_CACHE_CHARS } from "../../model/limits";
import type { Completion, RequestOptions } from "../../model/request";

/** How long an answer may be given again, and how many are kept at most. */
interface CacheLimits {
  maxAgeMs: number;
  maxEntries: number;
}

/** The last answers, for the moment when every endpoint is open. Least recently used go first. */
export class AnswerCache {
  #limits: CacheLimits;
  readonly #entries = new Map<string, { completion: Completion; at: number }>();
  /** Of all questions and answers together, in UTF-16 code units. */
  #size = 0;

  constructor(limits: CacheLimits) {
    this.#limits = limits;
  }

  setLimits(limits: CacheLimits): void {
    this.#limits = limits;
    this.#trim();
  }

  /** @param at epoch milliseconds */
  set(key: string, completion: Completion, at: number): void {
    this.#delete(key);
    this.#size += key.length + completion.content.length;
    // What the caller does with its answer is no business of the cache.
    this.#entries.set(key, { completion: { ...completion, usage: { ...completion.usage }, attempts: [] }, at });
    this.#trim();
  }

  /** The answer and its time in epoch milliseconds, unless it is older than `maxAgeMs`. */
  get(key: string, now: number): { completion: Completion; at: number } | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    if (now - entry.at > this.#limits.maxAgeMs) {
      this.#delete(key);
      return undefined;
    }
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry;
  }

  #trim(): void {
    for (const key of this.#entries.keys()) {
      if (this.#entries.size <= this.#limits.maxEntries && this.#size <= MAX_CACHE_CHARS) return;
      this.#delete(key);
    }
  }

  #delete(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#size -= key.length + entry.completion.content.length;
  }
}

/**
 * Two requests are the same when they would send the same words with the same options. Lengths keep apart what would run together. Undefined for a request with tools
 * or with more than words: its answer is a step of something that goes on, and none to be given twice.
 */
export function cacheKey(
  messages: ChatMessage[],
  {
    endpoint,
    model,
    temperature,
    maxTokens,
    tools,
  }: Pick<RequestOptions, "endpoint" | "model" | "temperature" | "maxTokens" | "tools">,
): string | undefined {
  if (tools) return undefined;
  let key = `${JSON.stringify(endpoint)} ${JSON.stringify(model)} ${temperature} ${maxTokens}`;
  for (const { role, content } of messages) {
    if (typeof content !== "string") return undefined;
    key += ` ${role} ${content.length}:${content}`;
  }
  return key;
}
