// @ts-check
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { runCommand } from "./process/command.mjs";

const commandNames = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "microsoft-edge",
  "microsoft-edge-stable",
];
const usualPlaces = {
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  ],
  win32: [
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
  ],
};

/** Arguments for a quiet headless browser. Root, as in a container, has no sandbox. */
export const browserArguments = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  ...["--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"],
];

/**
 * A Chromium, Chrome or Edge: the one named by `LLM_BREAKER_BROWSER`, an installed one, or one that is installed now. Throws with
 * what to do when there is none to be had.
 * @returns {Promise<string>} path of the executable
 */
export async function findBrowser() {
  const given = process.env["LLM_BREAKER_BROWSER"];
  if (given) {
    if (!existsSync(given)) throw new Error(`LLM_BREAKER_BROWSER names ${given}, which does not exist.`);
    return given;
  }
  const found = installedBrowser() ?? (await installWithApt()) ?? (await downloadWithPlaywright());
  if (found) return found;
  throw new Error(
    "No browser found and none could be installed. Install Chromium, Chrome or Edge (Debian: apt-get install chromium), or set LLM_BREAKER_BROWSER to the path of one.",
  );
}

/** @returns {string | undefined} */
function installedBrowser() {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const inPath = commandNames.flatMap((name) => folders.map((folder) => join(folder, name)));
  const places = process.platform === "darwin" || process.platform === "win32" ? usualPlaces[process.platform] : inPath;
  return places.find(isExecutable);
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

async function installWithApt() {
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !isExecutable("/usr/bin/apt-get")) return undefined;
  console.log("Installing Chromium with apt-get …");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await runCommand("apt-get", ["update"], { env, quiet: true, timeoutMs: 300_000 });
  const { code, output } = await runCommand("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], {
    env,
    quiet: true,
    timeoutMs: 900_000,
  });
  if (code !== 0) console.log(`apt-get could not install it:\n${output.trim().split("\n").slice(-3).join("\n")}`);
  return installedBrowser();
}

async function downloadWithPlaywright() {
  console.log("Downloading Chromium with Playwright …");
  const { chromium } = await import("playwright-core");
  const path = chromium.executablePath();
  if (existsSync(path)) return path;
  const cli = new URL("cli.js", import.meta.resolve("playwright-core/package.json")).pathname;
  const { code, output } = await runCommand(process.execPath, [cli, "install", "chromium"], {
    quiet: true,
    timeoutMs: 600_000,
  });
  if (code !== 0) console.log(`The download failed:\n${output.trim().split("\n").slice(-3).join("\n")}`);
  return existsSync(path) ? path : undefined;
}
