import { closeSync, fsyncSync, lstatSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import type { WriteOp } from "../../core/history/engine";
import { MAX_LEFT_OVER_BYTES } from "../../core/model/limits";

/** What a window could not write before it ended, as JSON lines; the next window that has the history open takes it in. */
const FILE = /^history-unwritten-[\w-]+\.jsonl$/;

/** About now, not about what happened: nothing to keep for later. */
const ONLY_NOW = new Set<WriteOp["op"]>(["snapshot", "releaseTrial"]);

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
 * @param write stores for good; what is there already is left out.
 * @returns what to say about each file. @throws what `write` throws where it may go later.
 */
export function takeInLeftOver(historyFile: string, write: (ops: WriteOp[]) => void, isPassing: (error: unknown) => boolean): string[] {
  const directory = dirname(historyFile);
  return readdirSync(directory).filter((name) => FILE.test(name)).map((name) => {
    const path = join(directory, name);
    const stats = lstatSync(path);
    if (!stats.isFile() || stats.size > MAX_LEFT_OVER_BYTES) return `${name} is no file that the history could take in`;
    const { ops, unreadable } = parse(readFileSync(path, "utf8"));
    let refused = unreadable;
    for (const batch of inBatches(ops)) refused += writeEach(batch, write, isPassing);
    if (refused === 0) rmSync(path);
    else renameSync(path, `${path}.unreadable`);
    return `Took in what another window could not write: ${ops.length} entries${refused === 0 ? "" : `; ${refused} cannot be read, see ${name}.unreadable`}`;
  });
}

/** Removes what {@link takeInLeftOver} would take in, or could not: for a person who wants the history gone. */
export function removeLeftOver(historyFile: string): void {
  const directory = dirname(historyFile);
  for (const name of readdirSync(directory)) if (/^history-unwritten-[\w-]+\.jsonl(\.unreadable|\.part)?$/.test(name)) rmSync(join(directory, name), { force: true });
}

/** @returns how many could not be written for what they are. */
function writeEach(batch: WriteOp[], write: (ops: WriteOp[]) => void, isPassing: (error: unknown) => boolean): number {
  try {
    write(batch);
    return 0;
  } catch (error) {
    if (isPassing(error)) throw error;
    return batch.length === 1 ? 1 : batch.reduce((refused, op) => refused + writeEach([op], write, isPassing), 0);
  }
}

function parse(text: string): { ops: WriteOp[]; unreadable: number } {
  const ops: WriteOp[] = [];
  let unreadable = 0;
  for (const line of text.split("\n")) {
    if (line === "") continue;
    try {
      ops.push(opOf(JSON.parse(line)));
    } catch {
      unreadable++;
    }
  }
  return { ops, unreadable };
}

/** JSON has no infinity: it wrote null. @throws TypeError, RangeError when it is none of ours */
function opOf(value: unknown): WriteOp {
  const op = value as WriteOp;
  switch (op.op) {
    case "transition":
      return { ...op, change: { ...op.change, retryAfterMs: op.change.retryAfterMs ?? Infinity } };
    case "request":
    case "health":
    case "condition":
      if (typeof op.entry !== "object") break;
      return op;
    case "options":
      return op;
  }
  throw new RangeError("no entry of a history");
}

function* inBatches(ops: WriteOp[]): Generator<WriteOp[]> {
  for (let i = 0; i < ops.length; i += 100) yield ops.slice(i, i + 100);
}
