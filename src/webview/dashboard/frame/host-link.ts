import {
  parseToPage,
  type ChangedMessage,
  type LiveMessage,
  type ToHost,
  type ToPage,
} from "../../../core/messages/dashboard";
import type { DashboardQuery } from "../../../core/messages/dashboard-queries";
import type { ResultOf } from "../../../core/messages/dashboard-results";
import { onHostMessage, type Host } from "../../shared/host";
import { link as texts } from "./texts";

type Waiting = { resolve: (value: never) => void; reject: (error: Error) => void };
type Notice = Extract<ToPage, { type: "notice" }>;
type SaveThresholds = Omit<Extract<ToHost, { type: "saveThresholds" }>, "id" | "type">;

/** The history answers in milliseconds, and in seconds while it is busy. After this long, in milliseconds, nothing will come any more. */
const LONGEST_WAIT_MS = 60_000;

/** A query that a newer one made pointless. Nobody needs to be told. */
export class Superseded extends Error {
  override readonly name = "Superseded";
}

/** Says what went wrong with a query, if somebody needs to be told. */
export function tellFailure(error: unknown, tell: (message: string) => void): void {
  if (!(error instanceof Superseded)) tell(error instanceof Error ? error.message : String(error));
}

/** The page's side of the conversation with the host. */
export class HostLink {
  #lastId = 0;
  readonly #waiting = new Map<number, Waiting>();
  /** The query under way per purpose. */
  readonly #latest = new Map<string, number>();
  /** Host time minus this machine's, in milliseconds. */
  #offsetMs = 0;
  readonly #host: Host<ToHost>;
  readonly #on: {
    live(message: LiveMessage): void;
    changed(message: ChangedMessage): void;
    notice(message: Notice): void;
  };

  constructor(
    host: Host<ToHost>,
    on: {
      live(message: LiveMessage): void;
      changed(message: ChangedMessage): void;
      notice(message: Notice): void;
    },
  ) {
    this.#host = host;
    this.#on = on;
    onHostMessage(parseToPage, (message) => this.#take(message));
  }

  /** The host's time, epoch milliseconds. */
  now(): number {
    return Date.now() + this.#offsetMs;
  }

  post(message: ToHost): void {
    this.#host.post(message);
  }

  /**
   * Asks the host. A newer query for the same purpose makes this one reject with {@link Superseded}; otherwise it rejects with what
   * went wrong, as a sentence: after a minute without an answer too.
   */
  query<Q extends DashboardQuery>(purpose: string, query: Q): Promise<ResultOf<Q["kind"]>> {
    const earlier = this.#latest.get(purpose);
    if (earlier !== undefined) this.#drop(earlier, new Superseded());
    const id = ++this.#lastId;
    this.#latest.set(purpose, id);
    const tooLong = setTimeout(() => this.#drop(id, new Error(texts.silent)), LONGEST_WAIT_MS);
    return this.#call<ResultOf<Q["kind"]>>(id, { type: "query", id, query }).finally(() => {
      clearTimeout(tooLong);
      if (this.#latest.get(purpose) === id) this.#latest.delete(purpose);
    });
  }

  /** Rejects with what is wrong with the values. The editor may ask a person before it writes, so this takes its time. */
  saveThresholds(values: SaveThresholds): Promise<ResultOf<"thresholds">> {
    const id = ++this.#lastId;
    return this.#call(id, { type: "saveThresholds", id, ...values });
  }

  #call<T>(id: number, message: ToHost): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#host.post(message);
    });
  }

  #drop(id: number, why: Error): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    this.#host.post({ type: "cancel", id });
    waiting.reject(why);
  }

  #take(message: ToPage): void {
    switch (message.type) {
      case "live":
        this.#offsetMs = message.now - Date.now();
        this.#on.live(message);
        break;
      case "changed":
        this.#on.changed(message);
        break;
      case "notice":
        this.#on.notice(message);
        break;
      case "result":
        this.#waiting.get(message.id)?.resolve(message.value as never);
        this.#waiting.delete(message.id);
        break;
      case "failed":
        this.#waiting.get(message.id)?.reject(new Error(message.message));
        this.#waiting.delete(message.id);
        break;
    }
  }
}
