import type { IncomingHttpHeaders } from "node:http";
import type { Fault } from "./fault";

type Outcome =
  | "pending"
  | "completed"
  /** The client closed the socket before the answer was complete. */
  | "aborted by client"
  /** A fault ended the connection (reset, FIN, bytes that are no HTTP). */
  | "cut by fault"
  | "server stopped";

/** What one request was and what became of it. */
export interface LogEntry {
  readonly id: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly method: string;
  /** Path with query, as sent. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The body as sent. */
  body: string;
  /** The body parsed, where it is a JSON object. */
  json: Record<string, unknown> | undefined;
  readonly remotePort: number;
  /** True when the socket had served a request before. */
  readonly reusedSocket: boolean;
  faults: readonly Fault[];
  /** Status sent; undefined as long as none was. */
  status: number | undefined;
  /** Bytes of the answer's body handed to the socket. */
  bytes: number;
  /** Content tokens handed to the socket. */
  tokens: number;
  outcome: Outcome;
  /** Milliseconds from the request to its first content token. */
  firstTokenAfterMs: number | undefined;
  /** Milliseconds from the request to its end, whatever the end was. */
  endedAfterMs: number | undefined;
}

/** The last requests of a server, oldest first. */
export class RequestLog {
  readonly #list: LogEntry[] = [];
  readonly #watchers = new Set<() => void>();
  #lastId = 0;
  readonly #limit: number;

  constructor(limit = 5_000) {
    this.#limit = limit;
  }

  get entries(): readonly LogEntry[] {
    return this.#list;
  }

  add(entry: Omit<LogEntry, "id">): LogEntry {
    const added: LogEntry = { id: ++this.#lastId, ...entry };
    this.#list.push(added);
    if (this.#list.length > this.#limit) this.#list.shift();
    this.changed();
    return added;
  }

  /** To be called after an entry was changed. */
  changed(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }

  clear(): void {
    this.#list.length = 0;
    this.changed();
  }

  /** Resolves as soon as `condition` holds; looked at on every change of the log. @throws Error after `timeoutMs`. */
  until(condition: () => boolean, what = "condition", timeoutMs = 5_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = (error?: Error) => {
        this.#watchers.delete(look);
        clearTimeout(timer);
        if (error) reject(error);
        else resolve();
      };
      const look = () => condition() && finish();
      const timer = setTimeout(() => finish(new Error(`Not within ${timeoutMs} ms: ${what}`)), timeoutMs);
      this.#watchers.add(look);
      look();
    });
  }
}
