// @ts-check
/**
 * `npm test`: everything there is to check, on a fresh clone too. Installs what is missing, then runs the stages below, and ends
 * with the line `N passed, N failed`. A stage that fails without a failed test of its own (a crash, a type error, a timeout)
 * counts as one failure. Nothing it started lives on afterwards, also after Ctrl+C.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureDependencies } from "./ensure-dependencies.mjs";
import { projectPath, projectRoot } from "./paths.mjs";
import { runCommand } from "./process/command.mjs";
import { findStrays, killStrays, markRun } from "./process/strays.mjs";

const MINUTE_MS = 60_000;

/**
 * @typedef {object} Stage
 * @property {string} name
 * @property {string[]} command arguments for Node
 * @property {number} timeoutMs
 * @property {boolean} [counts] runs mocha, which writes its counts
 * @property {boolean} [required] what follows makes no sense without it
 */
const mocha = (/** @type {string[]} */ ...args) => [
  projectPath("node_modules/mocha/bin/mocha.js"),
  "--forbid-only",
  ...args,
];
const reporter = ["--reporter", projectPath("test/support/mocha-report.mjs")];

/** @type {Stage[]} */
const stages = [
  { name: "types", command: [projectPath("node_modules/typescript/bin/tsc"), "--noEmit"], timeoutMs: 5 * MINUTE_MS },
  { name: "lint", command: [projectPath("node_modules/eslint/bin/eslint.js"), "."], timeoutMs: 5 * MINUTE_MS },
  { name: "unit tests", command: mocha(...reporter), timeoutMs: 20 * MINUTE_MS, counts: true },
  {
    name: "history on SQLite",
    command: [projectPath("scripts/test-sqlite.mjs")],
    timeoutMs: 20 * MINUTE_MS,
    counts: true,
  },
  { name: "real parts", command: [projectPath("scripts/test-real.mjs")], timeoutMs: 45 * MINUTE_MS, counts: true },
  {
    name: "build",
    command: [projectPath("esbuild.js"), "--production", "--tests"],
    timeoutMs: 2 * MINUTE_MS,
    required: true,
  },
  {
    name: "integration tests, newest VS Code",
    command: [projectPath("scripts/test-integration.mjs"), "newest"],
    timeoutMs: 25 * MINUTE_MS,
    counts: true,
  },
  {
    name: "integration tests, oldest VS Code",
    command: [projectPath("scripts/test-integration.mjs"), "oldest"],
    timeoutMs: 25 * MINUTE_MS,
    counts: true,
  },
  { name: "end-to-end tests", command: [projectPath("scripts/test-e2e.mjs")], timeoutMs: 30 * MINUTE_MS, counts: true },
];

const interruption = new AbortController();
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]))
  process.on(signal, () => interruption.abort());
const mark = markRun();
const scratch = mkdtempSync(join(tmpdir(), "llm-breaker-test-"));
const total = { passed: 0, failed: 0 };
/** @type {string[]} */
const summary = [];

try {
  await ensureDependencies();
  for (const stage of stages) {
    const ok = await runStage(stage);
    if (interruption.signal.aborted) break;
    if (ok || !stage.required) continue;
    for (const { name } of stages.slice(stages.indexOf(stage) + 1)) fail(name, `not run, because ${stage.name} failed`);
    break;
  }
} catch (error) {
  fail("set-up", error instanceof Error ? error.message : String(error));
} finally {
  killStrays(mark);
  rmSync(scratch, { recursive: true, force: true });
}
if (interruption.signal.aborted) fail("test run", "interrupted");

console.log(`\n${summary.join("\n")}\n`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);

/** @param {Stage} stage */
async function runStage(stage) {
  console.log(`\n── ${stage.name} ──`);
  const started = performance.now();
  const countsFile = join(scratch, `${stages.indexOf(stage)}.json`);
  const env = { ...process.env, CI: process.env["CI"] ?? "true", LLM_BREAKER_TEST_COUNTS: countsFile };
  const { code, ended } = await runCommand(process.execPath, stage.command, {
    cwd: projectRoot,
    env,
    timeoutMs: stage.timeoutMs,
    signal: interruption.signal,
  });
  const counts = stage.counts ? readCounts(countsFile) : undefined;
  const strays = findStrays(mark);
  killStrays(mark);

  total.passed += counts?.passed ?? 0;
  total.failed += counts?.failed ?? 0;
  const problem = whatWentWrong(stage, code, ended, counts, strays);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (problem && !counts?.failed) fail(stage.name, problem);
  else
    summary.push(
      `${problem ? "✖" : "✔"} ${stage.name}: ${counts ? `${counts.passed} passed, ${counts.failed} failed` : "ok"} (${seconds} s)`,
    );
  for (const title of counts?.pending ?? []) summary.push(`  skipped: ${title}`);
  return problem === undefined;
}

/**
 * @param {Stage} stage
 * @param {number | null} code
 * @param {"timeout" | "aborted" | undefined} ended
 * @param {import("../test/support/mocha-report.mjs").TestCounts | undefined} counts
 * @param {{ pid: number, command: string }[]} strays
 * @returns {string | undefined}
 */
function whatWentWrong(stage, code, ended, counts, strays) {
  if (ended === "timeout") return `did not end within ${stage.timeoutMs / MINUTE_MS} minutes`;
  if (ended === "aborted") return "interrupted";
  if (stage.counts && !counts) return `crashed with exit code ${code}`;
  if (counts && counts.passed + counts.failed === 0) return "ran no test";
  if (code !== 0) return `failed with exit code ${code}`;
  if (strays.length > 0)
    return `left processes behind: ${strays.map(({ pid, command }) => `${pid} ${command.slice(0, 120)}`).join("; ")}`;
  return undefined;
}

/** @param {string} name @param {string} problem */
function fail(name, problem) {
  total.failed += 1;
  summary.push(`✖ ${name}: ${problem}`);
}

/**
 * @param {string} file
 * @returns {import("../test/support/mocha-report.mjs").TestCounts | undefined}
 */
function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
