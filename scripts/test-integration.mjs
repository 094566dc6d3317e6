// @ts-check
/**
 * Runs the suites of test/integration inside VS Code's extension host: `node scripts/test-integration.mjs [newest|oldest] [part of a file's name]`.
 * The VS Code is, by what is there: the one that `LLM_BREAKER_VSCODE` names, a download of @vscode/test-electron, or the server from
 * the npm registry (executable.mjs). The output says which.
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runTests } from "@vscode/test-electron";
import { desktopVSCode } from "./desktop-vscode.mjs";
import { projectPath, projectRoot } from "./paths.mjs";
import { hostVersions, isHostName } from "./vscode-host/versions.mjs";

const name = process.argv[2] ?? "newest";
if (!isHostName(name)) throw new Error(`Unknown VS Code "${name}": say ${Object.keys(hostVersions).join(" or ")}.`);

/** This part of the names is that of one file, which is run alone, in a VS Code that starts without a network. */
const NO_NETWORK = "no-network";
const files = process.argv[3] ?? "";

const desktop = await desktopVSCode(name);
const vscodeExecutablePath = desktop ?? projectPath("scripts/vscode-host/executable.mjs");
console.log(
  `Integration tests in VS Code: ${desktop ? `${name}, ${desktop}` : `${hostVersions[name].vscode} (${name}), the server from the npm registry`}`,
);

const workspace = mkdtempSync(join(tmpdir(), "llm-breaker-workspace-"));
const scratch = mkdtempSync(join(tmpdir(), "llm-breaker-counts-"));
// VS Code says that all is well even when the extension host died in the middle: only what is written at the end tells that there was one.
const countsFile = (process.env["LLM_BREAKER_TEST_COUNTS"] ??= join(scratch, "counts.json"));
let code = 1;
try {
  code = await runTests({
    vscodeExecutablePath,
    // The second is another extension, which uses ours as any other would.
    extensionDevelopmentPath: [projectRoot, projectPath("out/test/second-extension")],
    extensionTestsPath: projectPath("out/test/integration/index.js"),
    launchArgs: [workspace],
    extensionTestsEnv: {
      LLM_BREAKER_HOST: name,
      LLM_BREAKER_TEST_FILES: files,
      ...(files === NO_NETWORK && { LLM_BREAKER_NO_NETWORK: "1" }),
    },
  });
  if (!existsSync(countsFile)) throw new Error("The extension host ended before the tests did.");
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  code = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
  rmSync(workspace, { recursive: true, force: true });
}
process.exitCode = code;
