// @ts-check
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../process/command.mjs";
import { released } from "./changelog.mjs";
import { checkVersion, withVersion } from "./version.mjs";

const FILES = /** @type {const} */ (["package.json", "package-lock.json", "CHANGELOG.md"]);

/**
 * @typedef {object} ReleaseSteps what a release does beside files and Git
 * @property {() => Promise<void>} test throws when something fails
 * @property {() => Promise<string>} pack makes the package and returns its path
 *
 * @typedef {object} ReleaseOptions
 * @property {string} version the new one
 * @property {string} root the project's folder
 * @property {Date} today
 * @property {boolean} dryRun looks and says, changes nothing
 * @property {(line: string) => void} say
 */

/**
 * Version, CHANGELOG, tests, package, commit, tag, in this order. Nothing is pushed. When a step fails the files are as before, and there is neither a commit nor
 * a tag.
 * @param {ReleaseOptions} options
 * @param {ReleaseSteps} steps
 * @throws {Error} before anything is changed: for a dirty working tree, a version that does not come next, an empty CHANGELOG, a tag that is there
 */
export async function release({ version, root, today, dryRun, say }, { test, pack }) {
  const git = (/** @type {string[]} */ ...args) => inGit(root, args);
  const before = new Map(FILES.map((file) => [file, readFileSync(join(root, file), "utf8")]));
  const text = (/** @type {typeof FILES[number]} */ file) => before.get(file) ?? "";
  checkVersion(version, JSON.parse(text("package.json")).version);
  if ((await git("status", "--porcelain")) !== "") throw new Error("There are changes that are not committed.");
  const tag = `v${version}`;
  if ((await git("tag", "--list", tag)) !== "") throw new Error(`There is a tag ${tag} already.`);
  const after = new Map([
    ["package.json", withVersion(text("package.json"), version)],
    ["package-lock.json", withVersion(text("package-lock.json"), version)],
    ["CHANGELOG.md", released(text("CHANGELOG.md"), version, today.toISOString().slice(0, 10))],
  ]);
  if (dryRun) {
    say(`Would release ${version}: write ${FILES.join(", ")}, test, package, commit, and tag ${tag}.`);
    return;
  }
  const write = (/** @type {Map<string, string>} */ files) => {
    for (const [file, content] of files) writeFileSync(join(root, file), content);
  };
  write(after);
  let path;
  try {
    await test();
    path = await pack();
    await git("add", ...FILES);
    await git("commit", "--quiet", "--message", `Release ${version}`);
  } catch (error) {
    write(before);
    await git("reset", "--quiet", "--", ...FILES);
    throw error;
  }
  await git("tag", "--annotate", tag, "--message", `Release ${version}`);
  say(
    `${path}\nCommitted and tagged ${tag}. To publish it: git push --follow-tags, then npx vsce publish --packagePath ${path}`,
  );
}

/**
 * @param {string} cwd
 * @param {string[]} args
 * @returns {Promise<string>} what Git says, without the last line break
 */
async function inGit(cwd, args) {
  const { code, output } = await runCommand("git", args, { cwd, quiet: true, timeoutMs: 60_000 });
  if (code !== 0) throw new Error(`git ${args.join(" ")} failed:\n${output}`.trim());
  return output.trim();
}
