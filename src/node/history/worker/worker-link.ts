import type { HistoryCall, HistoryCalls, WriteOp } from "../../../core/history/engine";
import type { HistoryLink, LinkListener, WatchWish } from "../../../core/history/client/history-link";
import type { HistoryTrouble } from "../../../core/history/client/trouble";
import type { Logger } from "../../../core/ports/logger";
import { HistoryThread, type ThreadMessage } from "./history-thread";
import { Outbox } from "./outbox";
import { whyUnavailable, type ToWorker, type WorkerStart } from "./worker-protocol";

interface WaitingCall {
  method: HistoryCall;
  ask: HistoryCalls[HistoryCall]["ask"];
  resolve(answer: HistoryCalls[HistoryCall]["answer"]): void;
  reject(error: unknown): void;
}

type State =
  | { kind: "idle" }
  | { kind: "running"; thread: HistoryThread }
  /** The thread is of no use: everything goes there. */
  | { kind: "elsewhere"; link: HistoryLink }
  | { kind: "closed" };

export interface WorkerLinkOptions {
  /** The bundled worker. */
  workerPath: string;
  start: WorkerStart;
  logger: Logger;
  /** What to use when SQLite or the file cannot be. Called once at most. */
  fallback(): HistoryLink;
  /** Keeps entries that could not be written until the next window takes them in; says where. @throws what the file system says */
  leaveOver(ops: readonly WriteOp[]): string | undefined;
  /** What a person should know. */
  onTrouble(trouble: HistoryTrouble): void;
}

/** The way to an engine in a worker thread, which is started by the first message. */
export class WorkerLink implements HistoryLink {
  #state: State = { kind: "idle" };
  #listener: LinkListener | undefined;
  #wanted: WatchWish = { changes: false, snapshots: [] };
  readonly #calls = new Map<number, WaitingCall>();
  #nextId = 1;
  readonly #outbox: Outbox;
  #lastOptions: WriteOp | undefined;
  readonly #options: WorkerLinkOptions;

  constructor(options: WorkerLinkOptions) {
    this.#options = options;
    this.#outbox = new Outbox(options.logger);
  }

  listen(listener: LinkListener): void {
    this.#listener = listener;
    if (this.#state.kind === "elsewhere") this.#state.link.listen(listener);
  }

  write(ops: WriteOp[]): void {
    if (this.#state.kind === "closed") return;
    if (this.#state.kind === "elsewhere") return this.#state.link.write(ops);
    this.#lastOptions = ops.findLast(({ op }) => op === "options") ?? this.#lastOptions;
    this.#outbox.write(ops);
    this.#startOrGoOn();
  }

  call<M extends HistoryCall>(
    method: M,
    ask: HistoryCalls[M]["ask"],
    signal?: AbortSignal,
  ): Promise<HistoryCalls[M]["answer"]> {
    if (this.#state.kind === "closed") return Promise.reject(new Error("The history is closed"));
    if (this.#state.kind === "elsewhere") return this.#state.link.call(method, ask, signal);
    if (signal?.aborted) return Promise.reject(signal.reason);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#calls.delete(id);
        this.#outbox.withdraw(id);
        this.#post({ type: "cancel", id });
        this.#goOn();
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      const done = () => signal?.removeEventListener("abort", onAbort);
      this.#calls.set(id, {
        method,
        ask,
        resolve: (answer) => {
          done();
          resolve(answer);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      });
      this.#outbox.add({ type: "call", id, method, ask });
      this.#startOrGoOn();
    });
  }

  async settle(): Promise<void> {
    if (this.#state.kind === "elsewhere") return this.#state.link.settle();
    await this.#outbox.settled();
  }

  watch(wanted: WatchWish): void {
    this.#wanted = wanted;
    if (this.#state.kind === "elsewhere") this.#state.link.watch(wanted);
    // The wish for changes alone is no reason to start: nothing is shown that would not ask first.
    else if (wanted.snapshots.length === 0) this.#post({ type: "watch", wanted });
    else {
      this.#outbox.add({ type: "watch", wanted });
      this.#startOrGoOn();
    }
  }

  /** Nothing is started for it. */
  here(): void {
    this.#post({ type: "here" });
  }

  async dispose(): Promise<void> {
    const state = this.#state;
    this.#state = { kind: "closed" };
    if (state.kind === "elsewhere") await state.link.dispose();
    if (state.kind === "running") await this.#end(state.thread);
    for (const call of this.#calls.values()) call.reject(new Error("The history is closed"));
    this.#calls.clear();
  }

  async #end(thread: HistoryThread): Promise<void> {
    this.#outbox.sendLastTo(thread);
    await thread.close();
    // Before the thread is ended, which may take as long as what it waits for. What it still writes is left out when this is taken in.
    this.#keepForLater(this.#outbox.takeBack());
    this.#tellDropped();
    await thread.terminate();
  }

  #keepForLater(ops: WriteOp[]): void {
    if (!ops.some(({ op }) => op !== "options")) return;
    const options = this.#lastOptions === undefined ? [] : [this.#lastOptions];
    try {
      const path = this.#options.leaveOver([...options, ...ops]);
      if (path !== undefined)
        this.#options.logger.warn(`What the history could not write is kept in ${path} until it is opened again`);
    } catch (error) {
      this.#options.logger.error("The history could not write its last entries, nor keep them", error);
    }
  }

  #startOrGoOn(): void {
    if (this.#state.kind === "idle") this.#start();
    this.#goOn();
  }

  /** Sends what may go now. The thread keeps the process alive only while somebody waits for it. */
  #goOn(): void {
    if (this.#state.kind !== "running") return;
    const { thread } = this.#state;
    this.#outbox.sendTo(thread);
    thread.keepAlive(this.#calls.size > 0 || !this.#outbox.isWritten);
  }

  /** At once, before what waits; to nobody where no thread runs. */
  #post(message: ToWorker): void {
    if (this.#state.kind === "running") this.#state.thread.post(message);
  }

  #start(): void {
    const { workerPath, start } = this.#options;
    try {
      const thread = new HistoryThread({
        workerPath,
        start,
        receive: (message) => this.#receive(message),
        lost: (reason) => this.#giveUp(reason),
      });
      this.#state = { kind: "running", thread };
    } catch (error) {
      return this.#goElsewhere(error instanceof Error ? error.message : String(error));
    }
    if (this.#wanted.changes || this.#wanted.snapshots.length > 0) this.#post({ type: "watch", wanted: this.#wanted });
  }

  #receive(message: ThreadMessage): void {
    switch (message.type) {
      case "written":
        this.#outbox.stored();
        return this.#goOn();
      case "stuck":
        this.#outbox.holdWrites();
        this.#options.logger.warn(`The history cannot be written for now, entries wait: ${message.reason}`);
        return this.#goOn();
      case "flowing":
        this.#outbox.releaseWrites();
        this.#options.logger.info("The history is written again");
        this.#tellDropped();
        return this.#goOn();
      case "setAside":
        this.#options.logger.error(`The history file is damaged and set aside in ${message.folder}: ${message.reason}`);
        return this.#options.onTrouble({ kind: "setAside", folder: message.folder });
      case "answer":
        this.#takeCall(message.id)?.resolve(message.answer);
        return this.#goOn();
      case "failed":
        this.#takeCall(message.id)?.reject(new Error(message.message));
        return this.#goOn();
      case "changed":
        return this.#listener?.changed(message.change);
      case "snapshots":
        return this.#listener?.snapshots(message.changed);
      case "log":
        return this.#options.logger[message.level](message.message);
      case "unavailable":
        return this.#giveUp(whyUnavailable(message));
    }
  }

  #giveUp(reason: string): void {
    if (this.#state.kind !== "running") return;
    const { thread } = this.#state;
    this.#goElsewhere(reason);
    void thread.terminate();
  }

  /** Goes on with the fallback, with what is not yet written and not yet answered. */
  #goElsewhere(reason: string): void {
    this.#options.logger.warn(`The history is kept in memory only, until the window closes: ${reason}`);
    this.#options.onTrouble({ kind: "memoryOnly", reason });
    const link = this.#options.fallback();
    this.#state = { kind: "elsewhere", link };
    if (this.#listener !== undefined) link.listen(this.#listener);
    link.watch(this.#wanted);
    if (this.#lastOptions !== undefined) link.write([this.#lastOptions]);
    const unwritten = this.#outbox.takeBack();
    link.write(unwritten);
    this.#keepForLater(unwritten);
    this.#tellDropped();
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    for (const call of calls) link.call(call.method, call.ask).then(call.resolve, call.reject);
  }

  /** Once for each time in which something was let go. */
  #tellDropped(): void {
    const news = this.#outbox.newlyDropped();
    if (news === undefined) return;
    this.#options.logger.error(
      `The history could not be written for too long: ${news.texts} entries lost their texts, ${news.entries} are left out`,
    );
    this.#options.onTrouble({ kind: "dropped", ...news });
  }

  #takeCall(id: number): WaitingCall | undefined {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    return call;
  }
}
