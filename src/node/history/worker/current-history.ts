import type { HistoryFile, OpenHistory } from "./history-file";
import { FileMovedError } from "./history-file";
import { NotAFileError } from "../file/regular-file";
import { NewerSchemaError } from "../tables/schema";
import { isDamage } from "../sqlite/sqlite-module";

/** A new file that is damaged at once, and another one: the drive is no place for a history. */
const MOST_DAMAGED = 3;
/** As often may the file be replaced under one and the same work, before others have their turn. */
const MOST_MOVED = 5;

type State =
  | { kind: "open"; open: OpenHistory }
  /** None is open: whoever needs it next tries. */
  | { kind: "shut" }
  /** For good. */
  | { kind: "closed" };

export interface CurrentHistoryDeps {
  history: HistoryFile;
  /** A file was opened: the first, or one that came into the place of another. */
  onOpen(open: OpenHistory): void;
  /** What is at the path will be no history however often it is tried. */
  onUnusable(error: unknown): void;
  log(level: "info" | "warn", message: string, error?: unknown): void;
}

/**
 * Works on the file that is at the history's path, whatever becomes of it: another window may set it aside, a person may move, remove or replace it, and
 * whoever has it open would go on writing where nobody reads. What was done counts only if the file is still there afterwards.
 */
export class CurrentHistory {
  #state: State = { kind: "shut" };
  readonly #deps: CurrentHistoryDeps;

  constructor(deps: CurrentHistoryDeps) {
    this.#deps = deps;
  }

  /** Undefined: the next {@link with} opens it. */
  get open(): OpenHistory | undefined {
    return this.#state.kind === "open" ? this.#state.open : undefined;
  }

  get isClosed(): boolean {
    return this.#state.kind === "closed";
  }

  /**
   * @param work its second argument: it may have been done already, on this file or on one that is no longer the history.
   * @throws what work or opening throws, other than damage, for which a new file is begun.
   */
  with<T>(work: (open: OpenHistory, again: boolean) => T): T {
    let damaged = 0;
    for (let attempt = 0; attempt < MOST_MOVED; attempt++) {
      const open = this.#current();
      try {
        const result = work(open, attempt > 0);
        if (this.#deps.history.isCurrent(open)) return result;
      } catch (error) {
        if (!isDamage(error)) throw error;
        if (++damaged > MOST_DAMAGED) throw this.#giveUp(error);
        this.#state = { kind: "shut" };
        this.#deps.history.setAside(open, error);
      }
    }
    throw new FileMovedError("The history file is replaced again and again");
  }

  /** @throws what closing throws; it is closed all the same. */
  close(): void {
    const open = this.open;
    this.#state = { kind: "closed" };
    if (open !== undefined) this.#deps.history.close(open);
  }

  #current(): OpenHistory {
    const open = this.open;
    if (this.isClosed) throw new Error("The history is closed");
    if (open !== undefined) {
      if (this.#deps.history.isCurrent(open)) return open;
      this.#deps.log("info", "The history file was moved, replaced or removed; going on with what is in its place");
      this.#leave(open);
    }
    return this.#reopen();
  }

  #leave(open: OpenHistory): void {
    this.#state = { kind: "shut" };
    try {
      this.#deps.history.leave(open);
    } catch (error) {
      this.#deps.log("warn", "The file that was the history was not closed in order", error);
    }
  }

  #reopen(): OpenHistory {
    try {
      const open = this.#deps.history.open();
      this.#state = { kind: "open", open };
      this.#deps.onOpen(open);
      return open;
    } catch (error) {
      if (error instanceof NewerSchemaError || error instanceof NotAFileError || isDamage(error))
        throw this.#giveUp(error);
      throw error;
    }
  }

  #giveUp(error: unknown): unknown {
    this.#state = { kind: "closed" };
    this.#deps.onUnusable(error);
    return error;
  }
}
