import type { Database, Statement } from "./sqlite-module";

export interface TransactionListener {
  /** Another connection has written since the last transaction. */
  onWrittenElsewhere(): void;
  /** What was done in the transaction does not hold. */
  onTakenBack(): void;
}

/** Work on a database of which all or nothing is done. */
export class Transactions {
  readonly #database: Database;
  readonly #listener: TransactionListener;
  readonly #dataVersion: Statement;
  /** As of the last transaction. */
  #version: number | undefined;

  constructor(database: Database, listener: TransactionListener) {
    this.#database = database;
    this.#listener = listener;
    this.#dataVersion = database.prepare("PRAGMA data_version");
  }

  /** @throws what the work or SQLite throws; then nothing is done. */
  writing<T>(work: () => T): T {
    return this.#transaction("BEGIN IMMEDIATE", work);
  }

  /** Everything that the work reads is of one moment. */
  reading<T>(work: () => T): T {
    return this.#transaction("BEGIN", work);
  }

  /** Another number whenever another connection has written. */
  version(): number {
    return Number(this.#dataVersion.get()?.["data_version"]);
  }

  #transaction<T>(begin: string, work: () => T): T {
    this.#database.exec(begin);
    try {
      const version = this.version();
      if (version !== this.#version) this.#listener.onWrittenElsewhere();
      this.#version = version;
      const result = work();
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      this.#listener.onTakenBack();
      this.#rollBack();
      throw error;
    }
  }

  #rollBack(): void {
    try {
      this.#database.exec("ROLLBACK");
    } catch {
      // Some failures (disk full, I/O) have ended the transaction already.
    }
  }
}
