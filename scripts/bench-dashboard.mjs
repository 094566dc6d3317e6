// @ts-check
/** `npm run bench:dashboard`: the history with a million requests, under a Node that has SQLite. */
import { nodeWithSqlite } from "./node-with-sqlite.mjs";
import { projectPath, projectRoot } from "./paths.mjs";
import { runCommand } from "./process/command.mjs";

const interruption = new AbortController();
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.once(signal, () => interruption.abort());

const bench = ["--import", "tsx", projectPath("test/bench/dashboard.ts"), ...process.argv.slice(2)];
const { code } = await runCommand(await nodeWithSqlite(), bench, {
  cwd: projectRoot,
  timeoutMs: 30 * 60_000,
  signal: interruption.signal,
});
process.exit(code ?? 1);
