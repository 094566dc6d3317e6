import { accessSync, constants } from "node:fs";
import { homedir } from "node:os";
import { delimiter, isAbsolute, join } from "node:path";

/** Where installers put it, whether or not the path of this process says so: an editor that was started from a dock knows no shell's path. */
const USUAL_FOLDERS: Partial<Record<NodeJS.Platform, string[]>> = {
  linux: ["/usr/local/bin", "/usr/bin", "/snap/bin"],
  darwin: ["/usr/local/bin", "/opt/homebrew/bin", "/Applications/Ollama.app/Contents/Resources"],
  win32: [join(homedir(), "AppData", "Local", "Programs", "Ollama")],
};

/** Whether Ollama is installed where the extension runs. Folders of the path that are not absolute are the opened folder's, and not asked. */
export function hasOllama(path = process.env["PATH"] ?? "", platform = process.platform): boolean {
  const program = platform === "win32" ? "ollama.exe" : "ollama";
  const folders = [...path.split(delimiter).filter((folder) => isAbsolute(folder)), ...(USUAL_FOLDERS[platform] ?? [])];
  return folders.some((folder) => isExecutable(join(folder, program)));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
