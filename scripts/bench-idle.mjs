// @ts-check
/**
 * `npm run bench:idle -- [--seconds N]`: what an editor costs in which nobody does anything. Packages the extension, installs the package in VS Code as a user
 * would, finds a browser, and starts the bench with what it needs to know.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findBrowser } from "./find-browser.mjs";
import { packageExtension } from "./package.mjs";
import { projectPath, projectRoot } from "./paths.mjs";
import { runCommand } from "./process/command.mjs";
import { installHost } from "./vscode-host/install.mjs";
import { installExtension } from "./vscode-host/server.mjs";
import { hostVersions } from "./vscode-host/versions.mjs";

const interruption = new AbortController();
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.once(signal, () => interruption.abort());

const vsix = await packageExtension({ quiet: true });
const browser = await findBrowser();
const scratch = mkdtempSync(join(tmpdir(), "llm-breaker-idle-"));
try {
  await installExtension(await installHost(hostVersions.newest), scratch, vsix);
  const env = {
    ...process.env,
    LLM_BREAKER_BROWSER: browser,
    LLM_BREAKER_E2E_EXTENSIONS: join(scratch, "extensions"),
    LLM_BREAKER_METER: scratch,
  };
  const bench = ["--import", "tsx", projectPath("test/bench/idle.ts"), ...process.argv.slice(2)];
  const { code } = await runCommand(process.execPath, bench, {
    cwd: projectRoot,
    env,
    timeoutMs: 30 * 60_000,
    signal: interruption.signal,
  });
  process.exitCode = code ?? 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
