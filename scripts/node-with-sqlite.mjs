// @ts-check
import { isBuiltin } from "node:module";
import { installHost } from "./vscode-host/install.mjs";
import { hostVersions } from "./vscode-host/versions.mjs";

/**
 * A Node that has SQLite built in, as every supported VS Code does: this one, else the one that runs the newest VS Code of the tests.
 * @returns {Promise<string>} the path of its binary
 */
export async function nodeWithSqlite() {
  return isBuiltin("node:sqlite") ? process.execPath : (await installHost(hostVersions.newest)).node;
}
