import type { WriteOp } from "../../../core/history/engine";
import { WriteQueue, type Dropped } from "../../../core/history/client/write-queue";
import { MAX_UNWRITTEN_CHARS } from "../../../core/model/limits";
import type { Logger } from "../../../core/ports/logger";
import type { ToWorker } from "./worker-protocol";

/** What may be on its way to the thread, in characters: what is held back here can still be shortened, and the thread has little room. */
const MOST_SENT_CHARS = 4_000_000;

/** What waits for its turn; a batch stands for the oldest of what is unwritten and was not sent. */
type Unsent = "batch" | ToWorker;

/** Where it is sent to. */
interface Receiver {
  /** @throws where something in it cannot go to a thread */
  post(message: ToWorker): void;
}

/**
 * What is to go to the history's thread, in its order, and what was written and is not known to be stored. Too much on its way holds everything
 * back; while nothing can be written, only writes wait, and questions pass them.
 */
export class Outbox {
  readonly #unwritten = new WriteQueue(MAX_UNWRITTEN_CHARS);
  #unsent: Unsent[] = [];
  #writesAreHeld = false;
  #settled: (() => void)[] = [];
  #toldDropped: Dropped = { texts: 0, entries: 0 };
  readonly #logger: Pick<Logger, "error">;

  constructor(logger: Pick<Logger, "error">) {
    this.#logger = logger;
  }

  /** Nothing that was written waits to be stored. */
  get isWritten(): boolean {
    return this.#unwritten.isEmpty;
  }

  write(ops: WriteOp[]): void {
    this.#unwritten.push(ops);
    this.#unsent.push("batch");
  }

  /** Anything but a write. */
  add(message: ToWorker): void {
    this.#unsent.push(message);
  }

  /** Nobody waits for that answer any more: the question need not be sent. */
  withdraw(id: number): void {
    this.#unsent = this.#unsent.filter(
      (message) => message === "batch" || message.type !== "call" || message.id !== id,
    );
  }

  /** The engine cannot write for now. */
  holdWrites(): void {
    this.#writesAreHeld = true;
  }

  releaseWrites(): void {
    this.#writesAreHeld = false;
  }

  /** Sends what may go now. */
  sendTo(thread: Receiver): void {
    const later: Unsent[] = [];
    let full = false;
    for (const message of this.#unsent) {
      const isBatch = message === "batch";
      if (isBatch && this.#writesAreHeld) {
        later.push(message);
        continue;
      }
      full ||= isBatch && this.#unwritten.sentSize >= MOST_SENT_CHARS;
      if (full) later.push(message);
      else if (isBatch) this.#postBatch(thread, this.#unwritten.send() ?? []);
      else thread.post(message);
    }
    this.#unsent = later;
  }

  /** Sends all writes, even if they are held: the engine tries once more before it ends. Questions get no answer any more. */
  sendLastTo(thread: Receiver): void {
    this.#unsent = [];
    for (let ops = this.#unwritten.send(); ops !== undefined; ops = this.#unwritten.send())
      thread.post({ type: "write", ops: ops.filter(isCloneable) });
  }

  /** The oldest batch is stored. */
  stored(): void {
    this.#unwritten.stored();
    if (this.isWritten) this.#settle();
  }

  /** Resolves when everything written so far is stored, or taken back. */
  async settled(): Promise<void> {
    if (!this.isWritten) await new Promise<void>((resolve) => this.#settled.push(resolve));
  }

  /** Everything that is not known to be stored, oldest first. Nothing is left to be sent. */
  takeBack(): WriteOp[] {
    const ops = this.#unwritten.takeAll();
    this.#unsent = [];
    this.#settle();
    return ops;
  }

  /** What was let go for want of room since this was asked last; undefined: nothing. */
  newlyDropped(): Dropped | undefined {
    const { texts, entries } = this.#unwritten.dropped;
    const news = { texts: texts - this.#toldDropped.texts, entries: entries - this.#toldDropped.entries };
    if (news.texts === 0 && news.entries === 0) return undefined;
    this.#toldDropped = { texts, entries };
    return news;
  }

  /** What cannot go to a thread (somebody passed a function) takes nothing else with it. */
  #postBatch(thread: Receiver, ops: WriteOp[]): void {
    try {
      thread.post({ type: "write", ops });
    } catch (error) {
      this.#logger.error("An entry cannot be stored in the history", error);
      thread.post({ type: "write", ops: ops.filter(isCloneable) });
    }
  }

  #settle(): void {
    for (const resolve of this.#settled) resolve();
    this.#settled = [];
  }
}

function isCloneable(op: WriteOp): boolean {
  try {
    structuredClone(op);
    return true;
  } catch {
    return false;
  }
}
