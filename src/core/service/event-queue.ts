import { TextGathering } from "../foreign/text-gathering";
import type { StreamEvent } from "../model/service-events";

/** Of these only the last one matters. */
const REPLACED: ReadonlySet<StreamEvent["type"]> = new Set(["loading", "thinking", "queued"]);

/**
 * Events for a reader who takes them in his own time. Text that he has not taken yet is joined, and of what tells only how far something has
 * got the last one stays, so that what waits is hardly more than the answer.
 */
export class EventQueue {
  #events: (Exclude<StreamEvent, { type: "delta" }> | TextGathering)[] = [];
  #ending: { error?: unknown } | undefined;
  #wake: (() => void) | undefined;

  push(event: StreamEvent): void {
    const last = this.#events.at(-1);
    if (event.type === "delta") {
      const text = last instanceof TextGathering ? last : new TextGathering();
      text.add(event.text);
      if (text !== last) this.#events.push(text);
    } else if (REPLACED.has(event.type) && last && !(last instanceof TextGathering) && last.type === event.type)
      this.#events[this.#events.length - 1] = event;
    else this.#events.push(event);
    this.#wake?.();
  }

  /** No more will come. With an error the reader gets that after what came before. */
  end(ending: { error?: unknown } = {}): void {
    this.#ending ??= ending;
    this.#wake?.();
  }

  async next(): Promise<IteratorResult<StreamEvent, undefined>> {
    while (this.#events.length === 0 && !this.#ending) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#wake = undefined;
    const event = this.#events.shift();
    if (event)
      return { value: event instanceof TextGathering ? { type: "delta", text: event.text } : event, done: false };
    const error = this.#ending && "error" in this.#ending ? this.#ending : undefined;
    this.#ending = {};
    if (error) throw error.error;
    return { value: undefined, done: true };
  }
}
