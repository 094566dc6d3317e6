import { randomUUID } from "node:crypto";
import { open, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Why a file could not be written; `folder`: the name is that of a folder, `no_folder`: the folder it is to stand in is missing. */
export type WriteFileReason = "folder" | "not_a_file" | "no_folder" | "forbidden" | "full" | "other";

/** A file could not be written. What was at its name before is still there. */
export class WriteFileError extends Error {
  override readonly name = "WriteFileError";
  constructor(
    readonly reason: WriteFileReason,
    readonly path: string,
    options?: { cause?: unknown },
  ) {
    super(`${path} could not be written (${reason})`, options);
  }
}

const REASONS: Record<string, WriteFileReason> = {
  EISDIR: "folder",
  ENOENT: "no_folder",
  ENOTDIR: "no_folder",
  EACCES: "forbidden",
  EPERM: "forbidden",
  EROFS: "forbidden",
  ENOSPC: "full",
  EDQUOT: "full",
  EFBIG: "full",
};

/** What `write` puts its text with. */
export type Append = (text: string) => Promise<void>;

/**
 * Writes a file, whole or not at all, readable by its owner only. A folder may come from somebody else, with links in it that lead out: nothing
 * is opened but a new file of a name that nobody could know, and a link at `path` itself is replaced, never written through.
 *
 * @throws {WriteFileError} for what the file system says, or what `write` threw; nothing is left behind then
 */
export async function writeWholeFile<T>(
  path: string,
  write: (append: Append) => Promise<T>,
  random: () => string = randomUUID,
): Promise<T> {
  await refuseWhatIsNoFile(path);
  // A name of its own, not the target's with an ending: that might be longer than a name may be.
  const draft = join(dirname(path), `.llm-breaker-${random()}.part`);
  // "x": fails where anything has the name, a link that leads nowhere included (POSIX, O_CREAT with O_EXCL).
  const file = await told(path, open(draft, "wx", 0o600));
  try {
    const result = await filled(file, path, write);
    await told(path, rename(draft, path));
    return result;
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function filled<T>(file: FileHandle, path: string, write: (append: Append) => Promise<T>): Promise<T> {
  try {
    // `appendFile` goes on until all is written; a single `write` may report fewer bytes on a disk that fills up, and throw nothing.
    const result = await write((text) => told(path, file.appendFile(text)));
    // Otherwise a crash right after the rename could leave an empty file where the earlier one was.
    await told(path, file.sync());
    return result;
  } finally {
    await file.close();
  }
}

/** A rename would put the file in the place of a pipe or a device, and fails late and in other words for a folder. */
async function refuseWhatIsNoFile(path: string): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  if (there === undefined || there.isFile()) return;
  throw new WriteFileError(there.isDirectory() ? "folder" : "not_a_file", path);
}

async function told<T>(path: string, action: Promise<T>): Promise<T> {
  try {
    return await action;
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "";
    throw new WriteFileError(Object.hasOwn(REASONS, code) ? (REASONS[code] ?? "other") : "other", path, { cause });
  }
}
