import { Worker } from "node:worker_threads";
import type { HistoryCall, HistoryCalls, WriteOp } from "../../../core/history/engine";
import type { HistoryLink, LinkListener, WatchWish } from "../../../core/history/client/history-link";
import { t } from "../../../core/l10n/t";
import type { HistoryTrouble } from "../../../core/history/client/trouble";
import type { Dropped } from "../../../core/history/client/write-queue";
import { WriteQueue } from "../../../core/history/client/write-queue";
import { MAX_UNWRITTEN_CHARS } from "../../../core/model/limits";
import type { Logger } from "../../../core/ports/logger";
import { whyUnavailable, type FromWorker, type ToWorker, type WorkerStart } from "./worker-protocol";

/** How long closing may take before the thread is ended, in milliseconds. */
const closeTimeoutMs = 3_000;
/** A file may be on a drive that does not answer: then the thread hangs, and nobody waits for it longer than this, in milliseconds. */
const START_TIMEOUT_MS = 30_000;
/** What may be on its way to the thread, in characters: what is held back here can still be shortened, and the thread has little room. */
const MOST_SENT_CHARS = 4_000_000;

/** Answers are short-lived: with little room the thread sweeps often instead of letting the process grow. Far above what it ever needs. */
const resourceLimits = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 64 };

interface WaitingCall {
  method: HistoryCall;
  ask: HistoryCalls[HistoryCall]["ask"];
  resolve(answer: HistoryCalls[HistoryCall]["answer"]): void;
  reject(error: unknown): void;
}

type State =
  | { kind: "idle" }
  | { kind: "running"; worker: Worker; startTimer: NodeJS.Timeout }
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
  readonly #unwritten = new WriteQueue(MAX_UNWRITTEN_CHARS);
  /** What is still to be sent, in its order: a batch of {@link unwritten}, or a question. */
  #outbox: ("batch" | ToWorker)[] = [];
  /** The worker cannot write for now: it gets questions only. */
  #stuck = false;
  #settled: (() => void)[] = [];
  #toldDropped: Dropped = { texts: 0, entries: 0 };
  #lastOptions: WriteOp | undefined;
  readonly #options: WorkerLinkOptions;

  constructor(options: WorkerLinkOptions) {
    this.#options = options;
  }

  listen(listener: LinkListener): void {
    this.#listener = listener;
    if (this.#state.kind === "elsewhere") this.#state.link.listen(listener);
  }

  write(ops: WriteOp[]): void {
    if (this.#state.kind === "closed") return;
    if (this.#state.kind === "elsewhere") return this.#state.link.write(ops);
    this.#lastOptions = ops.findLast(({ op }) => op === "options") ?? this.#lastOptions;
    this.#unwritten.push(ops);
    this.#send("batch");
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
        this.#outbox = this.#outbox.filter(
          (message) => message === "batch" || message.type !== "call" || message.id !== id,
        );
        this.#post({ type: "cancel", id });
        this.#keepAlive();
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
      this.#send({ type: "call", id, method, ask });
    });
  }

  async settle(): Promise<void> {
    if (this.#state.kind === "elsewhere") return this.#state.link.settle();
    if (!this.#unwritten.isEmpty) await new Promise<void>((resolve) => this.#settled.push(resolve));
  }

  watch(wanted: WatchWish): void {
    this.#wanted = wanted;
    if (this.#state.kind === "elsewhere") this.#state.link.watch(wanted);
    // The wish for changes alone is no reason to start: nothing is shown that would not ask first.
    else if (wanted.snapshots.length > 0) this.#send({ type: "watch", wanted });
    else this.#post({ type: "watch", wanted });
  }

  /** Nothing is started for it. */
  here(): void {
    this.#post({ type: "here" });
  }

  async dispose(): Promise<void> {
    const state = this.#state;
    this.#state = { kind: "closed" };
    if (state.kind === "elsewhere") await state.link.dispose();
    if (state.kind === "running") await this.#end(state);
    for (const call of this.#calls.values()) call.reject(new Error("The history is closed"));
    this.#calls.clear();
    this.#allWritten();
  }

  async #end({ worker, startTimer }: State & { kind: "running" }): Promise<void> {
    clearTimeout(startTimer);
    worker.ref();
    // All of it, though the worker may be stuck: it tries once more before it ends.
    for (let ops = this.#unwritten.send(); ops !== undefined; ops = this.#unwritten.send())
      worker.postMessage({ type: "write", ops: ops.filter(isCloneable) } satisfies ToWorker);
    worker.postMessage({ type: "close" } satisfies ToWorker);
    const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, closeTimeoutMs)));
    await Promise.race([ended, late]);
    clearTimeout(timer);
    // Before the thread is ended, which may take as long as what it waits for. What it still writes is left out when this is taken in.
    this.#keepForLater(this.#unwritten.takeAll());
    this.#tellDropped();
    await worker.terminate();
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

  #send(message: "batch" | ToWorker): void {
    if (this.#state.kind === "idle") this.#start();
    this.#outbox.push(message);
    this.#sendOn();
    this.#keepAlive();
  }

  /** Sends what can be sent, in its order; while the worker is stuck, questions do not wait for what cannot be written. */
  #sendOn(): void {
    if (this.#state.kind !== "running") return;
    const held: ("batch" | ToWorker)[] = [];
    let full = false;
    for (const message of this.#outbox) {
      if (message !== "batch") {
        if (full) held.push(message);
        else this.#post(message);
      } else if (this.#stuck) {
        held.push(message);
      } else if (full || (full = this.#unwritten.sentSize >= MOST_SENT_CHARS)) {
        held.push(message);
      } else {
        this.#postBatch(this.#unwritten.send() ?? []);
      }
    }
    this.#outbox = held;
  }

  /** What cannot go to a thread (somebody passed a function) takes nothing else with it. */
  #postBatch(ops: WriteOp[]): void {
    try {
      this.#post({ type: "write", ops });
    } catch (error) {
      this.#options.logger.error("An entry cannot be stored in the history", error);
      this.#post({ type: "write", ops: ops.filter(isCloneable) });
    }
  }

  #post(message: ToWorker): void {
    if (this.#state.kind === "running") this.#state.worker.postMessage(message);
  }

  #start(): void {
    // No options of this process for it: some are not allowed in a thread.
    let worker: Worker;
    try {
      worker = new Worker(this.#options.workerPath, {
        workerData: this.#options.start,
        execArgv: [],
        resourceLimits,
        name: "llm-breaker-history",
      });
    } catch (error) {
      return this.#goElsewhere(error instanceof Error ? error.message : String(error));
    }
    const startTimer = setTimeout(
      () => this.#giveUp(t("the file could not be opened within {0} seconds", START_TIMEOUT_MS / 1000)),
      START_TIMEOUT_MS,
    );
    startTimer.unref();
    this.#state = { kind: "running", worker, startTimer };
    worker.on("message", (message: FromWorker) => this.#receive(message));
    worker.on("error", (error) => this.#giveUp(error.message));
    worker.on("exit", () => this.#giveUp(t("its thread ended")));
    if (this.#wanted.changes || this.#wanted.snapshots.length > 0) this.#post({ type: "watch", wanted: this.#wanted });
  }

  #receive(message: FromWorker): void {
    switch (message.type) {
      case "ready":
        if (this.#state.kind === "running") clearTimeout(this.#state.startTimer);
        return;
      case "written":
        this.#unwritten.stored();
        if (this.#unwritten.isEmpty) this.#allWritten();
        this.#sendOn();
        return this.#keepAlive();
      case "stuck":
        this.#stuck = true;
        this.#options.logger.warn(`The history cannot be written for now, entries wait: ${message.reason}`);
        return this.#sendOn();
      case "flowing":
        this.#stuck = false;
        this.#options.logger.info("The history is written again");
        this.#tellDropped();
        return this.#sendOn();
      case "setAside":
        this.#options.logger.error(`The history file is damaged and set aside in ${message.folder}: ${message.reason}`);
        return this.#options.onTrouble({ kind: "setAside", folder: message.folder });
      case "answer":
        this.#takeCall(message.id)?.resolve(message.answer);
        return this.#keepAlive();
      case "failed":
        this.#takeCall(message.id)?.reject(new Error(message.message));
        return this.#keepAlive();
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
    const { worker, startTimer } = this.#state;
    clearTimeout(startTimer);
    this.#goElsewhere(reason);
    void worker.terminate();
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
    const unwritten = this.#unwritten.takeAll();
    this.#outbox = [];
    link.write(unwritten);
    this.#keepForLater(unwritten);
    this.#tellDropped();
    this.#allWritten();
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    for (const call of calls) link.call(call.method, call.ask).then(call.resolve, call.reject);
  }

  /** Once for each time in which something was let go. */
  #tellDropped(): void {
    const { texts, entries } = this.#unwritten.dropped;
    const news = { texts: texts - this.#toldDropped.texts, entries: entries - this.#toldDropped.entries };
    if (news.texts === 0 && news.entries === 0) return;
    this.#toldDropped = { texts, entries };
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

  #allWritten(): void {
    for (const resolve of this.#settled) resolve();
    this.#settled = [];
  }

  /** The thread keeps the process alive only while somebody waits for it. */
  #keepAlive(): void {
    if (this.#state.kind !== "running") return;
    if (this.#calls.size > 0 || !this.#unwritten.isEmpty) this.#state.worker.ref();
    else this.#state.worker.unref();
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
