// @ts-check
import { isPortFree } from "../free-port.mjs";
import { packageExtension } from "../package.mjs";
import { installHost } from "../vscode-host/install.mjs";
import { installExtension, startServer } from "../vscode-host/server.mjs";
import { hostVersions } from "../vscode-host/versions.mjs";

/** Kept from start to start where it is free: the browser remembers layout and settings by address. */
const USUAL_PORT = 3977;

/**
 * @typedef {object} StartContext
 * @property {string} home folder for VS Code's data
 * @property {string} sample folder to open
 * @property {import("../find-ollama.mjs").Ollama} ollama
 *
 * @typedef {object} OpenedEditor
 * @property {string[]} says lines for the person who started it
 * @property {Promise<number | null>} ended settles with the exit code
 * @property {() => Promise<void>} stop
 */

/**
 * Installs the packaged extension in the VS Code server from the npm registry and starts that. The plain address has the extension,
 * in as many tabs as are wanted.
 * @param {StartContext} context
 * @returns {Promise<OpenedEditor>}
 */
export async function openServer({ home, sample, ollama }) {
  const host = await installHost(hostVersions.newest);
  const dataDir = `${home}/server`;
  console.log("Building and installing the extension …");
  await installExtension(host, dataDir, await packageExtension({ quiet: true }));
  const wanted = Number(process.env["LLM_BREAKER_PORT"]) || USUAL_PORT;
  const port = (await isPortFree(wanted)) ? wanted : 0;
  const server = await startServer(host, { dataDir, settings: settingsFor(ollama), port, folder: sample });
  return {
    says: [`VS Code ${host.version.vscode} with LLM Breaker runs. Open it in your browser:`, "", `  ${server.origin}/`],
    ended: server.exited,
    stop: server.stop,
  };
}

/**
 * The sample's README is what is seen first, and says what to press. The default setting is an Ollama on localhost:11434; another port has to be told.
 * @param {import("../find-ollama.mjs").Ollama} ollama
 * @returns {Record<string, unknown>}
 */
export function settingsFor(ollama) {
  return {
    "workbench.startupEditor": "readme",
    ...(new URL(ollama.url).port !== "11434" && {
      "llmBreaker.endpoints": [{ id: "ollama", type: "ollama", url: ollama.url }],
    }),
  };
}
