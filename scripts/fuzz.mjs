// @ts-check
/** `npm run fuzz -- --minutes N`: feeds everything through which foreign text comes in with what nobody should send. Arguments are those of test/fuzz/main.mts. */
import { ensureDependencies } from "./ensure-dependencies.mjs";
import { projectPath, projectRoot } from "./paths.mjs";
import { runCommand } from "./process/command.mjs";

const interruption = new AbortController();
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.once(signal, () => interruption.abort());

await ensureDependencies();
const { code } = await runCommand(
  process.execPath,
  ["--import", "tsx", projectPath("test/fuzz/main.mts"), ...process.argv.slice(2)],
  { cwd: projectRoot, signal: interruption.signal },
);
process.exitCode = code ?? 1;
