import { askEngine } from "../../core/history/engine";
import { changeOf } from "../../core/history/history-link";
import type { WatchWish } from "../../core/history/history-link";
import type { ClearQuery } from "../../core/history/types";
import type { SqliteEngine } from "./sqlite-engine";
import { heartbeatMs } from "./session-table";
import { isBusy, isDamage } from "./sqlite-module";
import type { FromWorker, ToWorker } from "./worker-protocol";

/** How often other windows' writes are looked for, while somebody wants to know. */
const watchMs = 500;
/** Between two steps of retention, so that a question never waits long. */
const retentionPauseMs = 50;
/** After the busy timeout of five seconds has passed without luck. */
const busyPauseMs = 500;
const busyAttempts = 5;

type Task = Extract<ToWorker, { type: "write" | "call" | "close" }>;

export interface EngineHostDeps {
  open(): SqliteEngine;
  /** The file turned out damaged: puts it aside. */
  setAside(): void;
  /** Removes what was set aside. */
  removeSetAside(): void;
  post(message: FromWorker): void;
  /** Ends the thread. */
  end(): void;
}

/** Runs an engine by messages: one task at a time in their order, and what is due by time between them. */
export class EngineHost {
  private engine: SqliteEngine | undefined;
  private readonly tasks: Task[] = [];
  private pumping: NodeJS.Immediate | NodeJS.Timeout | undefined;
  private failedWrites = 0;
  /** Why the last write was given up; a full disk is told once, not with every entry. */
  private writeProblem: string | undefined;
  private wanted: WatchWish = { changes: false, snapshots: [] };
  private watchTimer: NodeJS.Timeout | undefined;
  private readonly heartbeat: NodeJS.Timeout;
  private retention: NodeJS.Timeout | undefined;

  /** Opens at once. @throws what opening throws. */
  constructor(private readonly deps: EngineHostDeps) {
    this.engine = deps.open();
    this.heartbeat = setInterval(() => this.onHeartbeat(), heartbeatMs);
  }

  receive(message: ToWorker): void {
    switch (message.type) {
      case "cancel":
        this.cancel(message.id);
        return;
      case "watch":
        this.watch(message.wanted);
        return;
      default:
        this.tasks.push(message);
        this.pump();
    }
  }

  /** A turn of the event loop between tasks lets a cancellation in before the task it is about. */
  private pump(): void {
    if (this.pumping !== undefined || this.tasks.length === 0) return;
    this.pumping = setImmediate(() => {
      this.pumping = undefined;
      const task = this.tasks.shift();
      if (task !== undefined) this.run(task);
      this.pump();
    });
  }

  private cancel(id: number): void {
    const place = this.tasks.findIndex((task) => task.type === "call" && task.id === id);
    if (place >= 0) this.tasks.splice(place, 1);
  }

  private run(task: Task): void {
    if (task.type === "write") this.write(task);
    else if (task.type === "call") this.answer(task);
    else this.close();
  }

  private write(task: Task & { type: "write" }): void {
    try {
      this.guarded((engine) => engine.write(task.ops));
      this.failedWrites = 0;
      this.writeProblem = undefined;
    } catch (error) {
      if (isBusy(error) && ++this.failedWrites < busyAttempts) {
        this.tasks.unshift(task);
        this.pumping = setTimeout(() => {
          this.pumping = undefined;
          this.pump();
        }, busyPauseMs);
        return;
      }
      this.failedWrites = 0;
      const problem = messageOf(error);
      if (problem !== this.writeProblem) this.log("error", `The history cannot be written, entries are lost: ${problem}`);
      this.writeProblem = problem;
    }
    this.deps.post({ type: "written" });
    const change = changeOf(task.ops);
    if (this.wanted.changes && (change.requests || change.states)) this.deps.post({ type: "changed", change });
  }

  private answer({ id, method, ask }: Task & { type: "call" }): void {
    try {
      const answer = this.guarded((engine) => askEngine(engine, method, ask));
      this.deps.post({ type: "answer", id, answer });
      if (method === "clearStep") this.cleared(ask as ClearQuery);
    } catch (error) {
      this.deps.post({ type: "failed", id, message: messageOf(error) });
    }
  }

  private cleared({ beforeMs }: ClearQuery): void {
    // It holds what the user wants gone, too.
    if (beforeMs === undefined) this.deps.removeSetAside();
    this.deps.post({ type: "changed", change: { requests: true, states: true, cleared: true } });
  }

  private close(): void {
    clearInterval(this.heartbeat);
    clearInterval(this.watchTimer);
    clearTimeout(this.retention);
    try {
      this.engine?.heartbeat();
      this.engine?.close();
    } catch (error) {
      this.log("warn", `The history was not closed in order: ${messageOf(error)}`);
    }
    this.engine = undefined;
    this.deps.end();
  }

  /** Does it; where the file turns out damaged, once more on a new one. */
  private guarded<T>(work: (engine: SqliteEngine) => T): T {
    if (this.engine === undefined) throw new Error("The history is closed");
    try {
      return work(this.engine);
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.log("error", `The history file is damaged and set aside: ${messageOf(error)}`);
      return work(this.reopen());
    }
  }

  private reopen(): SqliteEngine {
    try {
      this.engine?.close();
      this.engine = undefined;
      this.deps.setAside();
      return (this.engine = this.deps.open());
    } catch (error) {
      this.deps.post({ type: "unavailable", reason: messageOf(error) });
      throw error;
    }
  }

  private watch(wanted: WatchWish): void {
    const { engine } = this;
    if (engine === undefined) return;
    this.inBackground("look for other windows", () => this.guarded((current) => current.startWatchingSnapshots(wanted.snapshots)));
    this.wanted = wanted;
    const on = wanted.changes || wanted.snapshots.length > 0;
    if (on === (this.watchTimer !== undefined)) return;
    clearInterval(this.watchTimer);
    this.watchTimer = undefined;
    if (!on) return;
    engine.changedElsewhere();
    this.watchTimer = setInterval(() => this.inBackground("look for other windows", () => this.lookElsewhere()), watchMs);
  }

  private lookElsewhere(): void {
    const change = this.guarded((engine) => engine.changedElsewhere());
    if (change === undefined) return;
    if (this.wanted.changes) this.deps.post({ type: "changed", change: { requests: true, states: true, cleared: change === "cleared" } });
    if (this.wanted.snapshots.length === 0) return;
    const changed = this.guarded((engine) => engine.snapshotNews(this.wanted.snapshots));
    if (changed.length > 0) this.deps.post({ type: "snapshots", changed });
  }

  private onHeartbeat(): void {
    this.inBackground("keep time", () => {
      this.guarded((engine) => engine.heartbeat());
      if (this.retention === undefined && this.guarded((engine) => engine.takeRetentionTurn())) this.retain();
    });
  }

  private retain(): void {
    this.retention = setTimeout(() => {
      this.retention = undefined;
      this.inBackground("remove what is too old", () => {
        if (this.guarded((engine) => engine.retentionStep())) this.retain();
      });
    }, retentionPauseMs);
  }

  private inBackground(what: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.log("warn", `The history could not ${what}: ${messageOf(error)}`);
    }
  }

  private log(level: "info" | "warn" | "error", message: string): void {
    this.deps.post({ type: "log", level, message });
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
