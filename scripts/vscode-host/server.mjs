// @ts-check
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { runCommand } from "../process/command.mjs";
import { terminate } from "../process/terminate.mjs";

const START_TIMEOUT_MS = 60_000;

/**
 * @typedef {object} ServerOptions
 * @property {string} dataDir settings, extensions and state; two servers must not share one
 * @property {Record<string, unknown>} [settings] machine settings, laid over the quiet ones below
 * @property {string} [folder] opened when the address names none
 * @property {boolean} [developmentPayload] honour `extensionDevelopmentPath` in an address; dialogs are refused then
 * @property {boolean} [askForTrust] Workspace Trust as users have it; otherwise every folder is trusted
 * @property {number} [port] 0 (any free one) by default
 * @property {string} [preload] a script that every Node process of it loads before anything else
 * @property {NodeJS.ProcessEnv} [env] what the extension host sees besides our own environment
 * @property {(text: string) => void} [onOutput]
 *
 * @typedef {object} RunningServer
 * @property {string} origin `http://127.0.0.1:PORT`
 * @property {string} authority `127.0.0.1:PORT`
 * @property {string} settingsFile the machine settings, read again by VS Code when they change
 * @property {Promise<number | null>} exited settles with the exit code, also when the server dies by itself
 * @property {() => Promise<void>} stop
 */

export const quietSettings = {
  "telemetry.telemetryLevel": "off",
  "workbench.startupEditor": "none",
  // Projects opened here may lie in a checkout that is nobody's business.
  "git.openRepositoryInParentFolders": "never",
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
};

/**
 * Starts VS Code's server on loopback and resolves when it listens.
 * @param {import("./install.mjs").InstalledHost} host
 * @param {ServerOptions} options
 * @returns {Promise<RunningServer>}
 */
export async function startServer(host, options) {
  const settingsFile = `${options.dataDir}/data/Machine/settings.json`;
  mkdirSync(`${options.dataDir}/data/Machine`, { recursive: true });
  writeFileSync(settingsFile, JSON.stringify({ ...quietSettings, ...options.settings }, null, 2));

  const args = [
    ...["--host", "127.0.0.1", "--port", String(options.port ?? 0), "--without-connection-token"],
    ...commonArguments(options.dataDir),
    ...(options.folder === undefined ? [] : ["--default-folder", options.folder]),
    ...(options.askForTrust ? [] : ["--disable-workspace-trust"]),
    ...(options.developmentPayload ? ["--enable-smoke-test-driver"] : []),
  ];
  // Its own processes get the same switches as it has.
  const preload = options.preload === undefined ? [] : ["--require", options.preload];
  const child = spawn(host.node, [...preload, host.serverMain, ...args], {
    env: serverEnvironment(options.env),
    stdio: ["ignore", "pipe", "pipe"],
    detached: process.platform !== "win32",
  });
  /** @type {Promise<number | null>} */
  const exited = new Promise((resolve) => child.once("exit", (code) => resolve(code)));
  let output = "";
  try {
    const port = await new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("it did not listen in time")), START_TIMEOUT_MS);
      child.once("error", reject);
      child.once("exit", (code) => reject(new Error(`it ended with code ${code}`)));
      /** @param {string} text */
      const read = (text) => {
        options.onOutput?.(text);
        output = (output + text).slice(-20_000);
        const listening = /agent listening on (\d+)/.exec(output);
        if (!listening) return;
        clearTimeout(timer);
        resolve(Number(listening[1]));
      };
      child.stdout.setEncoding("utf8").on("data", read);
      child.stderr.setEncoding("utf8").on("data", read);
    });
    const authority = `127.0.0.1:${port}`;
    return { origin: `http://${authority}`, authority, settingsFile, exited, stop: () => terminate(child) };
  } catch (error) {
    await terminate(child);
    throw new Error(
      `VS Code's server could not be started: ${/** @type {Error} */ (error).message}.\n${output.trim()}`,
    );
  }
}

/**
 * Installs a packaged extension for the servers of one data folder.
 * @param {import("./install.mjs").InstalledHost} host
 * @param {string} dataDir
 * @param {string} vsix
 */
export async function installExtension(host, dataDir, vsix) {
  const args = [host.serverMain, ...commonArguments(dataDir), "--install-extension", vsix, "--force"];
  const { code, output } = await runCommand(host.node, args, {
    quiet: true,
    timeoutMs: 120_000,
    env: serverEnvironment(),
  });
  if (code !== 0 || !/successfully installed/.test(output))
    throw new Error(`VS Code did not install ${vsix}:\n${output.trim()}`);
}

/** @param {string} dataDir */
function commonArguments(dataDir) {
  return [
    "--accept-server-license-terms",
    "--server-data-dir",
    dataDir,
    "--extensions-dir",
    `${dataDir}/extensions`,
    "--telemetry-level",
    "off",
  ];
}

/** @param {NodeJS.ProcessEnv} [extra] */
function serverEnvironment(extra) {
  const env = { ...process.env, ...extra };
  // Set inside an editor's own terminal, where they would bind this server to that editor; and a loader of ours is none of its business.
  for (const name of Object.keys(env)) if (/^(VSCODE_|ELECTRON_|NODE_OPTIONS$)/.test(name)) delete env[name];
  return env;
}

/**
 * The address that opens a folder, with an extension loaded from its sources when a payload is given.
 * @param {RunningServer} server
 * @param {string} folder absolute
 * @param {[string, string][]} [payload]
 */
export function workbenchAddress(server, folder, payload) {
  const address = new URL(server.origin);
  address.searchParams.set("folder", folder);
  if (payload) address.searchParams.set("payload", JSON.stringify(payload));
  return address.href;
}
