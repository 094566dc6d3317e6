import type { Database } from "../sqlite/sqlite-module";
import { BreakerTable } from "../tables/breaker-table";
import { EventTable } from "../tables/event-table";
import { LeaseTable } from "../tables/lease-table";
import { OutageTable } from "../tables/outage-table";
import { RequestList } from "../tables/request-list";
import { RequestTable } from "../tables/request-table";
import { RollupTable } from "../tables/rollup-table";
import { SessionTable } from "../tables/session-table";
import { TallyTable } from "../tables/tally-table";
import { WordTable } from "../tables/word-table";

/** One window's view of the tables of the history. */
export interface HistoryTables {
  readonly words: WordTable;
  readonly tally: TallyTable;
  readonly rollups: RollupTable;
  readonly requests: RequestTable;
  readonly list: RequestList;
  readonly events: EventTable;
  readonly sessions: SessionTable;
  readonly breakers: BreakerTable;
  readonly leases: LeaseTable;
  readonly outages: OutageTable;
}

export interface WindowDeps {
  /** Epoch milliseconds. */
  wallNow: () => number;
  /** Monotonic milliseconds. */
  now: () => number;
  /** Random, this window's own. */
  sessionId: number;
  /** Since when this window sees what happens, epoch milliseconds. */
  startedAt: number;
}

export function openTables(database: Database, { now, sessionId, startedAt }: WindowDeps): HistoryTables {
  const words = new WordTable(database);
  const tally = new TallyTable(database);
  const requests = new RequestTable(database, words, tally);
  return {
    words,
    tally,
    rollups: new RollupTable(database, words),
    requests,
    list: new RequestList(database, words, requests, tally),
    events: new EventTable(database, words),
    sessions: new SessionTable(database, sessionId, startedAt),
    breakers: new BreakerTable(database, String(sessionId)),
    leases: new LeaseTable(database, String(sessionId), now),
    outages: new OutageTable(database),
  };
}

export const endpointNames = ({ words }: HistoryTables): string[] => words.all("endpoint").map(({ text }) => text);
