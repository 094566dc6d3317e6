// @ts-check
/** `npm run test:sqlite`: the tests of the history file, under a Node that has SQLite. Arguments go to mocha. */
import { nodeWithSqlite } from "./node-with-sqlite.mjs";
import { projectPath, projectRoot } from "./paths.mjs";
import { runCommand } from "./process/command.mjs";

const interruption = new AbortController();
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.once(signal, () => interruption.abort());

const mocha = [
  projectPath("node_modules/mocha/bin/mocha.js"),
  "--config",
  projectPath(".mocharc.sqlite.json"),
  "--forbid-only",
  "--reporter",
  projectPath("test/support/mocha-report.mjs"),
  ...process.argv.slice(2),
];
const { code } = await runCommand(await nodeWithSqlite(), mocha, {
  cwd: projectRoot,
  timeoutMs: 15 * 60_000,
  signal: interruption.signal,
});
process.exit(code ?? 1);
