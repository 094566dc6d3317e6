// @ts-check
/** `npm run torture:history -- --rounds 100 --seed 1`: damage, kill and two windows, under a Node that has SQLite; fails when a stored entry is lost. */
import { nodeWithSqlite } from "./node-with-sqlite.mjs";
import { projectPath, projectRoot } from "./paths.mjs";
import { runCommand } from "./process/command.mjs";

const interruption = new AbortController();
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.once(signal, () => interruption.abort());

const main = ["--import", "tsx", projectPath("test/support/history/torture-main.ts"), ...process.argv.slice(2)];
const { code } = await runCommand(await nodeWithSqlite(), main, {
  cwd: projectRoot,
  timeoutMs: 60 * 60_000,
  signal: interruption.signal,
});
process.exit(code ?? 1);
