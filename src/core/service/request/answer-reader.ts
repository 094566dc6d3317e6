import type { FailureKind } from "../../model/failure-kinds";
import type { StreamEvent } from "../../model/service-events";
import type { Attempt } from "./attempt/attempt";
import type { AttemptEvent } from "./attempt/attempt-types";

/** Whoever reads a request's answer as it comes, and what stands before his eyes. */
export class AnswerReader {
  readonly #tell: ((event: StreamEvent) => void) | undefined;
  #left = false;
  /** Whose text is on the screen. */
  #shown: Attempt | undefined;
  /** What broke the attempt whose text is on the screen. */
  #broken: FailureKind | undefined;

  /** @param tell undefined: he only wants the whole answer, and sees nothing before */
  constructor(tell: ((event: StreamEvent) => void) | undefined) {
    this.#tell = tell;
  }

  /** He sees the text as it comes, so that an answer that breaks off cannot simply be asked for again. */
  get watches(): boolean {
    return this.#tell !== undefined;
  }

  /** As far as it was read, of the attempt that was shown last. */
  get text(): string {
    return this.#shown?.text ?? "";
  }

  tell(event: StreamEvent): void {
    if (!this.#left) this.#tell?.(event);
  }

  /** What an attempt says. Text that takes the place of a broken answer is announced. */
  show(attempt: Attempt, event: AttemptEvent): void {
    const endpoint = attempt.endpoint.id;
    if (event.type !== "delta") return this.tell({ ...event, endpoint });
    this.#shown = attempt;
    if (this.#broken !== undefined) this.tell({ type: "restart", endpoint, reason: this.#broken });
    this.#broken = undefined;
    this.tell(event);
  }

  /** The attempt whose text he sees has failed: the text stays until another attempt has some. */
  brokeOff(kind: FailureKind): void {
    this.#broken = kind;
  }

  /** He wants nothing any more. */
  leave(): void {
    this.#left = true;
  }
}
