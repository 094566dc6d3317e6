import type { HistoryCall, HistoryCalls, WriteOp } from "../engine";
import type { HistoryLink, LinkListener, WatchWish } from "./history-link";

interface Waiting {
  deliver(link: HistoryLink): void;
  refuse(error: unknown): void;
}

type State =
  | { type: "idle" }
  | { type: "loading"; waiting: Waiting[]; loaded: Promise<void> }
  | { type: "there"; link: HistoryLink }
  /** The last attempt failed; whoever comes next makes another. */
  | { type: "failed" };

/**
 * A link whose code is loaded when there is first something to store or to ask. What comes meanwhile waits, in its order. Where the code cannot be loaded, all that waits
 * is refused, and what comes next tries again: its files may be there again.
 */
export class LaterLink implements HistoryLink {
  #state: State = { type: "idle" };
  #listener: LinkListener | undefined;
  #wanted: WatchWish | undefined;
  /** The newest of those that were refused: they are said once only, and hold for all that follows. */
  #options: WriteOp | undefined;
  readonly #load: () => Promise<HistoryLink>;
  readonly #onError: (error: unknown) => void;

  /** @param onError told when the code cannot be loaded, once until it can: nothing is stored then, and every question is rejected */
  constructor(load: () => Promise<HistoryLink>, onError: (error: unknown) => void) {
    this.#load = load;
    this.#onError = onError;
  }

  listen(listener: LinkListener): void {
    this.#listener = listener;
    if (this.#state.type === "there") this.#state.link.listen(listener);
  }

  write(ops: WriteOp[]): void {
    this.#send({
      deliver: (link) => link.write(ops),
      refuse: () => (this.#options = ops.findLast(({ op }) => op === "options") ?? this.#options),
    });
  }

  call<M extends HistoryCall>(
    method: M,
    ask: HistoryCalls[M]["ask"],
    signal?: AbortSignal,
  ): Promise<HistoryCalls[M]["answer"]> {
    return new Promise((resolve, refuse) => {
      this.#send({ deliver: (link) => resolve(link.call(method, ask, signal)), refuse });
    });
  }

  async settle(): Promise<void> {
    if (this.#state.type === "loading") await this.#state.loaded;
    if (this.#state.type === "there") await this.#state.link.settle();
  }

  watch(wanted: WatchWish): void {
    this.#wanted = wanted;
    // The wish for changes alone is no reason to start: nothing is shown that would not ask first.
    if (this.#state.type === "there") this.#state.link.watch(wanted);
    else if (wanted.snapshots.length > 0) this.#begin();
  }

  /** Nothing is started for it. */
  here(): void {
    if (this.#state.type === "there") this.#state.link.here();
  }

  async dispose(): Promise<void> {
    if (this.#state.type === "loading") await this.#state.loaded;
    if (this.#state.type === "there") await this.#state.link.dispose();
  }

  #send(message: Waiting): void {
    this.#begin();
    if (this.#state.type === "there") message.deliver(this.#state.link);
    if (this.#state.type === "loading") this.#state.waiting.push(message);
  }

  #begin(): void {
    const before = this.#state;
    if (before.type === "loading" || before.type === "there") return;
    const again = before.type === "failed";
    const waiting: Waiting[] = [];
    const loaded = this.#load().then(
      (link) => {
        this.#state = { type: "there", link };
        if (this.#listener) link.listen(this.#listener);
        if (this.#wanted) link.watch(this.#wanted);
        if (this.#options) link.write([this.#options]);
        for (const message of waiting) message.deliver(link);
        // Whoever was refused has something to ask again.
        if (again) this.#listener?.changed({ requests: true, states: true, cleared: false });
      },
      (error: unknown) => {
        this.#state = { type: "failed" };
        if (!again) this.#onError(error);
        for (const message of waiting) message.refuse(error);
      },
    );
    this.#state = { type: "loading", waiting, loaded };
  }
}
