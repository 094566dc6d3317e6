// @ts-check
/** `npm run demo`: the service without VS Code, in a terminal, through the death and return of a scripted Ollama. Runs on a fresh clone. */
import { ensureDependencies } from "./ensure-dependencies.mjs";
import { projectPath, projectRoot } from "./paths.mjs";
import { runCommand } from "./process/command.mjs";

const interruption = new AbortController();
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.once(signal, () => interruption.abort());

await ensureDependencies();
const { code, ended } = await runCommand(process.execPath, ["--import", "tsx", projectPath("scripts/demo/main.ts")], {
  cwd: projectRoot,
  timeoutMs: 60_000,
  signal: interruption.signal,
});
process.exit(ended === "aborted" ? 130 : (code ?? 1));
