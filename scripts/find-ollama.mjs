// @ts-check
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { isPortFree } from "./free-port.mjs";
import { projectPath, projectRoot } from "./paths.mjs";
import { terminate } from "./process/terminate.mjs";

const PORT = 11434;
/** Where the scripted server's faults are switched, when that port is free. */
const CONTROL_PORT = 11435;

/**
 * @typedef {object} Ollama
 * @property {string} url
 * @property {string | undefined} control the scripted server's control route; undefined for a real one
 * @property {() => Promise<void>} stop ends the scripted server; leaves a real one alone
 */

/**
 * The Ollama on localhost:11434 if it answers, else a scripted one of the project's own, on that port where it is free.
 * @returns {Promise<Ollama>}
 */
export async function findOllama() {
  const url = `http://localhost:${PORT}`;
  if (await answersAsOllama(url)) return { url, control: undefined, stop: async () => {} };
  return startScripted((await isPortFree(PORT)) ? PORT : 0, (await isPortFree(CONTROL_PORT)) ? CONTROL_PORT : 0);
}

/** @param {string} url */
async function answersAsOllama(url) {
  try {
    const response = await fetch(`${url}/api/version`, { signal: AbortSignal.timeout(2_000) });
    return response.ok && typeof (await response.json()).version === "string";
  } catch {
    return false;
  }
}

/** @param {number} port @param {number} controlPort @returns {Promise<Ollama>} */
async function startScripted(port, controlPort) {
  const program = projectPath("test/support/scripted-ollama-cli.ts");
  const args = ["--import", "tsx", program, "--port", String(port), "--control-port", String(controlPort)];
  const child = spawn(process.execPath, args, {
    cwd: projectRoot,
    stdio: ["ignore", "pipe", "inherit"],
    detached: process.platform !== "win32",
  });
  // It tells its addresses in its first line.
  for await (const line of createInterface({ input: child.stdout })) {
    const { url, control } = JSON.parse(line);
    return { url, control, stop: () => terminate(child) };
  }
  throw new Error("The scripted Ollama did not start.");
}
