import type { WriteOp } from "../../../core/history/engine";
import { askEngine } from "../../../core/history/engine";
import { changeOf, isOfBreakers } from "../../../core/history/client/history-link";
import type { ClearQuery } from "../../../core/history/types";
import { CurrentHistory } from "./current-history";
import type { HistoryFile, OpenHistory } from "./history-file";
import { FileMovedError } from "./history-file";
import { NewerSchemaError } from "../tables/schema";
import { heartbeatMs } from "../tables/session-table";
import { isBusy, isDamage, isPassing } from "../sqlite/sqlite-module";
import { OtherWindows } from "./other-windows";
import type { FromWorker, ToWorker } from "./worker-protocol";

/** Whoever says so early that the window is there spares a wake-up of its own: from this on after the last time. */
const EARLY_BEAT_MS = 45_000;
/** Between two steps of retention, so that a question never waits long. */
const retentionPauseMs = 50;
/** Between two steps of carrying over from a damaged file. */
const CARRY_OVER_PAUSE_MS = 20;
/** Until a write that could not be done is tried again: at first, and at most. */
const RETRY_MS = 500;
const LONGEST_RETRY_MS = 5_000;
/** Waiting for other windows must not outlast the time there is for closing, in milliseconds. */
const CLOSING_BUSY_MS = 1_000;

type WriteTask = Extract<ToWorker, { type: "write" }> & {
  /** It was tried before, with an end that is not known. */
  again?: boolean;
  /** Part of a batch that another task stands for. */
  silent?: boolean;
};
type CallTask = Extract<ToWorker, { type: "call" }>;
type Task = WriteTask | CallTask | Extract<ToWorker, { type: "close" }>;

type Flow = { kind: "flowing" } | { kind: "stuck"; pauseMs: number; timer: NodeJS.Timeout };

export interface EngineHostDeps {
  history: HistoryFile;
  /** Where windows wake each other. */
  bellFolder: string;
  post(message: FromWorker): void;
  /** Ends the thread. */
  end(): void;
}

/**
 * Runs an engine by messages: one task at a time in their order, and what is due by time between them. A write counts as done only when the file it went
 * to is still the one at the history's path; else it is done again there, leaving out what is there already.
 */
export class EngineHost {
  readonly #history: CurrentHistory;
  readonly #tasks: Task[] = [];
  #pumping: NodeJS.Immediate | undefined;
  #flow: Flow = { kind: "flowing" };
  #lastOptions: WriteOp | undefined;
  readonly #others: OtherWindows;
  #heartbeat: NodeJS.Timeout | undefined;
  /** Monotonic milliseconds. */
  #beatAt = performance.now();
  #retention: NodeJS.Timeout | undefined;
  #carryOver: NodeJS.Timeout | undefined;
  readonly #deps: EngineHostDeps;

  /** Opens at once, or as soon as nobody locks it. @throws what opening throws otherwise. */
  constructor(deps: EngineHostDeps) {
    this.#deps = deps;
    this.#history = new CurrentHistory({
      history: deps.history,
      onOpen: (open) => this.#onOpen(open),
      onUnusable: (error) => deps.post(unavailable(error)),
      log: (level, message, error) =>
        this.#log(level, error === undefined ? message : `${message}: ${messageOf(error)}`),
    });
    this.#others = new OtherWindows({
      history: this.#history,
      bellFolder: deps.bellFolder,
      post: (message) => deps.post(message),
      inBackground: (what, work) => this.#inBackground(what, work),
    });
    try {
      this.#history.with(() => {});
    } catch (error) {
      if (!isBusy(error)) throw error;
    }
    this.#beatLater();
  }

  receive(message: ToWorker): void {
    switch (message.type) {
      case "cancel":
        this.#cancel(message.id);
        return;
      case "watch":
        this.#others.watch(message.wanted);
        return;
      case "here":
        if (!this.#history.isClosed && performance.now() - this.#beatAt >= EARLY_BEAT_MS) this.#onHeartbeat();
        return;
      default:
        this.#tasks.push(message);
        this.#pump();
    }
  }

  /** A turn of the event loop between tasks lets a cancellation in before the task it is about. */
  #pump(): void {
    if (this.#pumping !== undefined || this.#nextTask() < 0) return;
    this.#pumping = setImmediate(() => {
      this.#pumping = undefined;
      const next = this.#nextTask();
      if (next >= 0) this.#run(this.#tasks.splice(next, 1)[0]!);
      this.#pump();
    });
  }

  /** Its place, or -1. While nothing can be written, questions do not wait for it. */
  #nextTask(): number {
    if (this.#flow.kind === "flowing") return this.#tasks.length > 0 ? 0 : -1;
    return this.#tasks.findIndex(({ type }) => type !== "write");
  }

  #cancel(id: number): void {
    const place = this.#tasks.findIndex((task) => task.type === "call" && task.id === id);
    if (place >= 0) this.#tasks.splice(place, 1);
  }

  #run(task: Task): void {
    if (task.type === "write") this.#write(task);
    else if (task.type === "call") this.#answer(task);
    else this.#close();
  }

  #onOpen(open: OpenHistory): void {
    if (this.#lastOptions !== undefined) open.engine.write([this.#lastOptions]);
    this.#others.takeUp(open);
    this.#takeInWhatIsLeft();
  }

  #write(task: WriteTask): void {
    this.#lastOptions = task.ops.findLast(({ op }) => op === "options") ?? this.#lastOptions;
    try {
      this.#history.with(({ engine }, again) => engine.write(task.ops, again || task.again));
    } catch (error) {
      if (this.#history.isClosed) return;
      if (mayGoLater(error)) {
        this.#tasks.unshift({ ...task, again: true });
        return this.#stick(error);
      }
      // One entry that cannot be stored takes no other one with it.
      if (task.ops.length > 1) return this.#splitUp(task);
      this.#log("error", `An entry cannot be stored in the history: ${messageOf(error)}`);
    }
    this.#unstick();
    if (task.ops.some(isOfBreakers)) this.#others.wake();
    if (!task.silent) this.#deps.post({ type: "written" });
    const change = changeOf(task.ops);
    if (this.#others.wantsChanges && (change.requests || change.states)) this.#deps.post({ type: "changed", change });
  }

  #splitUp({ ops, silent }: WriteTask): void {
    const last = ops.length - 1;
    this.#tasks.unshift(
      ...ops.map((op, i): WriteTask => ({ type: "write", ops: [op], again: true, silent: silent || i < last })),
    );
  }

  /** The first task is a write that could not be done: it is tried again later. */
  #stick(error: unknown): void {
    const flow = this.#flow;
    const pauseMs = flow.kind === "stuck" ? Math.min(2 * flow.pauseMs, LONGEST_RETRY_MS) : RETRY_MS;
    if (flow.kind === "flowing") this.#deps.post({ type: "stuck", reason: messageOf(error) });
    const timer = setTimeout(() => {
      const first = this.#tasks.shift();
      if (first !== undefined) this.#run(first);
      this.#pump();
    }, pauseMs);
    this.#flow = { kind: "stuck", pauseMs, timer };
  }

  #unstick(): void {
    if (this.#flow.kind === "flowing") return;
    clearTimeout(this.#flow.timer);
    this.#flow = { kind: "flowing" };
    this.#deps.post({ type: "flowing" });
  }

  #answer({ id, method, ask }: CallTask): void {
    try {
      const answer = this.#history.with((open) => {
        // What was set aside or left over holds what the user wants gone, too. First, so that nobody brings it back afterwards.
        if (method === "clearStep" && (ask as ClearQuery).beforeMs === undefined) this.#deps.history.removeKept(open);
        return askEngine(open.engine, method, ask);
      });
      if (method === "tryTakeTrial") this.#others.wake();
      this.#deps.post({ type: "answer", id, answer });
      if (method === "clearStep")
        this.#deps.post({ type: "changed", change: { requests: true, states: true, cleared: true } });
    } catch (error) {
      this.#deps.post({ type: "failed", id, message: messageOf(error) });
    }
  }

  /** What still cannot be written is left to whoever closes: it has no answer. */
  #close(): void {
    clearTimeout(this.#heartbeat);
    this.#others.stop();
    clearTimeout(this.#retention);
    clearTimeout(this.#carryOver);
    this.#history.open?.database.exec(`PRAGMA busy_timeout = ${CLOSING_BUSY_MS}`);
    if (this.#flow.kind === "stuck") this.#writeOnceMore();
    if (this.#flow.kind === "stuck") clearTimeout(this.#flow.timer);
    try {
      if (this.#flow.kind === "flowing") this.#history.open?.engine.heartbeat();
      this.#history.close();
    } catch (error) {
      this.#log("warn", `The history was not closed in order: ${messageOf(error)}`);
    }
    this.#deps.end();
  }

  #writeOnceMore(): void {
    if (this.#flow.kind === "stuck") clearTimeout(this.#flow.timer);
    do {
      const task = this.#tasks.shift();
      if (task === undefined) return;
      this.#run(task);
    } while (this.#flow.kind === "flowing");
  }

  #beatLater(): void {
    clearTimeout(this.#heartbeat);
    this.#beatAt = performance.now();
    this.#heartbeat = setTimeout(() => this.#onHeartbeat(), heartbeatMs);
  }

  #onHeartbeat(): void {
    this.#beatLater();
    this.#takeInWhatIsLeft();
    this.#others.lookAndListen();
    this.#inBackground("keep time", () => {
      this.#history.with(({ engine }) => engine.heartbeat());
      if (this.#retention === undefined && this.#history.with(({ engine }) => engine.takeRetentionTurn()))
        this.#retain();
    });
  }

  #retain(): void {
    this.#retention = setTimeout(() => {
      this.#retention = undefined;
      this.#inBackground("remove what is too old", () => {
        if (this.#history.with(({ engine }) => engine.retentionStep())) this.#retain();
      });
    }, retentionPauseMs);
  }

  /** What other windows could not write, and what damaged files still hold. */
  #takeInWhatIsLeft(): void {
    const { open } = this.#history;
    if (open === undefined) return;
    this.#inBackground("take in what another window could not write", () => this.#deps.history.takeInLeftOver(open));
    if (this.#carryOver === undefined) this.#carryOn();
  }

  #carryOn(): void {
    this.#carryOver = setTimeout(() => {
      this.#carryOver = undefined;
      this.#inBackground("carry entries over from a damaged file", () => {
        if (this.#history.with((open) => this.#deps.history.carryOverStep(open))) this.#carryOn();
      });
    }, CARRY_OVER_PAUSE_MS);
  }

  #inBackground(what: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#log("warn", `The history could not ${what}: ${messageOf(error)}`);
    }
  }

  #log(level: "info" | "warn" | "error", message: string): void {
    this.#deps.post({ type: "log", level, message });
  }
}

/** Nothing is wrong with what was to be stored. */
const mayGoLater = (error: unknown): boolean => isPassing(error) || isDamage(error) || error instanceof FileMovedError;

/** @param error why the file cannot be used */
export const unavailable = (error: unknown): FromWorker => ({
  type: "unavailable",
  reason: messageOf(error),
  ...(error instanceof NewerSchemaError && { newer: { version: error.version, known: error.known } }),
});

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
