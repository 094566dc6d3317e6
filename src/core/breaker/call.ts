import { CallerSignal, isSignal, type Interruption } from "./caller-signal";
import { checkNumber, DURATION } from "./options";
import { readFields } from "./option-fields";
import { CLOCK_RESOLUTION_MS } from "./system-clock";
import type { Clock } from "./types";

/** What an operation is given. */
export interface OperationCall {
  /** The call's own, made when it is first read: aborted with its caller's or by the call's `timeoutMs`, by nothing else. */
  readonly signal: AbortSignal;
}

/** What {@link CircuitBreaker.execute} runs. */
export type Operation<T> = (call: OperationCall) => Promise<T> | T;

export interface ExecuteOptions {
  /** Ends the call without a verdict when it is aborted; as a failure when it was aborted by a timeout. */
  signal?: AbortSignal | null | undefined;
  /** The call fails when it has not ended by then, in milliseconds. */
  timeoutMs?: number | undefined;
}

/** One operation under way: its signal, its time limit, and what they leave behind. */
export class Call implements OperationCall {
  readonly #options: CheckedOptions;
  #controller: AbortController | undefined;
  #timeoutError: DOMException | undefined;
  #ended = false;

  constructor(options: CheckedOptions) {
    this.#options = options;
  }

  get signal(): AbortSignal {
    this.#controller ??= this.#newController();
    return this.#controller.signal;
  }

  /** Runs the operation. @throws what it throws; a `TimeoutError` once its time is over, though it may go on */
  run<T>(operation: Operation<T>, clock: Clock): Promise<T> | T {
    const { timeoutMs } = this.#options;
    return timeoutMs === undefined ? operation(this) : this.#withinTime(operation, timeoutMs, clock);
  }

  /** Leaves nothing on the caller's signal, now and later. @returns what cut the call short, if anything did */
  end(): Interruption | undefined {
    this.#ended = true;
    this.#options.caller?.stopListening();
    return this.#interruption;
  }

  /** Undefined when nothing did, so far. */
  get #interruption(): Interruption | undefined {
    if (this.#timeoutError) return { verdict: "failure", reason: this.#timeoutError };
    return this.#options.caller?.interruption;
  }

  #newController(): AbortController {
    const controller = new AbortController();
    const interruption = this.#interruption;
    if (interruption) controller.abort(interruption.reason);
    // Work that goes on after the call has ended may read its signal late.
    else if (!this.#ended) this.#options.caller?.listen(() => controller.abort(this.#interruption?.reason));
    return controller;
  }

  async #withinTime<T>(operation: Operation<T>, timeoutMs: number, clock: Clock): Promise<T> {
    const endsAt = clock.now() + timeoutMs;
    let timer: unknown;
    const timeout = new Promise<never>((_resolve, reject) => {
      const waitFor = (ms: number): void => {
        timer = clock.setTimeout(() => {
          // It may be too early: timers of runtimes are, and a long time is waited for in pieces.
          const leftMs = endsAt - clock.now();
          if (leftMs > CLOCK_RESOLUTION_MS) waitFor(leftMs);
          else reject(this.#timeIsOver(timeoutMs));
        }, ms);
        keepAlive(timer);
      };
      waitFor(timeoutMs);
    });
    try {
      return await Promise.race([timeout, operation(this)]);
    } finally {
      clock.clearTimeout(timer);
    }
  }

  /** @returns what the call rejects with: what cut it short first */
  #timeIsOver(timeoutMs: number): unknown {
    const before = this.#interruption;
    if (before) return before.reason;
    this.#timeoutError = new DOMException(`The call took longer than ${timeoutMs} ms`, "TimeoutError");
    this.#controller?.abort(this.#timeoutError);
    return this.#timeoutError;
  }
}

interface CheckedOptions {
  readonly caller: CallerSignal | undefined;
  readonly timeoutMs: number | undefined;
}

const NO_OPTIONS: CheckedOptions = { caller: undefined, timeoutMs: undefined };

/**
 * What a caller gave to `execute`.
 * @throws TypeError for what is neither a signal nor options; RangeError for a bad time or an unknown option
 */
export function readExecuteOptions(given: AbortSignal | ExecuteOptions | null | undefined): CheckedOptions {
  if (given === undefined || given === null) return NO_OPTIONS;
  if (isSignal(given)) return { caller: new CallerSignal(given), timeoutMs: undefined };
  if (typeof given !== "object") throw new TypeError("execute needs an AbortSignal or options");
  const { signal, timeoutMs } = readFields(given, "options of execute", ["signal", "timeoutMs"]);
  return {
    caller: readSignal(signal),
    timeoutMs: timeoutMs === undefined ? undefined : checkNumber("timeoutMs", timeoutMs, DURATION),
  };
}

function readSignal(signal: unknown): CallerSignal | undefined {
  if (signal === undefined || signal === null) return undefined;
  if (!isSignal(signal)) throw new TypeError("the signal of execute must be an AbortSignal");
  return new CallerSignal(signal);
}

/** Somebody waits for this call, so the program may not end before its time is over; clocks make timers that do not hold it. */
const keepAlive = (timer: unknown): void => (timer as { ref?: () => void } | undefined)?.ref?.();
