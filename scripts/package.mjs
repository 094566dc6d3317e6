// @ts-check
/**
 * `npm run package`: makes llm-breaker-VERSION.vsix in the project's folder, with a minified build and without dependencies. Fails when vsce warns of
 * anything, and when the package is larger than what we allow ourselves.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { denserZip } from "./build/denser-zip.mjs";
import { packagedReadme } from "./build/packaged-readme.mjs";
import { ensureDependencies } from "./ensure-dependencies.mjs";
import { projectPath, projectRoot } from "./paths.mjs";
import { runCommand } from "./process/command.mjs";

/** What a package may take, in bytes. */
export const PACKAGE_LIMIT_BYTES = 660 * 1024;

/**
 * @param {{ quiet?: boolean, dense?: boolean }} [options] quiet: vsce's own report is shown only when it fails; dense: packed as for a release, which
 *   takes some seconds, and held to the limit
 * @returns {Promise<string>} path of the package
 */
export async function packageExtension({ quiet = false, dense = false } = {}) {
  const { name, version } = JSON.parse(readFileSync(projectPath("package.json"), "utf8"));
  const path = projectPath(`${name}-${version}.vsix`);
  await run("The extension could not be built.", [projectPath("esbuild.js"), "--production"], projectRoot);
  const stage = await staged();
  const vsce = [projectPath("node_modules/@vscode/vsce/vsce"), "package", "--no-dependencies", "--out", path];
  const output = await run("The extension could not be packaged.", vsce, stage).finally(() =>
    rmSync(stage, { recursive: true, force: true }),
  );
  if (!quiet) process.stdout.write(output);
  const warnings = output.split("\n").filter((line) => /\bwarning\b/i.test(line));
  if (warnings.length > 0) throw new Error(`vsce warns:\n${warnings.join("\n")}`);
  if (!dense) return path;
  const archive = await denserZip(readFileSync(path));
  writeFileSync(path, archive);
  if (archive.length > PACKAGE_LIMIT_BYTES)
    throw new Error(
      `The package has ${inKilobytes(archive.length)} KB, more than ${inKilobytes(PACKAGE_LIMIT_BYTES)}. unzip -lv ${path} says what takes them.`,
    );
  return path;
}

/**
 * What is packaged, in a folder of its own: with the README that an installed extension shows, and without what package.json says to who works on the extension. What
 * is bundled stands in the SBOM.
 * @returns {Promise<string>} the folder
 */
async function staged() {
  const { listFiles, PackageManager } = await import("@vscode/vsce");
  const files = await listFiles({ cwd: projectRoot, packageManager: PackageManager.None });
  const stage = mkdtempSync(join(tmpdir(), "llm-breaker-package-"));
  for (const file of [...files, ".vscodeignore"]) cpSync(projectPath(file), join(stage, file));
  writeFileSync(join(stage, "README.md"), packagedReadme(readFileSync(projectPath("README.md"), "utf8")));
  const {
    scripts: _,
    devDependencies: __,
    ...manifest
  } = JSON.parse(readFileSync(projectPath("package.json"), "utf8"));
  writeFileSync(join(stage, "package.json"), JSON.stringify(manifest));
  return stage;
}

/** @param {string} failure what is said when it fails @param {string[]} args @param {string} cwd @returns {Promise<string>} the output */
async function run(failure, args, cwd) {
  const { code, output } = await runCommand(process.execPath, args, { cwd, quiet: true, timeoutMs: 300_000 });
  if (code !== 0) throw new Error(`${failure}\n${output}`.trim());
  return output;
}

/** @param {number} bytes */
const inKilobytes = (bytes) => Math.ceil(bytes / 1024);

if (import.meta.filename === process.argv[1]) {
  await ensureDependencies();
  const path = await packageExtension({ dense: true });
  console.log(
    `${path} (${inKilobytes(readFileSync(path).length)} KB, of ${inKilobytes(PACKAGE_LIMIT_BYTES)} KB allowed)`,
  );
}
