import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";

/**
 * Opens a file to read it. A FIFO would keep whoever opens it waiting until somebody writes to it, and a device may do anything: neither is waited for.
 * @throws what the file system says, or that it is no plain file
 */
export async function openPlainFile(path: string): Promise<FileHandle> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new Error(`${path} is no plain file.`);
}
