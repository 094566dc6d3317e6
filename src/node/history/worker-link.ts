import { Worker } from "node:worker_threads";
import type { HistoryCall, HistoryCalls, WriteOp } from "../../core/history/engine";
import type { HistoryLink, LinkListener, WatchWish } from "../../core/history/history-link";
import { sizeOf } from "../../core/history/history-link";
import type { Logger } from "../../core/ports/logger";
import type { FromWorker, ToWorker, WorkerStart } from "./worker-protocol";

/** What may wait for a worker that does not get on, in characters: memory of the extension host is everybody's. Beyond it entries go without their texts. */
const mostUnwritten = 16_000_000;
/** Beyond this, entries are left out. */
const mostUnwrittenAtAll = 24_000_000;
/** How long closing may take before the thread is ended, in milliseconds. */
const closeTimeoutMs = 3_000;

/** Answers are short-lived: with little room the thread sweeps often instead of letting the process grow. Far above what it ever needs. */
const resourceLimits = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 64 };

const totalOf = (ops: readonly WriteOp[]): number => ops.reduce((sum, op) => sum + sizeOf(op), 0);

/** That a request was made, and how it went, can still be told. */
function withoutTexts(op: WriteOp): WriteOp {
  if (op.op !== "request") return op;
  const { messages: _messages, content: _content, ...figures } = op.entry;
  return { op: "request", entry: { ...figures, messages: [], content: "" } };
}

interface WaitingCall {
  method: HistoryCall;
  ask: HistoryCalls[HistoryCall]["ask"];
  resolve(answer: HistoryCalls[HistoryCall]["answer"]): void;
  reject(error: unknown): void;
}

type State =
  | { kind: "idle" }
  | { kind: "running"; worker: Worker }
  /** The worker is of no use: everything goes there. */
  | { kind: "elsewhere"; link: HistoryLink }
  | { kind: "closed" };

export interface WorkerLinkOptions {
  /** The bundled worker. */
  workerPath: string;
  start: WorkerStart;
  logger: Logger;
  /** What to use when SQLite or the file cannot be. Called once at most. */
  fallback(): HistoryLink;
}

/** The way to an engine in a worker thread, which is started by the first message. */
export class WorkerLink implements HistoryLink {
  private state: State = { kind: "idle" };
  private listener: LinkListener | undefined;
  private wanted: WatchWish = { changes: false, snapshots: [] };
  private readonly calls = new Map<number, WaitingCall>();
  private nextId = 1;
  private unwritten: { ops: WriteOp[]; size: number }[] = [];
  private unwrittenSize = 0;
  private settled: (() => void)[] = [];
  private stripping = false;
  private dropping = false;
  private lastOptions: WriteOp | undefined;

  constructor(private readonly options: WorkerLinkOptions) {}

  listen(listener: LinkListener): void {
    this.listener = listener;
    if (this.state.kind === "elsewhere") this.state.link.listen(listener);
  }

  write(all: WriteOp[]): void {
    if (this.state.kind === "closed") return;
    if (this.state.kind === "elsewhere") return this.state.link.write(all);
    this.lastOptions = all.findLast(({ op }) => op === "options") ?? this.lastOptions;
    const fits = this.unwrittenSize === 0 || this.unwrittenSize + totalOf(all) <= mostUnwritten;
    if (!fits && !this.stripping) this.options.logger.warn("The history does not keep up; prompts and answers are left out");
    this.stripping = !fits;
    const ops = fits ? all : all.map(withoutTexts);
    const size = totalOf(ops);
    if (!fits && this.unwrittenSize + size > mostUnwrittenAtAll) {
      if (!this.dropping) this.options.logger.warn("The history does not keep up; entries are left out");
      this.dropping = true;
      return;
    }
    this.dropping = false;
    this.unwritten.push({ ops, size });
    this.unwrittenSize += size;
    this.send({ type: "write", ops });
  }

  call<M extends HistoryCall>(method: M, ask: HistoryCalls[M]["ask"], signal?: AbortSignal): Promise<HistoryCalls[M]["answer"]> {
    if (this.state.kind === "closed") return Promise.reject(new Error("The history is closed"));
    if (this.state.kind === "elsewhere") return this.state.link.call(method, ask, signal);
    if (signal?.aborted) return Promise.reject(signal.reason);
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.calls.delete(id);
        this.post({ type: "cancel", id });
        this.keepAlive();
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      const done = () => signal?.removeEventListener("abort", onAbort);
      this.calls.set(id, {
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
      this.send({ type: "call", id, method, ask });
    });
  }

  async settle(): Promise<void> {
    if (this.state.kind === "elsewhere") return this.state.link.settle();
    if (this.unwritten.length > 0) await new Promise<void>((resolve) => this.settled.push(resolve));
  }

  watch(wanted: WatchWish): void {
    this.wanted = wanted;
    if (this.state.kind === "elsewhere") this.state.link.watch(wanted);
    // The wish for changes alone is no reason to start: nothing is shown that would not ask first.
    else if (wanted.snapshots.length > 0) this.send({ type: "watch", wanted });
    else this.post({ type: "watch", wanted });
  }

  async dispose(): Promise<void> {
    const { state } = this;
    this.state = { kind: "closed" };
    if (state.kind === "elsewhere") await state.link.dispose();
    if (state.kind === "running") await this.end(state.worker);
    for (const call of this.calls.values()) call.reject(new Error("The history is closed"));
    this.calls.clear();
    this.allWritten();
  }

  private async end(worker: Worker): Promise<void> {
    worker.ref();
    worker.postMessage({ type: "close" } satisfies ToWorker);
    const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, closeTimeoutMs)));
    await Promise.race([ended, late]);
    clearTimeout(timer);
    await worker.terminate();
  }

  private send(message: ToWorker): void {
    if (this.state.kind === "idle") this.start();
    this.post(message);
    this.keepAlive();
  }

  private post(message: ToWorker): void {
    if (this.state.kind === "running") this.state.worker.postMessage(message);
  }

  private start(): void {
    // No options of this process for it: some are not allowed in a thread.
    let worker: Worker;
    try {
      worker = new Worker(this.options.workerPath, { workerData: this.options.start, execArgv: [], resourceLimits, name: "llm-breaker-history" });
    } catch (error) {
      return this.goElsewhere(error instanceof Error ? error.message : String(error));
    }
    this.state = { kind: "running", worker };
    worker.on("message", (message: FromWorker) => this.receive(message));
    worker.on("error", (error) => this.giveUp(error.message));
    worker.on("exit", () => this.giveUp("its thread ended"));
    if (this.wanted.changes || this.wanted.snapshots.length > 0) this.post({ type: "watch", wanted: this.wanted });
  }

  private receive(message: FromWorker): void {
    switch (message.type) {
      case "written": {
        this.unwrittenSize -= this.unwritten.shift()?.size ?? 0;
        if (this.unwritten.length === 0) this.allWritten();
        return this.keepAlive();
      }
      case "answer":
        this.takeCall(message.id)?.resolve(message.answer);
        return this.keepAlive();
      case "failed":
        this.takeCall(message.id)?.reject(new Error(message.message));
        return this.keepAlive();
      case "changed":
        return this.listener?.changed(message.change);
      case "snapshots":
        return this.listener?.snapshots(message.changed);
      case "log":
        return this.options.logger[message.level](message.message);
      case "unavailable":
        return this.giveUp(message.reason);
    }
  }

  private giveUp(reason: string): void {
    if (this.state.kind !== "running") return;
    const { worker } = this.state;
    this.goElsewhere(reason);
    void worker.terminate();
  }

  /** Goes on with the fallback, with what is not yet written and not yet answered. */
  private goElsewhere(reason: string): void {
    this.options.logger.warn(`The history is kept in memory only, until the window closes: ${reason}`);
    const link = this.options.fallback();
    this.state = { kind: "elsewhere", link };
    if (this.listener !== undefined) link.listen(this.listener);
    link.watch(this.wanted);
    if (this.lastOptions !== undefined) link.write([this.lastOptions]);
    for (const { ops } of this.unwritten) link.write(ops);
    this.unwritten = [];
    this.allWritten();
    const calls = [...this.calls.values()];
    this.calls.clear();
    for (const call of calls) link.call(call.method, call.ask).then(call.resolve, call.reject);
  }

  private takeCall(id: number): WaitingCall | undefined {
    const call = this.calls.get(id);
    this.calls.delete(id);
    return call;
  }

  private allWritten(): void {
    for (const resolve of this.settled) resolve();
    this.settled = [];
  }

  /** The thread keeps the process alive only while somebody waits for it. */
  private keepAlive(): void {
    if (this.state.kind !== "running") return;
    if (this.calls.size > 0 || this.unwritten.length > 0) this.state.worker.ref();
    else this.state.worker.unref();
  }
}
