// @ts-check
import { spawn } from "node:child_process";
import { accessSync, constants, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { hasDisplay } from "../desktop-vscode.mjs";
import { projectPath, projectRoot } from "../paths.mjs";
import { runCommand } from "../process/command.mjs";
import { terminate } from "../process/terminate.mjs";
import { settingsFor } from "./server.mjs";

/**
 * The command line of a desktop VS Code that can show a window here, or undefined.
 * @returns {string | undefined}
 */
export function findDesktopCode() {
  const given = process.env["LLM_BREAKER_VSCODE"];
  if (given) return given;
  // Inside an editor's terminal over a remote connection, `code` opens files in that editor and cannot load an extension.
  if (!hasDisplay() || process.env["VSCODE_IPC_HOOK_CLI"]) return undefined;
  const names = process.platform === "win32" ? ["code.cmd"] : ["code", "code-insiders", "codium"];
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Opens a window of its own, with its own settings and extensions beside the user's, and the extension loaded from this folder.
 * @param {string} code
 * @param {import("./server.mjs").StartContext} context
 * @returns {Promise<import("./server.mjs").OpenedEditor>}
 */
export async function openDesktop(code, { home, sample, ollama }) {
  const built = await runCommand(process.execPath, [projectPath("esbuild.js")], { cwd: projectRoot });
  if (built.code !== 0) throw new Error("The extension could not be built.");
  const userData = `${home}/desktop`;
  mkdirSync(`${userData}/User`, { recursive: true });
  writeFileSync(
    `${userData}/User/settings.json`,
    JSON.stringify({ "git.openRepositoryInParentFolders": "never", ...settingsFor(ollama) }, null, 2),
  );
  const args = [
    ...["--wait", "--new-window", "--disable-workspace-trust", "--skip-welcome", "--skip-release-notes"],
    ...[
      `--user-data-dir=${userData}`,
      `--extensions-dir=${home}/desktop-extensions`,
      `--extensionDevelopmentPath=${projectRoot}`,
    ],
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    sample,
  ];
  const child = spawn(code, args, {
    stdio: "ignore",
    detached: process.platform !== "win32",
    shell: process.platform === "win32",
  });
  return {
    says: [`LLM Breaker runs in ${code}, in a window of its own. Closing the window stops everything, too.`],
    ended: new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", resolve);
    }),
    stop: () => terminate(child),
  };
}
