import { lstatSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";

/** Where the history's file belongs there is something else, which is neither opened nor moved. */
export class NotAFileError extends Error {
  override readonly name = "NotAFileError";
}

/** The files that SQLite keeps beside a database: its log and that log's index, as long as it is open; a journal only while it is made. */
export const COMPANIONS = ["-wal", "-shm", "-journal"] as const;

/**
 * The file that a path stands for: the path itself, or what a link leads to, which its owner may have made on purpose. SQLite keeps its companions
 * beside that one, so everything about the file is done there.
 *
 * Opening a FIFO blocks until somebody writes to it, for ever, and a device may do anything: what is no plain file is never opened.
 *
 * @throws NotAFileError when the path, or a companion's, is a directory, FIFO, socket, device, or a link to nowhere.
 */
export function regularFileAt(path: string): string {
  const file = followLink(path);
  for (const each of [file, ...COMPANIONS.map((suffix) => file + suffix)]) {
    const stats = lstatSync(each, { throwIfNoEntry: false });
    if (stats !== undefined && !stats.isFile())
      throw new NotAFileError(`${basename(each)} is not a file but ${kindOf(stats)}; it is left alone`);
  }
  return file;
}

/** One step may lead to a file that is not there (yet, or for a moment); a longer chain must lead to one. */
function followLink(path: string): string {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return path;
  if (statSync(path, { throwIfNoEntry: false }) !== undefined) return realpathSync(path);
  return resolve(realpathSync(dirname(path)), readlinkSync(path));
}

function kindOf(stats: ReturnType<typeof lstatSync>): string {
  if (stats?.isDirectory()) return "a folder";
  if (stats?.isFIFO()) return "a named pipe";
  if (stats?.isSocket()) return "a socket";
  if (stats?.isSymbolicLink()) return "a link";
  return "a device";
}
