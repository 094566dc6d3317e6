import assert from "node:assert/strict";
import type { ToHost, ToPage } from "../../../src/core/messages/dashboard";
import { parseToHost, parseToPage } from "../../../src/core/messages/dashboard";
import type { DashboardQuery, QueryOf } from "../../../src/core/messages/dashboard-queries";
import type { RequestRow, ResultOf } from "../../../src/core/messages/dashboard-results";
import type { Host } from "../../../src/webview/shared/host";
import type { LightPage } from "./light-page";

export interface Asked<K extends DashboardQuery["kind"]> {
  id: number;
  query: QueryOf<K>;
  answer(value: Omit<ResultOf<K>, "kind">): Promise<void>;
  fail(message: string): Promise<void>;
}

/** A host that answers nothing before it is told to, and refuses what the real one would not understand. */
export class ScriptedHost implements Host<ToHost> {
  readonly sent: ToHost[] = [];
  state: unknown;
  readonly #page: LightPage;

  constructor(page: LightPage) {
    this.#page = page;
  }

  post(message: ToHost): void {
    assert.deepEqual(parseToHost(message), message, "the host understands what the page says");
    this.sent.push(message);
  }

  getState(): unknown {
    return this.state;
  }

  setState(state: unknown): void {
    this.state = JSON.parse(JSON.stringify(state));
  }

  async say(message: ToPage): Promise<void> {
    assert.ok(parseToPage(message), `the page understands ${JSON.stringify(message)}`);
    this.#page.message(message);
    await this.#page.settle();
  }

  /** Every question of a kind, the oldest first, whatever has become of it. */
  asked<K extends DashboardQuery["kind"]>(kind: K): Asked<K>[] {
    return this.sent.flatMap((message) => {
      if (message.type !== "query" || message.query.kind !== kind) return [];
      const { id } = message;
      return [
        {
          id,
          query: message.query as QueryOf<K>,
          answer: (value: Omit<ResultOf<K>, "kind">) =>
            this.say({ type: "result", id, value: { kind, ...value } as unknown as ResultOf<K> }),
          fail: (text: string) => this.say({ type: "failed", id, message: text }),
        },
      ];
    });
  }

  /** The newest question of a kind. */
  last<K extends DashboardQuery["kind"]>(kind: K): Asked<K> {
    const newest = this.asked(kind).at(-1);
    assert.ok(newest, `nothing of the kind ${kind} was asked`);
    return newest;
  }

  get cancelled(): number[] {
    return this.sent.flatMap((message) => (message.type === "cancel" ? [message.id] : []));
  }
}

/** Rows with these ids, as a history gives them: the newest first. */
export function requestRows(newest: number, many: number): RequestRow[] {
  return Array.from({ length: many }, (_, index) => ({
    id: newest - index,
    command: "Ask",
    title: `question ${newest - index}`,
    startedAt: 1_000 * (newest - index),
    durationMs: 900,
    outcome: "success",
    way: [],
  }));
}
