// @ts-check
/** `npm run package`: makes llm-breaker-VERSION.vsix in the project's folder, with a minified build and without dependencies. */
import { readFileSync, statSync } from "node:fs";
import { ensureDependencies } from "./ensure-dependencies.mjs";
import { projectPath, projectRoot } from "./paths.mjs";
import { runCommand } from "./process/command.mjs";

/**
 * @param {{ quiet?: boolean }} [options] quiet: vsce's own report is shown only when it fails
 * @returns {Promise<string>} path of the package
 */
export async function packageExtension({ quiet = false } = {}) {
  const { name, version } = JSON.parse(readFileSync(projectPath("package.json"), "utf8"));
  const path = projectPath(`${name}-${version}.vsix`);
  // vsce runs the script vscode:prepublish, which builds.
  const vsce = [
    projectPath("node_modules/@vscode/vsce/vsce"),
    "package",
    "--no-dependencies",
    "--allow-missing-repository",
    "--out",
    path,
  ];
  const { code, output } = await runCommand(process.execPath, vsce, { cwd: projectRoot, quiet, timeoutMs: 300_000 });
  if (code !== 0) throw new Error(`The extension could not be packaged.\n${output}`.trim());
  return path;
}

if (import.meta.filename === process.argv[1]) {
  await ensureDependencies();
  const path = await packageExtension();
  console.log(`${path} (${Math.ceil(statSync(path).size / 1024)} KB)`);
}
