import { stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** The user's `Documents`, or the home folder where there is none (a server; a desktop in another language). */
export async function documentsFolder(home = homedir()): Promise<string> {
  const documents = join(home, "Documents");
  const isFolder = await stat(documents).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isFolder ? documents : home;
}
