// @ts-check
/**
 * `npm test`: everything there is to check, on a fresh clone too. Installs what is missing, then runs the stages below, and ends
 * with the line `N passed, N failed`. A stage that fails without a failed test of its own (a crash, a type error, a timeout)
 * counts as one failure. Nothing it started lives on afterwards, also after Ctrl+C.
 *
 * Where tests of a file or two of a stage fail, these files are run once more, alone. What passes then is counted as passed and named as unsteady in the
 * summary: a machine that many share holds up a test now and then, and what is broken fails twice.
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
 * @property {(files: string[]) => string[]} [again] the command that runs only these files of tests; the whole stage where there is none
 */

/** Failures in more files than this are no chance. Within a file one failure often brings others. */
const MOST_UNSTEADY_FILES = 2;

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
  { name: "languages", command: [projectPath("scripts/l10n.mjs")], timeoutMs: MINUTE_MS },
  {
    name: "unit tests",
    command: mocha(...reporter),
    timeoutMs: 20 * MINUTE_MS,
    counts: true,
    // The files of the configuration would be run beside these.
    again: (files) =>
      mocha(
        "--no-config",
        "--node-option",
        "import=tsx",
        "--extension",
        "ts",
        "--timeout",
        "30000",
        ...reporter,
        ...files,
      ),
  },
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
  { name: "package", command: [projectPath("scripts/package.mjs")], timeoutMs: 5 * MINUTE_MS },
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
  ...["newest", "oldest"].map((name) => ({
    name: `without a network, ${name} VS Code`,
    command: [projectPath("scripts/test-integration.mjs"), name, "no-network"],
    timeoutMs: 10 * MINUTE_MS,
    counts: true,
  })),
  {
    name: "end-to-end tests",
    command: [projectPath("scripts/test-e2e.mjs")],
    timeoutMs: 30 * MINUTE_MS,
    counts: true,
    again: (files) => [projectPath("scripts/test-e2e.mjs"), ...files],
  },
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
  let run = await runOnce(stage, stage.command);
  const failures = run.counts?.failures ?? [];
  /** @type {string[]} */
  const unsteady = [];
  const files = filesOf(failures);
  if (failures.length > 0 && files.length <= MOST_UNSTEADY_FILES && !interruption.signal.aborted) {
    console.log(`\n── ${stage.name}, once more what has failed ──`);
    const second = await runOnce(stage, stage.again?.(files) ?? stage.command);
    if (second.problem === undefined) {
      unsteady.push(...failures.map(({ title }) => title));
      run = { problem: undefined, counts: stage.again ? steadied(run.counts) : second.counts };
    }
  }
  const { problem, counts } = run;
  total.passed += counts?.passed ?? 0;
  total.failed += counts?.failed ?? 0;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (problem && !counts?.failed) fail(stage.name, problem);
  else
    summary.push(
      `${problem ? "✖" : "✔"} ${stage.name}: ${counts ? `${counts.passed} passed, ${counts.failed} failed` : "ok"} (${seconds} s)`,
    );
  for (const title of unsteady) summary.push(`  unsteady, failed at first and passed when run again: ${title}`);
  for (const title of counts?.pending ?? []) summary.push(`  skipped: ${title}`);
  return problem === undefined;
}

/**
 * @param {Stage} stage
 * @param {string[]} command
 */
async function runOnce(stage, command) {
  const countsFile = join(scratch, `${stages.indexOf(stage)}.json`);
  rmSync(countsFile, { force: true });
  const env = { ...process.env, CI: process.env["CI"] ?? "true", LLM_BREAKER_TEST_COUNTS: countsFile };
  const { code, ended } = await runCommand(process.execPath, command, {
    cwd: projectRoot,
    env,
    timeoutMs: stage.timeoutMs,
    signal: interruption.signal,
  });
  const counts = stage.counts ? readCounts(countsFile) : undefined;
  const strays = findStrays(mark);
  killStrays(mark);
  return { counts, problem: whatWentWrong(stage, code, ended, counts, strays) };
}

/** @param {{ file: string | undefined }[]} failures */
function filesOf(failures) {
  return [...new Set(failures.flatMap(({ file }) => file ?? []))];
}

/** @param {import("../test/support/mocha-report.mjs").TestCounts | undefined} counts of a run whose failures have passed since */
function steadied(counts) {
  return counts && { ...counts, passed: counts.passed + counts.failed, failed: 0 };
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
