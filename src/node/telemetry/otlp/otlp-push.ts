import type { Clock } from "../../../core/breaker/types";
import { shownUrl } from "../../../core/foreign/shown-url";
import type { Logger } from "../../../core/ports/logger";
import type { Transport } from "../../../core/ports/transport";
import { OtlpPushError, postOtlp, type OtlpTarget } from "./otlp-post";

/** A receiver that has not answered by then has failed, in milliseconds. */
const POST_TIMEOUT_MS = 10_000;
/** Longest pause after repeated failures, in milliseconds. */
const LONGEST_PAUSE_MS = 300_000;

export interface OtlpPushDeps {
  /** Everything as it is now, encoded. */
  encode: () => Promise<Uint8Array>;
  /** What the receiver says it did not take, from its answer. Throws when that is unreadable. */
  rejection: (answer: Uint8Array) => string | undefined;
  clock: Clock;
  log: Logger;
  /** The one way out: its rules of proxies, certificates and private networks hold here too. */
  transport: Pick<Transport, "request">;
}

/**
 * Pushes all metrics at an interval, at once when started. The counts are cumulative, so a push that fails loses nothing: the next
 * one carries it, after a pause that doubles up to five minutes. The first failure of a row is told in the log, and its end.
 */
export class OtlpPush {
  #ended = false;
  /** The post under way. */
  #post: AbortController | undefined;
  #timer: unknown;
  #running: Promise<void>;
  #failures = 0;
  #rejected: string | undefined;
  readonly #target: OtlpTarget;
  readonly #intervalMs: number;
  readonly #deps: OtlpPushDeps;

  constructor(target: OtlpTarget, intervalMs: number, deps: OtlpPushDeps) {
    this.#target = target;
    this.#intervalMs = intervalMs;
    this.#deps = deps;
    this.#running = this.#round();
  }

  /** Ends the pushing: one last push that may take `flushMs`, then nothing is left running. Never rejects. */
  async dispose(flushMs: number): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#post?.abort(new OtlpPushError("The pushing of metrics ended."));
    this.#deps.clock.clearTimeout(this.#timer);
    await this.#running;
    // A receiver that did not answer last time would only hold up the closing.
    if (flushMs > 0 && this.#failures === 0)
      await this.#push(flushMs).catch((error: unknown) =>
        this.#deps.log.debug("The last metrics could not be pushed", error),
      );
  }

  async #round(): Promise<void> {
    let pauseMs = this.#intervalMs;
    try {
      await this.#push(POST_TIMEOUT_MS);
      if (this.#failures > 0) this.#deps.log.info(`Metrics reach ${shownUrl(this.#target.url)} again`);
      this.#failures = 0;
    } catch (error) {
      if (this.#ended) return;
      pauseMs = this.#noteFailure(error);
    }
    if (this.#ended) return;
    this.#timer = this.#deps.clock.setTimeout(() => void (this.#running = this.#round()), pauseMs);
  }

  async #push(timeoutMs: number): Promise<void> {
    const { clock, encode, transport } = this.#deps;
    const post = (this.#post = new AbortController());
    const timer = clock.setTimeout(
      () => post.abort(new OtlpPushError(`${shownUrl(this.#target.url)} did not answer within ${timeoutMs / 1000} s`)),
      timeoutMs,
    );
    try {
      this.#noteRejection(await postOtlp(this.#target, await encode(), post.signal, transport));
    } finally {
      clock.clearTimeout(timer);
    }
  }

  /** @returns how long to wait, in milliseconds */
  #noteFailure(error: unknown): number {
    const { log } = this.#deps;
    const pauseMs = Math.max(this.#intervalMs, Math.min(LONGEST_PAUSE_MS, this.#intervalMs * 2 ** this.#failures));
    const hintMs = error instanceof OtlpPushError ? error.retryAfterMs : undefined;
    const message = `Metrics could not be pushed: ${error instanceof Error ? error.message : String(error)}`;
    if (this.#failures === 0) log.warn(`${message}. Trying again at growing intervals; nothing is lost meanwhile.`);
    else log.debug(message);
    this.#failures += 1;
    return hintMs === undefined ? pauseMs : Math.max(this.#intervalMs, Math.min(LONGEST_PAUSE_MS, hintMs));
  }

  #noteRejection(answer: Uint8Array): void {
    let rejection: string | undefined;
    try {
      rejection = this.#deps.rejection(answer);
    } catch {
      // The metrics are there; an answer in another encoding says nothing more.
      rejection = undefined;
    }
    if (rejection !== undefined && rejection !== this.#rejected)
      this.#deps.log.warn(`${shownUrl(this.#target.url)} did not take all metrics: ${rejection}`);
    this.#rejected = rejection;
  }
}
