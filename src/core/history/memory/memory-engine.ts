import { planBuckets } from "../figures/bucket-plan";
import { ExactDistribution } from "../figures/distribution";
import type { ExportCursor, HistoryCalls, HistoryEngine, WriteOp } from "../engine";
import type { HistoryEvent } from "../rules/history-events";
import { laneMarkOf } from "../rules/history-events";
import { buildLane } from "../rules/lane-builder";
import { searchTextOf, titleOf, touchedEndpoints } from "../rules/request-text";
import { IdFinder, timeOfId } from "../rules/row-ids";
import { endOf, samplesOf } from "../figures/samples";
import { matchesSearch, parseSearch, wordsOf } from "../rules/search-terms";
import { SeriesBuilder } from "../figures/series-builder";
import type { SharedSnapshot, TrialTurn } from "../shared-breakers";
import type {
  ClearQuery,
  ExportRecord,
  HistoryOptions,
  HistoryOverview,
  Lane,
  LaneQuery,
  RequestEntry,
  RequestFilter,
  RequestPage,
  RequestPageQuery,
  RequestSummary,
  StoredRequest,
  StoredTransition,
  TransitionQuery,
} from "../types";
import { defaultHistoryOptions } from "../types";

const minuteMs = 60_000;

interface MemoryRequest {
  id: number;
  entry: RequestEntry;
  /** False: prompts are not kept. */
  texts: boolean;
}

interface MemoryEvent {
  id: number;
  event: HistoryEvent;
}

/** What one window holds at most, whatever is asked for: memory of the extension host is everybody's. */
const memoryLimits = { requests: 5_000, textChars: 8_000_000, events: 5_000 };
const exportBatch = 500;

/**
 * Keeps the history of this window only, for where SQLite is missing. Every answer is worked out from the single entries, so it is
 * also what the SQLite engine is compared with.
 */
export class MemoryEngine implements HistoryEngine {
  #requests: MemoryRequest[] = [];
  #events: MemoryEvent[] = [];
  readonly #requestIds = new UsedIds();
  readonly #eventIds = new UsedIds();
  readonly #snapshots = new Map<string, SharedSnapshot>();
  readonly #outages = new Map<string, string>();
  #options: HistoryOptions = defaultHistoryOptions;
  #textChars = 0;
  #startedAt: number;
  readonly #wallNow: () => number;
  readonly #limits: typeof memoryLimits;

  constructor(wallNow: () => number, limits = memoryLimits) {
    this.#wallNow = wallNow;
    this.#limits = limits;
    this.#startedAt = wallNow();
  }

  write(ops: readonly WriteOp[]): void {
    for (const op of ops) this.#apply(op);
    this.#applyLimits();
  }

  series(query: HistoryCalls["series"]["ask"]): HistoryCalls["series"]["answer"] {
    const plan = planBuckets(query.fromMs, query.toMs, query.maxBuckets);
    const builder = new SeriesBuilder(
      plan,
      query.endpoints ?? this.#knownEndpoints(),
      () => new ExactDistribution(),
      query,
    );
    for (const { entry } of this.#requests) for (const sample of samplesOf(entry)) builder.addSample(sample);
    return builder.build(true);
  }

  lanes(query: LaneQuery): Lane[] {
    const observed = [{ fromMs: this.#startedAt, toMs: this.#wallNow() }];
    return (query.endpoints ?? this.#knownEndpoints()).map((endpoint) => {
      const marks = this.#events
        .filter(({ event }) => event.endpoint === endpoint || event.endpoint === undefined)
        .map(({ event }) => laneMarkOf(event));
      marks.sort((a, b) => a.at - b.at);
      return {
        endpoint,
        intervals: buildLane({
          ...query,
          resolutionMs: query.resolutionMs ?? 0,
          marks,
          observed,
          sinceMs: this.#firstHeardOf(endpoint),
        }),
      };
    });
  }

  /** Epoch milliseconds, of a request to the minute; Infinity when it is not known at all. */
  #firstHeardOf(endpoint: string): number {
    const told = this.#events.filter(({ event }) => event.endpoint === endpoint).map(({ event }) => event.at);
    const asked = this.#requests
      .flatMap(({ entry }) => samplesOf(entry))
      .filter((sample) => sample.endpoint === endpoint)
      .map(({ endedAt }) => endedAt - (endedAt % minuteMs));
    return [...told, ...asked].reduce((first, at) => Math.min(first, at), Infinity);
  }

  listRequests({ filter = {}, offset = 0, limit, before = Infinity, upTo = Infinity }: RequestPageQuery): RequestPage {
    const matching = this.#requests.filter((request) => request.id <= upTo && matches(request, filter));
    const rows = matching.filter(({ id }) => id < before).sort((a, b) => b.id - a.id);
    return {
      rows: rows.slice(offset, offset + Math.min(limit, 500)).map(summaryOf),
      total: matching.length,
      totalExact: true,
    };
  }

  request(id: number): StoredRequest | undefined {
    const found = this.#requests.find((request) => request.id === id);
    return found && storedOf(found);
  }

  listTransitions({
    endpoint,
    fromMs = -Infinity,
    toMs = Infinity,
    limit,
    before = Infinity,
  }: TransitionQuery): StoredTransition[] {
    return this.#events
      .flatMap(({ id, event }) => (event.type === "transition" ? [{ id, ...withoutType(event) }] : []))
      .filter(
        (row) =>
          row.id < before && row.at >= fromMs && row.at < toMs && (endpoint === undefined || row.endpoint === endpoint),
      )
      .sort((a, b) => b.id - a.id)
      .slice(0, limit);
  }

  overview(): HistoryOverview {
    const distinct = (values: (string | undefined)[]) =>
      [...new Set(values.filter((value) => value !== undefined))].sort();
    const oldestMs = this.#requests.reduce((oldest, { entry }) => Math.min(oldest, endOf(entry)), Infinity);
    return {
      endpoints: this.#knownEndpoints(),
      commands: distinct(this.#requests.map(({ entry }) => entry.command)),
      models: distinct(this.#requests.map(({ entry }) => entry.model)),
      requests: this.#requests.length,
      ...(this.#requests.length > 0 && { oldestMs }),
      storage: "memory",
      bytes: 0,
      searchable: this.#requests.some(({ texts }) => texts),
    };
  }

  exportPage({ query, cursor }: HistoryCalls["exportPage"]["ask"]): HistoryCalls["exportPage"]["answer"] {
    const inRange = ({ id }: { id: number }) =>
      id > cursor.after && timeOfId(id) >= (query.fromMs ?? 0) && timeOfId(id) < (query.toMs ?? Infinity);
    const found: { id: number; record: ExportRecord }[] =
      cursor.part === "requests"
        ? this.#requests
            .filter(inRange)
            .map((request) => ({ id: request.id, record: { type: "request", ...storedOf(request) } }))
        : this.#events
            .filter(inRange)
            .map(({ id, event }) => ({ id, record: event.type === "transition" ? { ...event, id } : event }));
    const page = found.sort((a, b) => a.id - b.id).slice(0, exportBatch);
    const records = page.map(({ record }) => record);
    const next: ExportCursor | undefined =
      found.length > page.length
        ? { part: cursor.part, after: page.at(-1)!.id }
        : cursor.part === "requests" && query.includeEvents
          ? { part: "events", after: 0 }
          : undefined;
    return { records, ...(next && { next }) };
  }

  clearStep({ beforeMs = Infinity, textsOnly = false }: ClearQuery): boolean {
    if (textsOnly) {
      for (const request of this.#requests) if (endOf(request.entry) < beforeMs) this.#dropTexts(request);
      return false;
    }
    this.#requests = this.#requests.filter((request) => endOf(request.entry) >= beforeMs || this.#dropTexts(request));
    this.#events = this.#events.filter(({ event }) => event.at >= beforeMs);
    this.#startedAt = Math.max(this.#startedAt, Math.min(beforeMs, this.#wallNow()));
    return false;
  }

  loadSnapshots({ keys }: HistoryCalls["loadSnapshots"]["ask"]): SharedSnapshot[] {
    return keys.flatMap((key) => this.#snapshots.get(key) ?? []);
  }

  /** There is no other window to hold it. */
  tryTakeTrial(): TrialTurn {
    return { taken: true };
  }

  takeOutages(): string[] {
    const names = [...this.#outages.values()];
    this.#outages.clear();
    return names;
  }

  #apply(op: WriteOp): void {
    switch (op.op) {
      case "request": {
        const texts = this.#options.storePrompts;
        this.#requests.push({
          id: this.#requestIds.next(endOf(op.entry)),
          entry: texts ? op.entry : withoutTexts(op.entry),
          texts,
        });
        if (texts) this.#textChars += lengthOf(op.entry);
        return;
      }
      case "transition":
        return this.#addEvent({ type: "transition", endpoint: op.endpoint, ...op.change });
      case "health":
        return this.#addEvent({ type: "health", ...op.entry });
      case "condition":
        return this.#addEvent({ type: "condition", ...op.entry });
      case "snapshot":
        this.#snapshots.set(op.key, { key: op.key, snapshot: JSON.parse(op.json), own: true });
        return;
      case "options":
        this.#options = op.options;
        return;
      case "outage":
        this.#outages.set(op.key, op.name);
        return;
      case "renewTrial":
      case "releaseTrial":
        return;
    }
  }

  #addEvent(event: HistoryEvent): void {
    this.#events.push({ id: this.#eventIds.next(event.at), event });
  }

  #applyLimits(): void {
    const oldest = this.#wallNow() - this.#options.maxAgeMs;
    const most = Math.min(this.#limits.requests, this.#options.maxRequests);
    let excess = this.#requests.length - most;
    const tooMuch = () => excess-- > 0 || this.#textChars > this.#limits.textChars;
    this.#requests = this.#requests.filter(
      (request) => (!tooMuch() && endOf(request.entry) >= oldest) || this.#dropTexts(request),
    );
    this.#events = this.#events.slice(-this.#limits.events).filter(({ event }) => event.at >= oldest);
  }

  /** Returns false, for use as the verdict of a filter. */
  #dropTexts(request: MemoryRequest): false {
    if (request.texts) this.#textChars -= lengthOf(request.entry);
    request.texts = false;
    request.entry = withoutTexts(request.entry);
    return false;
  }

  #knownEndpoints(): string[] {
    const touched = this.#requests.flatMap(({ entry }) => touchedEndpoints(entry));
    const named = this.#events.flatMap(({ event }) => (event.endpoint === undefined ? [] : [event.endpoint]));
    return [...new Set([...touched, ...named])].sort();
  }
}

/** Gives out ids, each once. */
class UsedIds {
  readonly #used = new Set<number>();
  readonly #finder = new IdFinder();

  next(ms: number): number {
    // Far more than there are rows at a time: the first of them is long gone.
    if (this.#used.size > 100_000) this.#used.delete(this.#used.values().next().value!);
    return this.#finder.find(ms, (id) => !this.#used.has(id) && this.#used.add(id) !== undefined);
  }
}

const lengthOf = (entry: RequestEntry): number =>
  entry.messages.reduce((sum, message) => sum + message.content.length, entry.content.length);

function withoutTexts({ title: _title, ...entry }: RequestEntry): RequestEntry {
  return { ...entry, messages: [], content: "" };
}

function withoutType<T extends { type: string }>({ type: _type, ...rest }: T): Omit<T, "type"> {
  return rest;
}

function matches({ entry, texts }: MemoryRequest, filter: RequestFilter): boolean {
  const ended = endOf(entry);
  if (filter.endpoint !== undefined && !touchedEndpoints(entry).includes(filter.endpoint)) return false;
  if (filter.outcome !== undefined && entry.outcome !== filter.outcome) return false;
  if (filter.command !== undefined && entry.command !== filter.command) return false;
  if (ended < (filter.fromMs ?? -Infinity) || ended >= (filter.toMs ?? Infinity)) return false;
  const terms = parseSearch(filter.text ?? "");
  if (terms.length === 0) return !filter.text?.trim();
  return texts && matchesSearch(terms, wordsOf(searchTextOf(entry)));
}

function summaryOf(request: MemoryRequest): RequestSummary {
  const { messages, content: _content, title: _title, ...entry } = request.entry;
  return { id: request.id, ...entry, ...(request.texts && { title: titleOf({ ...request.entry, messages }) }) };
}

function storedOf(request: MemoryRequest): StoredRequest {
  const { messages, content } = request.entry;
  return { ...summaryOf(request), ...(request.texts && { messages, content }) };
}
