import { EndpointFailure } from "../../failure/endpoint-failure";
import { t } from "../../l10n/t";
import { durationText } from "./attempt/duration-text";
import type { Attempt } from "./attempt/attempt";

/** Why a request goes no further: the caller left, or the time is up. */
export type Halt = { type: "cancelled"; reason: unknown } | { type: "expired" };

/** The reason of a wait's signal, whatever ended it: nobody looks at it, and one of our own costs no stack trace. */
const WAIT_OVER = Symbol("wait over");

/** What a request does just now, an attempt or two or a wait, and how all of it is called off. */
export class UnderWay {
  readonly #attempts = new Set<Attempt>();
  /** Ends the wait, if there is one. */
  #waiting: AbortController | undefined;
  #halt: Halt | undefined;

  /** The first reason counts. */
  get halt(): Halt | undefined {
    return this.#halt;
  }

  begin(attempt: Attempt): void {
    this.#attempts.add(attempt);
  }

  end(attempt: Attempt): void {
    this.#attempts.delete(attempt);
  }

  /** Waits, but no longer than the request goes on. The signal fires when it does not, and when the wait is over. */
  async wait(work: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
    if (this.#halt) return;
    const waiting = (this.#waiting = new AbortController());
    try {
      await work(waiting.signal);
    } finally {
      waiting.abort(WAIT_OVER);
      this.#waiting = undefined;
    }
  }

  /** The caller wants no answer any more. */
  cancel(reason: unknown): void {
    this.#stop({ type: "cancelled", reason });
    for (const attempt of this.#attempts) attempt.cancel();
  }

  /** The request's time up to its first token is over, which counts against no endpoint. @param limitMs how long that was */
  expire(limitMs: number): void {
    this.#stop({ type: "expired" });
    for (const attempt of this.#attempts) {
      const { id, address } = attempt.endpoint;
      const message = t(
        "{0} sent no token before the request's {1} were over ({2}).",
        id,
        durationText(limitMs),
        address,
      );
      attempt.fail(new EndpointFailure("ttft_timeout", message, { counts: false }));
    }
  }

  #stop(halt: Halt): void {
    this.#halt ??= halt;
    this.#waiting?.abort(WAIT_OVER);
  }
}
