import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { WriteOp } from "../../../core/history/engine";
import { eventOf } from "../../../core/history/rules/history-events";
import { MAX_LEFT_OVER_BYTES } from "../../../core/model/limits";
import type { FoundRows } from "../engine/sqlite-engine";

/** What a window could not write before it ended, as JSON lines; the next window that has the history open takes it in. */
const FILE = /^history-unwritten-[\w-]+\.jsonl$/;

/** Entries that are stored together. */
const AT_ONCE = 100;

/** About now, not about what happened: nothing to keep for later. */
const ONLY_NOW = new Set<WriteOp["op"]>(["snapshot", "renewTrial", "releaseTrial", "outage"]);

/**
 * Puts entries into a file of their own beside the history, for its owner's eyes only. It appears when it is whole.
 *
 * @param name tells it from every other one.
 * @returns its path; undefined when there was nothing to keep. @throws what the file system says.
 */
export function leaveOver(directory: string, name: string, ops: readonly WriteOp[]): string | undefined {
  const kept = ops.filter(({ op }) => !ONLY_NOW.has(op));
  if (!kept.some(({ op }) => op !== "options")) return undefined;
  const path = join(directory, `history-unwritten-${name}.jsonl`);
  mkdirSync(directory, { recursive: true });
  const file = openSync(`${path}.part`, "wx", 0o600);
  try {
    for (const op of kept) writeSync(file, `${JSON.stringify(op)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.part`, path);
  return path;
}

/**
 * Takes in what windows left over. To be called under the file's lock. A file is removed when all of it is stored; one that cannot be read whole stays
 * under a name with `.unreadable`.
 *
 * @param store for good; leaves out what is there already.
 * @returns what to say about each file. @throws what `store` throws where it may go later.
 */
export function takeInLeftOver(
  historyFile: string,
  store: (found: FoundRows) => void,
  mayGoLater: (error: unknown) => boolean,
): string[] {
  const directory = dirname(historyFile);
  return readdirSync(directory)
    .filter((name) => FILE.test(name))
    .map((name) => {
      const path = join(directory, name);
      const stats = lstatSync(path);
      if (!stats.isFile() || stats.size > MAX_LEFT_OVER_BYTES)
        return `${name} is no file that the history could take in`;
      const { found, unreadable } = parse(readFileSync(path, "utf8"));
      let refused = unreadable;
      for (let i = 0; i < found.length; i += AT_ONCE)
        refused += storeEach(found.slice(i, i + AT_ONCE), store, mayGoLater);
      if (refused === 0) rmSync(path);
      else renameSync(path, `${path}.unreadable`);
      return `Took in what another window could not write: ${found.length} entries${refused === 0 ? "" : `; ${refused} cannot be read, see ${name}.unreadable`}`;
    });
}

/** Removes what {@link takeInLeftOver} would take in, or could not: for a person who wants the history gone. */
export function removeLeftOver(historyFile: string): void {
  const directory = dirname(historyFile);
  for (const name of readdirSync(directory))
    if (/^history-unwritten-[\w-]+\.jsonl(\.unreadable|\.part)?$/.test(name))
      rmSync(join(directory, name), { force: true });
}

/** @returns how many could not be stored for what they are. */
function storeEach(
  found: FoundRows[],
  store: (found: FoundRows) => void,
  mayGoLater: (error: unknown) => boolean,
): number {
  try {
    store({ requests: found.flatMap(({ requests }) => requests), events: found.flatMap(({ events }) => events) });
    return 0;
  } catch (error) {
    if (mayGoLater(error)) throw error;
    return found.length === 1 ? 1 : found.reduce((refused, one) => refused + storeEach([one], store, mayGoLater), 0);
  }
}

/** Each line's entry, and how many lines are none. Options say how what comes after them was to be stored. */
function parse(text: string): { found: FoundRows[]; unreadable: number } {
  const found: FoundRows[] = [];
  let unreadable = 0;
  let texts = true;
  for (const line of text.split("\n")) {
    if (line === "") continue;
    try {
      const op = JSON.parse(line) as WriteOp;
      if (op.op === "options") texts = op.options.storePrompts === true;
      else found.push(rowOf(op, texts));
    } catch {
      unreadable++;
    }
  }
  return { found, unreadable };
}

/** @throws TypeError, RangeError when it is no entry; what it is made of shows when it is stored */
function rowOf(op: WriteOp, texts: boolean): FoundRows {
  switch (op.op) {
    case "request":
      if (!Array.isArray(op.entry.messages) || !Array.isArray(op.entry.attempts)) throw new TypeError("no request");
      return { requests: [{ entry: op.entry, texts }], events: [] };
    case "transition":
      // JSON has no infinity: it wrote null.
      return {
        requests: [],
        events: [eventOf({ ...op, change: { ...op.change, retryAfterMs: op.change.retryAfterMs ?? Infinity } })],
      };
    case "health":
    case "condition":
      if (typeof op.entry.at !== "number") throw new TypeError("no event");
      return { requests: [], events: [eventOf(op)] };
    default:
      throw new RangeError("no entry of a history");
  }
}
