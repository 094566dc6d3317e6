import type { WriteOp } from "../engine";
import { sizeOf } from "./history-link";

export interface Dropped {
  /** Requests whose prompt and answer were let go; their figures stay. */
  texts: number;
  /** Entries that were let go altogether. */
  entries: number;
}

interface Batch {
  ops: WriteOp[];
  sent: boolean;
}

/**
 * What is recorded and not yet known to be stored. Bounded: beyond it the oldest texts are let go first, then the oldest entries; what was sent already
 * is left as it is, because it may be stored at any moment.
 */
export class WriteQueue {
  readonly #batches: Batch[] = [];
  #size = 0;
  #sentSize = 0;
  #dropped: Dropped = { texts: 0, entries: 0 };
  readonly #most: number;

  /** @param most in characters, as of {@link sizeOf}. */
  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#size;
  }

  /** Of what was sent and is not known to be stored. */
  get sentSize(): number {
    return this.#sentSize;
  }

  get isEmpty(): boolean {
    return this.#batches.length === 0;
  }

  /** What was let go since the queue was made. */
  get dropped(): Dropped {
    return this.#dropped;
  }

  push(ops: WriteOp[]): void {
    this.#batches.push({ ops, sent: false });
    this.#size += sizeOfAll(ops);
    if (this.#size > this.#most) this.#shrink(withoutText);
    if (this.#size > this.#most) this.#shrink(() => undefined);
  }

  /** The oldest batch that was not sent, which counts as sent from now on. */
  send(): WriteOp[] | undefined {
    const batch = this.#batches.find(({ sent }) => !sent);
    if (batch === undefined) return undefined;
    batch.sent = true;
    this.#sentSize += sizeOfAll(batch.ops);
    return batch.ops;
  }

  /** The oldest batch is stored. */
  stored(): void {
    const size = sizeOfAll(this.#batches.shift()?.ops ?? []);
    this.#size -= size;
    this.#sentSize -= size;
  }

  /** Everything that is not known to be stored, oldest first; the queue is empty afterwards. */
  takeAll(): WriteOp[] {
    const ops = this.#batches.flatMap((batch) => batch.ops);
    this.#batches.length = 0;
    this.#size = 0;
    this.#sentSize = 0;
    return ops;
  }

  /** @param less what takes less room than an entry, undefined for nothing at all; the entry itself where there is nothing to let go. */
  #shrink(less: (op: WriteOp) => WriteOp | undefined): void {
    for (const batch of this.#batches) {
      if (batch.sent) continue;
      batch.ops = batch.ops.flatMap((op) => {
        // Options are few, and what comes after them is stored by them.
        if (this.#size <= this.#most || op.op === "options") return op;
        const shrunk = less(op);
        if (shrunk === op) return op;
        this.#size -= sizeOf(op) - (shrunk === undefined ? 0 : sizeOf(shrunk));
        this.#dropped =
          shrunk === undefined
            ? { ...this.#dropped, entries: this.#dropped.entries + 1 }
            : { ...this.#dropped, texts: this.#dropped.texts + 1 };
        return shrunk ?? [];
      });
    }
  }
}

function withoutText(op: WriteOp): WriteOp {
  if (op.op !== "request" || (op.entry.messages.length === 0 && op.entry.content === "")) return op;
  return { op: "request", entry: { ...op.entry, messages: [], content: "" } };
}

const sizeOfAll = (ops: readonly WriteOp[]): number => ops.reduce((sum, op) => sum + sizeOf(op), 0);
