// @ts-check
/**
 * Runs the end-to-end tests: `node scripts/test-e2e.mjs [specs and mocha options]`. Packages the extension, installs the package in
 * VS Code as a user would, finds a browser, and starts mocha with what it needs to know.
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
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.on(signal, () => interruption.abort());

const vsix = await packageExtension({ quiet: true });
const browser = await findBrowser();
const host = await installHost(hostVersions.newest);
const scratch = mkdtempSync(join(tmpdir(), "llm-breaker-installed-"));
try {
  await installExtension(host, scratch, vsix);
  console.log(
    `End-to-end tests in VS Code ${host.version.vscode}, the server from the npm registry, with ${vsix} and ${browser}`,
  );
  const given = process.argv.slice(2);
  const specs = given.some((argument) => !argument.startsWith("-")) ? [] : ["test/e2e/**/*.test.ts"];
  const options = [
    "--no-config",
    "--node-option",
    "import=tsx",
    "--timeout",
    "60000",
    "--reporter",
    projectPath("test/support/mocha-report.mjs"),
  ];
  if (process.env["CI"]) options.push("--forbid-only");
  const env = {
    ...process.env,
    LLM_BREAKER_BROWSER: browser,
    LLM_BREAKER_E2E_EXTENSIONS: join(scratch, "extensions"),
    LLM_BREAKER_E2E_PACKAGE: vsix,
  };
  const mocha = projectPath("node_modules/mocha/bin/mocha.js");
  const { code } = await runCommand(process.execPath, [mocha, ...options, ...specs, ...given], {
    cwd: projectRoot,
    env,
    signal: interruption.signal,
  });
  process.exitCode = code ?? 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
