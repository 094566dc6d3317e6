import type { StreamEvent } from "../model/service-events";
import type { Completion } from "../model/request";
import { held, type ProcessHold } from "../ports/process-hold";
import { EventQueue } from "./event-queue";

/** A request that runs. */
export interface RunningRequest {
  /** Rejects with what `LlmService.complete` is said to reject with. */
  completion: Promise<Completion>;
  cancel(): void;
}

type State =
  | { type: "unread" }
  | { type: "reading"; request: RunningRequest; ended: Promise<void> }
  /** Read to its end, or left. */
  | { type: "over" };

/** One reading of a request's events: the first `next` starts it, and `return` ends it, whatever it is doing. */
export class EventStream implements AsyncIterator<StreamEvent, undefined> {
  readonly #start: (tell: (event: StreamEvent) => void) => RunningRequest;
  readonly #hold: ProcessHold;
  readonly #queue = new EventQueue();
  #state: State = { type: "unread" };

  /**
   * @param start starts the request; what it throws is thrown by the first `next`
   * @param hold keeps the program for whoever waits for an event, not for a stream that was left alone
   */
  constructor(start: (tell: (event: StreamEvent) => void) => RunningRequest, hold: ProcessHold) {
    this.#start = start;
    this.#hold = hold;
  }

  next(): Promise<IteratorResult<StreamEvent, undefined>> {
    return held(this.#hold, () => {
      if (this.#state.type === "unread") this.#begin();
      return this.#queue.next();
    });
  }

  /** The request ends at once, and slots, permits and sockets are back before the caller goes on. */
  return(): Promise<IteratorResult<StreamEvent, undefined>> {
    return held(this.#hold, async () => {
      const state = this.#state;
      this.#state = { type: "over" };
      this.#queue.drop();
      if (state.type === "reading") {
        state.request.cancel();
        await state.ended;
      }
      return { value: undefined, done: true };
    });
  }

  #begin(): void {
    try {
      const request = this.#start((event) => this.#queue.push(event));
      this.#state = { type: "reading", request, ended: this.#relayEnd(request) };
    } catch (error) {
      this.#state = { type: "over" };
      this.#queue.end({ type: "failed", error });
    }
  }

  async #relayEnd({ completion }: RunningRequest): Promise<void> {
    try {
      this.#queue.push({ type: "done", completion: await completion });
      this.#queue.end({ type: "done" });
    } catch (error) {
      this.#queue.end({ type: "failed", error });
    }
  }
}
