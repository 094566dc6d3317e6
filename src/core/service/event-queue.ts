import type { StreamEvent } from "./types";

/** Events for a reader who takes them in his own time. Text that he has not taken yet is joined, so that what waits is no more than the answer. */
export class EventQueue {
  #events: StreamEvent[] = [];
  #ending: { error?: unknown } | undefined;
  #wake: (() => void) | undefined;

  push(event: StreamEvent): void {
    const last = this.#events.at(-1);
    if (event.type === "delta" && last?.type === "delta") this.#events[this.#events.length - 1] = { type: "delta", text: last.text + event.text };
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
    if (event) return { value: event, done: false };
    const error = this.#ending && "error" in this.#ending ? this.#ending : undefined;
    this.#ending = {};
    if (error) throw error.error;
    return { value: undefined, done: true };
  }
}
