// @ts-check
/**
 * `npm run test:real`: the service against real parts (a proxy, TLS with an own authority, Prometheus, llama.cpp, Ollama, LiteLLM). A part that cannot be had is named
 * and left out; everything else must pass.
 */
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureDependencies } from "./ensure-dependencies.mjs";
import { projectPath, projectRoot } from "./paths.mjs";
import { runCommand } from "./process/command.mjs";

const interruption = new AbortController();
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.once(signal, () => interruption.abort());

await ensureDependencies();
const given = process.env["LLM_BREAKER_TEST_COUNTS"];
const countsFile = given ?? join(tmpdir(), `llm-breaker-real-${process.pid}.json`);
const mocha = [
  projectPath("node_modules/mocha/bin/mocha.js"),
  "--no-config",
  "--node-option",
  "import=tsx",
  "--extension",
  "ts",
  "--timeout",
  "15000",
  "--forbid-only",
  "--reporter",
  projectPath("test/support/mocha-report.mjs"),
  "test/real/**/*.test.ts",
];
const { code } = await runCommand(process.execPath, mocha, {
  cwd: projectRoot,
  env: { ...process.env, LLM_BREAKER_TEST_COUNTS: countsFile },
  // On a new machine most of it is building and installing.
  timeoutMs: 40 * 60_000,
  signal: interruption.signal,
});
try {
  const { passed, failed, pending } = JSON.parse(readFileSync(countsFile, "utf8"));
  console.log(
    `real parts: ${passed} passed, ${failed} failed, ${pending.length} left out${pending.length > 0 ? ` (a part could not be had, see above):\n  ${pending.join("\n  ")}` : ""}`,
  );
} catch {
  console.log("real parts: the tests crashed before they could report");
} finally {
  if (!given) rmSync(countsFile, { force: true });
}
process.exit(code ?? 1);
