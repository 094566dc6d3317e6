import type { HistoryCall, HistoryCalls, HistoryEngine, WriteOp } from "../engine";
import { askEngine } from "../engine";
import type { SharedNews } from "../shared-breakers";
import type { HistoryChange } from "../types";

/** What an engine tells on its own. */
export interface LinkListener {
  changed(change: HistoryChange): void;
  snapshots(changed: SharedNews[]): void;
}

export interface WatchWish {
  changes: boolean;
  /** The keys of the breakers whose snapshots are wanted. */
  snapshots: readonly string[];
}

/** The way to an engine, wherever it runs. Everything arrives in the order in which it was sent. */
export interface HistoryLink {
  listen(listener: LinkListener): void;
  /** Never throws. */
  write(ops: WriteOp[]): void;
  /** Rejects with the signal's reason when it fires, or when the engine fails. */
  call<M extends HistoryCall>(
    method: M,
    ask: HistoryCalls[M]["ask"],
    signal?: AbortSignal,
  ): Promise<HistoryCalls[M]["answer"]>;
  /** Resolves when everything written so far is stored, or given up. */
  settle(): Promise<void>;
  /** What other windows do that somebody here wants to know. */
  watch(wanted: WatchWish): void;
  /** The window wakes for something else just now: what an engine has to do now and then may be done with it. */
  here(): void;
  dispose(): Promise<void>;
}

/** It says something of breakers or trials, which other windows want to know at once. */
export const isOfBreakers = ({ op }: WriteOp): boolean =>
  op === "snapshot" || op === "renewTrial" || op === "releaseTrial";

/** What a list of writes changes, for whoever shows it. */
export function changeOf(ops: readonly WriteOp[]): HistoryChange {
  return {
    requests: ops.some(({ op }) => op === "request"),
    states: ops.some(({ op }) => op === "transition" || op === "health" || op === "condition"),
    cleared: false,
  };
}

/** How much room an entry takes, roughly: its texts in characters, and something for the rest. */
export function sizeOf(op: WriteOp): number {
  if (op.op !== "request") return 500;
  const { messages, content, attempts, errorMessage = "" } = op.entry;
  const prompts = messages.reduce((sum, message) => sum + message.content.length, 0);
  return attempts.reduce(
    (sum, { message = "" }) => sum + message.length,
    prompts + content.length + errorMessage.length + 500,
  );
}

/** The way to an engine on this very thread. */
export class DirectLink implements HistoryLink {
  #listener: LinkListener | undefined;
  readonly #engine: HistoryEngine;
  readonly #onError: (error: unknown) => void;
  constructor(engine: HistoryEngine, onError: (error: unknown) => void) {
    this.#engine = engine;
    this.#onError = onError;
  }

  listen(listener: LinkListener): void {
    this.#listener = listener;
  }

  write(ops: WriteOp[]): void {
    try {
      this.#engine.write(ops);
      const change = changeOf(ops);
      if (change.requests || change.states) this.#listener?.changed(change);
    } catch (error) {
      this.#onError(error);
    }
  }

  async call<M extends HistoryCall>(
    method: M,
    ask: HistoryCalls[M]["ask"],
    signal?: AbortSignal,
  ): Promise<HistoryCalls[M]["answer"]> {
    signal?.throwIfAborted();
    const answer = askEngine(this.#engine, method, ask);
    if (method === "clearStep") this.#listener?.changed({ requests: true, states: true, cleared: true });
    return answer;
  }

  async settle(): Promise<void> {}
  watch(): void {}
  here(): void {}
  async dispose(): Promise<void> {}
}
