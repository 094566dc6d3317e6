// @ts-check
/** `npm run package`: makes llm-breaker-VERSION.vsix in the project's folder, with a minified build and without dependencies. */
import { readFileSync, statSync } from "node:fs";
import { ensureDependencies } from "./ensure-dependencies.mjs";
import { projectPath, projectRoot } from "./paths.mjs";

/** @returns {Promise<string>} path of the package */
export async function packageExtension() {
  await ensureDependencies();
  const { createVSIX } = await import("@vscode/vsce");
  const { name, version } = JSON.parse(readFileSync(projectPath("package.json"), "utf8"));
  const packagePath = projectPath(`${name}-${version}.vsix`);
  // vsce runs the script vscode:prepublish, which builds.
  await createVSIX({ cwd: projectRoot, packagePath, dependencies: false, allowMissingRepository: true });
  return packagePath;
}

if (import.meta.filename === process.argv[1]) {
  const path = await packageExtension();
  console.log(`${path} (${Math.ceil(statSync(path).size / 1024)} KB)`);
}
