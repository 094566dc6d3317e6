import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { COMPANIONS } from "./regular-file";

/** A damaged file has a folder of its own beside the history, with all that SQLite needs to read it. Its name says when (UTC). */
const FOLDER = /^history-damaged-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ(-\d+)?$/;

/** Marks a folder whose files are not all there yet: a window that dies in between leaves the rest to the next one. */
const MOVING = "moving";
/** Begins the names of marks of a folder whose rows are still to be carried over into the new file. */
const TO_CARRY_OVER = "to-carry-over";

/**
 * Moves a file with its companions into a fresh folder. Nothing is overwritten and nothing removed. To be called under the file's lock; the file may
 * be open here and elsewhere: who has it open writes on into the moved one, until {@link identityOf} tells.
 *
 * @returns the folder
 */
export function setAside(file: string, now: number): string {
  const folder = freshFolder(dirname(file), now);
  touch(join(folder, MOVING));
  moveInto(folder, file);
  return folder;
}

/**
 * Brings a move to its end that was cut off, and sets aside what must not be opened: a log whose database is gone or empty (SQLite would delete it, with
 * the rows in it), and a database whose log was removed while others have both open (they share its index, which would lead astray). To be called under
 * the file's lock before the file is opened.
 *
 * @returns the folder into which it moved something.
 */
export function tidyUp(file: string, now: number): string | undefined {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0)
    return existsSync(`${file}-shm`) && !existsSync(`${file}-wal`) ? setAside(file, now) : undefined;
  const cutOff = setAsideFolders(file).find((folder) => existsSync(join(folder, MOVING)));
  if (cutOff !== undefined && !existsSync(file)) moveInto(cutOff, file);
  if ((statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) === 0) return undefined;
  return setAside(file, now);
}

/** The main file goes first: without it nobody takes what is left for a whole history. */
function moveInto(folder: string, file: string): void {
  for (const suffix of ["", ...COMPANIONS]) {
    const target = join(folder, basename(file) + suffix);
    if (existsSync(file + suffix) && !existsSync(target)) renameSync(file + suffix, target);
  }
  renameSync(join(folder, MOVING), join(folder, TO_CARRY_OVER));
}

/** Folders of what was set aside, oldest first. */
export function setAsideFolders(file: string): string[] {
  const directory = dirname(file);
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && FOLDER.test(entry.name))
    .map(({ name }) => join(directory, name))
    .sort();
}

/** The folders whose rows nobody has carried over yet. */
export const foldersToCarryOver = (file: string): string[] =>
  setAsideFolders(file).filter((folder) => marksIn(folder).length > 0);

/** Each stands for a state of the folder's files that is to be carried over. */
export const marksIn = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith(TO_CARRY_OVER)) : [];

/** Its files hold more now: it is to be carried over, also if somebody is about to be done with what it held before. @param name tells this mark from others. */
export function markToCarryOver(folder: string, name: string): void {
  touch(join(folder, `${TO_CARRY_OVER}-${name}`));
}

export function removeMarks(folder: string, marks: readonly string[]): void {
  for (const mark of marks) rmSync(join(folder, mark), { force: true });
}

/** Removes everything that was set aside: for a person who wants the history gone. */
export function removeSetAside(file: string): void {
  // The mark first: nobody begins to carry over what is about to go.
  for (const folder of setAsideFolders(file)) {
    removeMarks(folder, marksIn(folder));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The folder into which a file was moved, by its identity. */
export function folderOf(file: string, identity: string): string | undefined {
  return setAsideFolders(file).find(
    (folder) => partsOf(identityOf(join(folder, basename(file)))).main === partsOf(identity).main,
  );
}

/** The parts of an {@link identityOf}. */
export function partsOf(identity: string): { main: string; log: string } {
  const [main, log] = identity.split(" ");
  return { main: main!, log: log! };
}

/** Tells a file, with its companions, from others that come to stand at its path. */
export function identityOf(file: string): string {
  return ["", "-wal", "-shm"]
    .map((suffix) => {
      const stats = lstatSync(file + suffix, { bigint: true, throwIfNoEntry: false });
      return stats === undefined ? "none" : `${stats.dev}:${stats.ino}`;
    })
    .join(" ");
}

function freshFolder(directory: string, now: number): string {
  const name = `history-damaged-${new Date(now).toISOString().slice(0, 19).replaceAll(":", "-")}Z`;
  for (let count = 1; ; count++) {
    const folder = join(directory, count === 1 ? name : `${name}-${count}`);
    try {
      mkdirSync(folder, { mode: 0o700 });
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

function touch(path: string): void {
  closeSync(openSync(path, "wx", 0o600));
}
