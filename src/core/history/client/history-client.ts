import type { Clock, StateChange } from "../../breaker/types";
import type { Disposable } from "../../async/disposable";
import { cut } from "../../foreign/foreign-text";
import { MAX_SHARED_NAME_BYTES } from "../../model/limits";
import type { Logger } from "../../ports/logger";
import { boundedEntry } from "./bounded-entry";
import { ChangeNotifier } from "./change-notifier";
import type { ExportCursor, HistoryCall, HistoryCalls, WriteOp } from "../engine";
import type { HistoryLink } from "./history-link";
import { isOfBreakers, sizeOf } from "./history-link";
import type { SeriesQuery } from "../figures/series-types";
import type { SharedBreakers, SharedNews, TrialTurn } from "../shared-breakers";
import type { SharedOutages } from "../shared-outages";
import type {
  ClearQuery,
  ConditionEntry,
  ExportQuery,
  ExportRecord,
  HealthEntry,
  HistoryChange,
  HistoryOptions,
  HistoryStore,
  LaneQuery,
  RequestEntry,
  RequestId,
  RequestPageQuery,
  TransitionQuery,
} from "../types";
import { defaultHistoryOptions } from "../types";
import { changeInWholeMs, inWholeMs } from "./whole-milliseconds";

/** Entries wait this long for company; together with the write itself far below the second that a killed host may lose. */
const gatherMs = 200;
/** A burst is sent on before it grows large: in characters, counting something for each entry. */
const gatherAtMost = 250_000;

/** The history as everybody uses it, on any engine behind a link. Recording only queues. */
export class HistoryClient implements HistoryStore, SharedBreakers, SharedOutages {
  #queue: WriteOp[] = [];
  #queueSize = 0;
  /** Whether anything was sent: before that, nothing is opened for the sake of options. */
  #begun = false;
  #timer: unknown;
  #disposed = false;
  #options: HistoryOptions;
  readonly #notifier: ChangeNotifier;
  readonly #watchers = new Set<{ keys: readonly string[]; listener: (changed: SharedNews[]) => void }>();
  /** How many snapshots of a breaker were sent and may not be stored yet. */
  readonly #saving = new Map<string, number>();
  readonly #link: HistoryLink;
  readonly #deps: { clock: Clock; logger: Logger };

  constructor(link: HistoryLink, deps: { clock: Clock; logger: Logger }, options: Partial<HistoryOptions> = {}) {
    this.#link = link;
    this.#deps = deps;
    const onListenerError = (error: unknown) => deps.logger.error("A history listener failed", error);
    this.#notifier = new ChangeNotifier(deps.clock, onListenerError);
    this.#options = { ...defaultHistoryOptions, ...options };
    // No reason to start anything: they go along with whatever is sent first.
    this.#queue.push({ op: "options", options: this.#options });
    link.listen({
      changed: (change) => this.#notifier.changed(change),
      snapshots: (changed) => {
        const lasting = changed.filter((row) => "trialForMs" in row || !this.#isSaving(row.key));
        for (const { keys, listener } of [...this.#watchers]) {
          try {
            const wanted = lasting.filter(({ key }) => keys.includes(key));
            if (wanted.length > 0) listener(wanted);
          } catch (error) {
            onListenerError(error);
          }
        }
      },
    });
  }

  recordRequest(entry: RequestEntry): void {
    this.#record(() => {
      if (this.#options.storePrompts) return { op: "request", entry: boundedEntry(inWholeMs(entry)) };
      const { title: _title, ...rest } = entry;
      return { op: "request", entry: boundedEntry(inWholeMs({ ...rest, messages: [], content: "" })) };
    });
  }

  recordTransition(endpoint: string, change: StateChange): void {
    this.#record(() => ({ op: "transition", endpoint, change: changeInWholeMs(change) }));
  }

  recordHealth(entry: HealthEntry): void {
    this.#record(() => ({ op: "health", entry: { ...entry, at: Math.round(entry.at) } }));
  }

  recordCondition(entry: ConditionEntry): void {
    this.#record(() => ({ op: "condition", entry: { ...entry, at: Math.round(entry.at) } }));
  }

  saveSnapshot(key: string, snapshot: unknown): void {
    this.#record(() => ({ op: "snapshot", key, json: JSON.stringify(snapshot) }));
  }

  renewTrial(key: string): void {
    this.#record(() => ({ op: "renewTrial", key }));
  }

  releaseTrial(key: string): void {
    this.#record(() => ({ op: "releaseTrial", key }));
  }

  noteOutage(key: string, name: string): void {
    this.#record(() => ({ op: "outage", key, name: cut(name, MAX_SHARED_NAME_BYTES / 4) }));
  }

  takeOutages(signal?: AbortSignal): Promise<string[]> {
    return this.#call("takeOutages", undefined, signal);
  }

  here(): void {
    if (!this.#disposed) this.#link.here();
  }

  configure(options: Partial<HistoryOptions>): void {
    this.#options = { ...this.#options, ...options };
    this.#queue.push({ op: "options", options: this.#options });
    // What has begun already removes what is too old: by the new age from now on, though nothing else is written.
    if (this.#begun && !this.#disposed) this.#sendQueue();
  }

  series(query: SeriesQuery, signal?: AbortSignal) {
    return this.#call("series", query, signal);
  }

  lanes(query: LaneQuery, signal?: AbortSignal) {
    return this.#call("lanes", query, signal);
  }

  listRequests(query: RequestPageQuery, signal?: AbortSignal) {
    return this.#call("listRequests", query, signal);
  }

  request(id: RequestId, signal?: AbortSignal) {
    return this.#call("request", id, signal);
  }

  listTransitions(query: TransitionQuery, signal?: AbortSignal) {
    return this.#call("listTransitions", query, signal);
  }

  overview(signal?: AbortSignal) {
    return this.#call("overview", undefined, signal);
  }

  async *export(query: ExportQuery, signal?: AbortSignal): AsyncGenerator<ExportRecord[]> {
    let cursor: ExportCursor | undefined = { part: "requests", after: 0 };
    while (cursor !== undefined) {
      const page: HistoryCalls["exportPage"]["answer"] = await this.#call("exportPage", { query, cursor }, signal);
      if (page.records.length > 0) yield page.records;
      cursor = page.next;
    }
  }

  /** @throws RangeError when `beforeMs` is no time */
  async clear(query: ClearQuery = {}, signal?: AbortSignal): Promise<void> {
    if (query.beforeMs !== undefined && !(query.beforeMs > 0))
      throw new RangeError(`beforeMs must be a time, but is ${query.beforeMs}`);
    while (await this.#call("clearStep", query, signal));
  }

  loadSnapshots(keys: readonly string[], signal?: AbortSignal): Promise<SharedNews[]> {
    return this.#call("loadSnapshots", { keys }, signal);
  }

  async tryTakeTrial(key: string, takeOver: boolean, signal?: AbortSignal): Promise<TrialTurn> {
    try {
      return await this.#call("tryTakeTrial", { key, takeOver }, signal);
    } catch (error) {
      signal?.throwIfAborted();
      this.#deps.logger.warn(`Cannot tell whether another window tries ${key}`, error);
      return { taken: true };
    }
  }

  watch(keys: readonly string[], listener: (changed: SharedNews[]) => void): Disposable {
    const entry = { keys, listener };
    this.#watchers.add(entry);
    this.#tellWishes();
    return {
      dispose: () => {
        this.#watchers.delete(entry);
        this.#tellWishes();
      },
    };
  }

  onChange(listener: (change: HistoryChange) => void): Disposable {
    const registration = this.#notifier.onChange(listener);
    this.#tellWishes();
    return {
      dispose: () => {
        registration.dispose();
        this.#tellWishes();
      },
    };
  }

  async flush(): Promise<void> {
    this.#send();
    await this.#link.settle();
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#send();
    this.#disposed = true;
    this.#notifier.dispose();
    this.#watchers.clear();
    await this.#link.dispose();
  }

  #tellWishes(): void {
    if (!this.#disposed)
      this.#link.watch({
        changes: this.#notifier.hasListeners,
        snapshots: [...new Set([...this.#watchers].flatMap(({ keys }) => keys))],
      });
  }

  #record(make: () => WriteOp): void {
    if (this.#disposed) return;
    try {
      const op = make();
      this.#queue.push(op);
      this.#queueSize += sizeOf(op);
    } catch (error) {
      this.#deps.logger.error("Cannot record in the history", error);
      return;
    }
    if (this.#queueSize >= gatherAtMost) this.#send();
    else this.#timer ??= this.#deps.clock.setTimeout(() => this.#send(), gatherMs);
  }

  #send(): void {
    if (this.#timer !== undefined) this.#deps.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#disposed && this.#queue.some(({ op }) => op !== "options")) this.#sendQueue();
  }

  #sendQueue(): void {
    this.#begun = true;
    const ops = this.#queue;
    this.#queue = [];
    this.#queueSize = 0;
    // On their own, and first: where the history cannot be written, windows tell each other of their breakers all the same.
    const [ofBreakers, rest] = [ops.filter(isOfBreakers), ops.filter((op) => !isOfBreakers(op))];
    if (ofBreakers.length > 0) this.#link.write(ofBreakers);
    if (rest.length > 0) this.#link.write(rest);
    for (const op of ofBreakers) if (op.op === "snapshot") this.#noteSaving(op.key);
  }

  /** What another window saved before is about to be replaced, and worth nobody's attention: to follow it would undo what this window did since. */
  #isSaving(key: string): boolean {
    return this.#saving.has(key) || this.#queue.some((op) => op.op === "snapshot" && op.key === key);
  }

  #noteSaving(key: string): void {
    this.#saving.set(key, (this.#saving.get(key) ?? 0) + 1);
    void this.#link.settle().then(() => {
      const left = this.#saving.get(key)! - 1;
      if (left > 0) this.#saving.set(key, left);
      else this.#saving.delete(key);
    });
  }

  async #call<M extends HistoryCall>(
    method: M,
    ask: HistoryCalls[M]["ask"],
    signal?: AbortSignal,
  ): Promise<HistoryCalls[M]["answer"]> {
    signal?.throwIfAborted();
    if (this.#disposed) throw new Error("The history is closed");
    if (this.#queue.length > 0) this.#sendQueue();
    return this.#link.call(method, ask, signal);
  }
}
