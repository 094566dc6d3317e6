// @ts-check
/** `npm run check`: the quick round before a commit. Types, lint, format, languages and what nobody uses side by side, then the unit tests. Stops at the first that fails. */
import { ensureDependencies } from "./ensure-dependencies.mjs";
import { projectPath, projectRoot } from "./paths.mjs";
import { runCommand } from "./process/command.mjs";

const MINUTE_MS = 60_000;

const looks = [
  { name: "types", args: ["node_modules/typescript/bin/tsc", "--noEmit"] },
  { name: "lint", args: ["node_modules/eslint/bin/eslint.js", "."] },
  { name: "format", args: ["node_modules/prettier/bin/prettier.cjs", "--check", "--log-level", "warn", "."] },
  { name: "languages", args: ["scripts/l10n.mjs"] },
  { name: "nothing unused", args: ["node_modules/knip/bin/knip.js"] },
];
/** Those beside the code and those of the house. What waits on real sockets, and what an attacker would try, is for `npm test`. */
const tests = {
  name: "unit tests",
  args: ["node_modules/mocha/bin/mocha.js", "--config", ".mocharc.quick.json", "--forbid-only", "--reporter", "dot"],
};

await ensureDependencies();
const failed = (await Promise.all(looks.map(fails))).filter((name) => name !== undefined);
if (failed.length === 0) failed.push(...[await fails(tests)].filter((name) => name !== undefined));
console.log(failed.length === 0 ? "All is well." : `Failed: ${failed.join(", ")}`);
process.exitCode = failed.length === 0 ? 0 : 1;

/**
 * @param {{ name: string, args: string[] }} step
 * @returns {Promise<string | undefined>} its name where it fails
 */
async function fails({ name, args: [script = "", ...rest] }) {
  const startedAt = performance.now();
  const { code } = await runCommand(process.execPath, [projectPath(script), ...rest], {
    cwd: projectRoot,
    timeoutMs: 10 * MINUTE_MS,
  });
  console.log(`${code === 0 ? "✔" : "✖"} ${name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
  return code === 0 ? undefined : name;
}
