import { readFileSync } from "node:fs";
import { endianness } from "node:os";

/** What the index of a database's log says (https://www.sqlite.org/walformat.html#the_wal_index_file_format). */
export interface LogIndex {
  /** So many frames, counted from the first, are in the database file: the next writer may begin the log anew over them. */
  checkpointed: number;
  /** So many will be once the checkpoint ends that is under way. Equal to {@link checkpointed} when there is none. */
  underWay: number;
  /** As they stand in the header of the log that the index is about. */
  salts: Buffer;
}

/** @returns undefined where nobody has the database open, and none was left behind. */
export function readLogIndex(path: string): LogIndex | undefined {
  const bytes = readIfThere(`${path}-shm`);
  if (bytes === undefined || bytes.length < 136) return undefined;
  const numberAt = (at: number) => (endianness() === "LE" ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  return { checkpointed: numberAt(96), underWay: Math.max(numberAt(96), numberAt(128)), salts: bytes.subarray(32, 40) };
}

/** It may be removed at any moment. */
function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
