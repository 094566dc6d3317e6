import type { FailureKind } from "../../model/failure-kinds";
import type { ToolCall } from "../../model/chat";
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
    if (event.type === "calling") return;
    if (event.type !== "delta") return this.tell({ ...event, endpoint });
    this.#shows(attempt);
    this.tell(event);
  }

  /** Calls of tools are told when the answer is proved: they are not only read, but acted upon. */
  showCalls(attempt: Attempt, calls: readonly ToolCall[]): void {
    for (const call of calls) {
      this.#shows(attempt);
      this.tell({ type: "tool_call", endpoint: attempt.endpoint.id, ...call });
    }
  }

  #shows(attempt: Attempt): void {
    this.#shown = attempt;
    if (this.#broken !== undefined) this.tell({ type: "restart", endpoint: attempt.endpoint.id, reason: this.#broken });
    this.#broken = undefined;
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
