import type { Connection } from "./connection";

/** Idle connections kept for one route; a burst beyond that closes what it does not need any more. */
const IDLE_PER_ROUTE = 64;

/** The connections there are: the idle ones for reuse, all of them for closing. */
export class ConnectionPool {
  readonly #idle = new Map<string, Connection[]>();
  readonly #all = new Set<Connection>();
  #closed = false;

  add(connection: Connection): void {
    this.#all.add(connection);
    connection.socket.once("close", () => this.#forget(connection));
    // A socket that died between its making and now will not tell again.
    if (connection.socket.destroyed) this.#forget(connection);
  }

  /** The connection used last for this route, as the likeliest to be alive. */
  take(key: string): Connection | undefined {
    const idle = this.#idle.get(key);
    for (let connection = idle?.pop(); connection; connection = idle?.pop()) {
      if (connection.usable) return connection;
      connection.close();
    }
    return undefined;
  }

  giveBack(connection: Connection): void {
    if (this.#closed || !connection.usable) {
      connection.close();
      return;
    }
    connection.reused = true;
    const idle = this.#idle.get(connection.key) ?? [];
    this.#idle.set(connection.key, idle);
    if (idle.length >= IDLE_PER_ROUTE) connection.close();
    else idle.push(connection);
  }

  get empty(): boolean {
    return this.#all.size === 0;
  }

  /** Closes what is idle now, and everything else as soon as it has served its request. */
  retire(): void {
    this.#closed = true;
    for (const idle of this.#idle.values()) for (const connection of idle) connection.close();
    this.#idle.clear();
  }

  /** Closes everything now. */
  destroy(): void {
    this.retire();
    for (const connection of this.#all) connection.close();
    this.#all.clear();
  }

  #forget(connection: Connection): void {
    this.#all.delete(connection);
    const idle = this.#idle.get(connection.key);
    const index = idle?.indexOf(connection) ?? -1;
    if (idle && index >= 0) idle.splice(index, 1);
    if (idle?.length === 0) this.#idle.delete(connection.key);
    connection.close();
  }
}
