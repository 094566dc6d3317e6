// @ts-check
import { existsSync } from "node:fs";
import { downloadAndUnzipVSCode, SilentReporter } from "@vscode/test-electron";
import { projectPath } from "./paths.mjs";
import { runCommand } from "./process/command.mjs";
import { hostVersions } from "./vscode-host/versions.mjs";

const RELEASES = "https://update.code.visualstudio.com/api/releases/stable";
const REACHABLE_WITHIN_MS = 5_000;

/**
 * The desktop VS Code to test in, or undefined when there is none to be had here and the server from the npm registry must do.
 * `LLM_BREAKER_VSCODE` names one for the newest version; otherwise it is downloaded, where the download can be reached and run.
 * @param {import("./vscode-host/versions.mjs").HostName} name
 * @returns {Promise<string | undefined>} path of the executable
 */
export async function desktopVSCode(name) {
  const given = process.env["LLM_BREAKER_VSCODE"];
  if (given && name === "newest") {
    if (!existsSync(given)) throw new Error(`LLM_BREAKER_VSCODE names ${given}, which does not exist.`);
    return given;
  }
  if (!hasDisplay()) return undefined;
  try {
    await fetch(RELEASES, { method: "HEAD", signal: AbortSignal.timeout(REACHABLE_WITHIN_MS) });
    const executable = await downloadAndUnzipVSCode({
      version: name === "newest" ? "stable" : hostVersions[name].vscode,
      cachePath: projectPath(".vscode-test"),
      reporter: new SilentReporter(),
    });
    return (await starts(executable)) ? executable : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a window can be shown: a desktop VS Code on Linux needs a display server. */
export function hasDisplay() {
  return process.platform !== "linux" || Boolean(process.env["DISPLAY"] || process.env["WAYLAND_DISPLAY"]);
}

/** @param {string} executable downloaded programs still want system libraries that may be missing */
async function starts(executable) {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: "1" };
  const { code } = await runCommand(executable, ["--version"], { env, quiet: true, timeoutMs: 20_000 });
  return code === 0;
}
