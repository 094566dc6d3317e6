import { whenAborted } from "../../async/abort-listeners";
import { CancelSource } from "../../async/cancel-signal";
import type { Later } from "../../async/later";
import { untilAborted } from "../../async/wait";
import { EndpointError, RequestCancelledError } from "../../failure/errors";
import { isNotLoaded } from "../../failure/loaded";
import { requestRecord } from "./request-end";
import type { Run, RunFactory } from "./run-context";
import { wordsOfMessage } from "./words-of-message";

type RunCode = Later<{ createRun: RunFactory }>;

/** Requests whose code is loaded with the first of them: no program pays at its start for what it may never ask. */
export function laterRuns(code: RunCode): RunFactory {
  return (...given) => code.made?.createRun(...given) ?? new LaterRun(code, given);
}

/** A request that waits for its code, for as long as its caller does. */
class LaterRun implements Run {
  readonly #code: RunCode;
  readonly #given: Parameters<RunFactory>;
  readonly #cancelled = new CancelSource();
  /** Undefined while its code has not come. */
  #run: Run | undefined;

  constructor(code: RunCode, given: Parameters<RunFactory>) {
    this.#code = code;
    this.#given = given;
  }

  cancel(reason?: unknown): void {
    if (this.#run) this.#run.cancel(reason);
    else this.#cancelled.abort(reason);
  }

  /** Rejects with an {@link EndpointError} where the code cannot be loaded. */
  async run(): ReturnType<Run["run"]> {
    const [{ clock }, { options }] = this.#given;
    const [startedWall, startedAt] = [clock.wallNow(), clock.now()];
    const cancelled = this.#cancelled.signal;
    const { signal } = options;
    const unfollow = signal && whenAborted(signal, () => this.cancel(signal.reason));
    try {
      const { createRun } = await untilAborted(this.#code.get(), cancelled);
      this.#run = createRun(...this.#given);
    } catch (error) {
      return cancelled.aborted ? this.#unbegun(startedWall, clock.now() - startedAt) : asRequestError(error);
    } finally {
      unfollow?.();
    }
    // It may have been just as the code came.
    if (cancelled.aborted) this.#run.cancel(cancelled.reason);
    return this.#run.run();
  }

  /** It was cancelled before anything of it could run. */
  #unbegun(startedAt: number, durationMs: number): Awaited<ReturnType<Run["run"]>> {
    const [{ config }, { messages, options }] = this.#given;
    const end = { type: "cancelled", error: new RequestCancelledError([], this.#cancelled.signal.reason) } as const;
    const record = requestRecord(end, {
      startedAt,
      durationMs,
      messages: messages.map(wordsOfMessage),
      attempts: [],
      shownText: "",
      ...(options.label && { label: options.label }),
      ...(config.localOnly && { localOnly: true }),
    });
    return { end, record };
  }
}

function asRequestError(error: unknown): never {
  throw isNotLoaded(error) ? new EndpointError(error.kind, error.message, [], { cause: error.cause }) : error;
}
