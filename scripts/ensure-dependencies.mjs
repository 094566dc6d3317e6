// @ts-check
import { readFileSync } from "node:fs";
import { projectPath, projectRoot } from "./paths.mjs";
import { runNpm } from "./process/command.mjs";

const MINIMUM_NODE = [20, 19];

/**
 * Installs the project's dependencies when `node_modules` is missing or differs from the lock file.
 * Imports nothing but Node, because it runs on a fresh clone.
 */
export async function ensureDependencies() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Error(
      `Node ${MINIMUM_NODE.join(".")} or newer is needed; this is ${process.version} (${process.execPath}).`,
    );
  }
  const reason = whyInstall();
  if (reason === undefined) return;
  console.log(`Installing dependencies (${reason}) …`);
  // Types and tools are dev dependencies: NODE_ENV=production must not leave them out.
  await runNpm(["ci", "--include=dev"], { cwd: projectRoot, timeoutMs: 600_000 });
}

/** @returns {string | undefined} undefined when everything locked is installed */
function whyInstall() {
  const locked = readPackages("package-lock.json");
  if (!locked) throw new Error("package-lock.json is missing or damaged.");
  const installed = readPackages("node_modules/.package-lock.json");
  if (!installed) return "none installed";
  for (const [path, { version, optional }] of Object.entries(locked)) {
    // Optional packages are those of other platforms: not installed here by design.
    if (path === "" || optional) continue;
    if (installed[path]?.version !== version) return `${path.replace("node_modules/", "")} is not at ${version}`;
  }
  return undefined;
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }> | undefined}
 */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(projectPath(file), "utf8")).packages;
  } catch {
    return undefined;
  }
}

if (import.meta.filename === process.argv[1]) await ensureDependencies();
