import { TextGathering } from "../foreign/text-gathering";
import type { StreamEvent } from "../model/service-events";

/** Of these only the last one matters. */
const REPLACED: ReadonlySet<StreamEvent["type"]> = new Set(["loading", "thinking", "queued"]);

/** All but text, which is joined. */
type Told = Exclude<StreamEvent, { type: "delta" }>;

/** Each attempt has reasoning of its own. */
const isOfSame = (last: Told, event: Told): boolean =>
  last.type === event.type &&
  !(last.type === "thinking" && event.type === "thinking" && last.endpoint !== event.endpoint);

/** The later event, with the reasoning of both: that is lost no more than text is. */
function withThoughts(last: Told, event: Told): Told {
  if (last.type !== "thinking" || event.type !== "thinking" || last.text === undefined) return event;
  return { ...event, text: last.text + (event.text ?? "") };
}

/** What the reader gets once he has taken all that came before. */
type Ending = { type: "done" } | { type: "failed"; error: unknown };

interface Reader {
  resolve(result: IteratorResult<StreamEvent, undefined>): void;
  reject(error: unknown): void;
}

/**
 * Events for a reader who takes them in his own time. Text that he has not taken yet is joined, and of what tells only how far something has
 * got the last one stays, so that what waits is hardly more than the answer.
 */
export class EventQueue {
  #events: (Told | TextGathering)[] = [];
  #ending: Ending | undefined;
  /** Those who wait for an event, in the order in which they asked. */
  readonly #readers: Reader[] = [];

  push(event: StreamEvent): void {
    const last = this.#events.at(-1);
    if (event.type === "delta") {
      const text = last instanceof TextGathering ? last : new TextGathering();
      text.add(event.text);
      if (text !== last) this.#events.push(text);
    } else if (REPLACED.has(event.type) && last && !(last instanceof TextGathering) && isOfSame(last, event))
      this.#events[this.#events.length - 1] = withThoughts(last, event);
    else this.#events.push(event);
    this.#serve();
  }

  /** No more will come. The first end counts. */
  end(ending: Ending): void {
    this.#ending ??= ending;
    this.#serve();
  }

  /** The reader has gone: what waits is dropped. */
  drop(): void {
    this.#events = [];
    this.#ending = { type: "done" };
    this.#serve();
  }

  /** The next event. Whoever asks several times at once gets them in the order in which he asked, as of a generator. */
  next(): Promise<IteratorResult<StreamEvent, undefined>> {
    return new Promise((resolve, reject) => {
      this.#readers.push({ resolve, reject });
      this.#serve();
    });
  }

  #serve(): void {
    while (this.#events.length > 0 || this.#ending) {
      const reader = this.#readers.shift();
      if (!reader) return;
      this.#give(reader);
    }
  }

  #give({ resolve, reject }: Reader): void {
    const event = this.#events.shift();
    if (event)
      return resolve({
        value: event instanceof TextGathering ? { type: "delta", text: event.text } : event,
        done: false,
      });
    const ending = this.#ending;
    this.#ending = { type: "done" };
    if (ending?.type === "failed") reject(ending.error);
    else resolve({ value: undefined, done: true });
  }
}
