// @ts-check
/**
 * `npm run package`: makes llm-breaker-VERSION.vsix in the project's folder, with a minified build and without dependencies. Fails when vsce warns of
 * anything, and when the package is larger than what we allow ourselves.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { denserZip } from "./build/denser-zip.mjs";
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
  // vsce runs the script vscode:prepublish, which builds.
  const vsce = [projectPath("node_modules/@vscode/vsce/vsce"), "package", "--no-dependencies", "--out", path];
  const { code, output } = await runCommand(process.execPath, vsce, {
    cwd: projectRoot,
    quiet: true,
    timeoutMs: 300_000,
  });
  if (code !== 0) throw new Error(`The extension could not be packaged.\n${output}`.trim());
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

/** @param {number} bytes */
const inKilobytes = (bytes) => Math.ceil(bytes / 1024);

if (import.meta.filename === process.argv[1]) {
  await ensureDependencies();
  const path = await packageExtension({ dense: true });
  console.log(
    `${path} (${inKilobytes(readFileSync(path).length)} KB, of ${inKilobytes(PACKAGE_LIMIT_BYTES)} KB allowed)`,
  );
}
