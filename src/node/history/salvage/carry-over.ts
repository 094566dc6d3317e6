import { basename, join } from "node:path";
import { holdLock } from "../file/file-lock";
import { NotAFileError } from "../file/regular-file";
import { foldersToCarryOver, marksIn, removeMarks } from "../file/set-aside";
import type { FoundRows, SqliteEngine } from "../engine/sqlite-engine";
import type { SqliteModule } from "../sqlite/sqlite-module";
import { findRows } from "./find-rows";
import { PageFile } from "./page-file";

interface Work {
  folder: string;
  /** What the folder was marked with at the beginning. */
  marks: readonly string[];
  pages: PageFile;
  found: Iterator<FoundRows>;
  /** Found and not yet added. */
  batch: FoundRows | undefined;
  rows: number;
  release(): void;
}

export interface CarryOverDeps {
  sqlite: SqliteModule;
  /** The history's file. */
  file: string;
  log(message: string): void;
}

/**
 * Brings the rows of files that were set aside into the one that took their place, a little at a time, by one window for each folder. It may be cut off
 * at any moment: the next window begins again, and leaves out what is there already.
 */
export class CarryOver {
  #work: Work | undefined;
  /** Folders in which something is no file. */
  readonly #leftAlone = new Set<string>();
  readonly #deps: CarryOverDeps;

  constructor(deps: CarryOverDeps) {
    this.#deps = deps;
  }

  /** @returns whether there is more to do here. @throws what the engine throws; the step is then done again. */
  step(engine: SqliteEngine): boolean {
    const work = (this.#work ??= this.#begin());
    if (work === undefined) return false;
    if (work.batch === undefined) {
      const next = work.found.next();
      if (next.done === true) return this.#finish(work);
      work.batch = next.value;
    }
    const { batch } = work;
    const size = batch.requests.length + batch.events.length;
    // Somebody has cleared the history, and with it what was set aside.
    if (size > 0 && !engine.restore(batch, () => marksIn(work.folder).length > 0)) return this.stop();
    work.rows += size;
    work.batch = undefined;
    return true;
  }

  /** Lets go of the files; goes on from the start if it is wanted again. */
  stop(): false {
    this.#work?.pages.close();
    this.#work?.release();
    this.#work = undefined;
    return false;
  }

  #begin(): Work | undefined {
    for (const folder of foldersToCarryOver(this.#deps.file)) {
      if (this.#leftAlone.has(folder)) continue;
      try {
        const work = this.#beginIn(folder);
        if (work) return work;
      } catch (error) {
        if (!(error instanceof NotAFileError)) throw error;
        this.#leftAlone.add(folder);
        this.#deps.log(`Nothing is carried over from ${folder}: ${error.message}`);
      }
    }
    return undefined;
  }

  /** @returns undefined where another window is at it */
  #beginIn(folder: string): Work | undefined {
    const release = holdLock(this.#deps.sqlite, join(folder, "carrying-over.lock"));
    if (release === undefined) return undefined;
    try {
      const marks = marksIn(folder);
      const pages = new PageFile(join(folder, basename(this.#deps.file)));
      return { folder, marks, pages, found: findRows(pages), batch: undefined, rows: 0, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  #finish({ folder, marks, rows }: Work): boolean {
    removeMarks(folder, marks);
    this.stop();
    this.#deps.log(`Carried ${rows} entries over from the damaged history in ${folder}`);
    return true;
  }
}
