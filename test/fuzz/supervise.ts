import { fork } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TargetResult, Told } from "./fuzz-target";

/** A process that has not begun another case for so long hangs, in milliseconds. */
const HANG_MS = 30_000;
const LOOK_MS = 500;

const child = fileURLToPath(new URL("./child.mts", import.meta.url));

/** Runs one target in a process of its own for so long; one that hangs or dies is ended and told, and another goes on for the rest of the time. */
export async function supervise(target: string, seed: number, forMs: number): Promise<TargetResult> {
  const startedAt = performance.now();
  const total: TargetResult = { cases: 0, tookMs: 0, longestBlockMs: 0, growthBytes: undefined, findings: [] };
  for (let from = seed; ;) {
    const leftMs = Math.max(0, forMs - (performance.now() - startedAt));
    const end = await oneProcess(target, from, leftMs);
    if ("result" in end) {
      const { result } = end;
      return {
        ...result,
        cases: total.cases + result.cases,
        tookMs: total.tookMs + result.tookMs,
        findings: [...total.findings, ...result.findings],
      };
    }
    total.findings.push(end.told);
    total.cases += Math.max(0, end.told.path === "" ? 0 : Number(end.told.path));
    if (performance.now() - startedAt >= forMs) return { ...total, tookMs: performance.now() - startedAt };
    from = (end.told.seed + 1) | 0;
  }
}

type End = { result: TargetResult } | { told: Told };

async function oneProcess(target: string, seed: number, forMs: number): Promise<End> {
  const folder = mkdtempSync(join(tmpdir(), "llm-breaker-fuzz-"));
  const file = join(folder, "now");
  try {
    const process = fork(child, [target, String(seed), String(forMs), file], {
      execArgv: ["--import", "tsx", "--expose-gc", "--max-old-space-size=1024"],
      stdio: ["ignore", "inherit", "pipe", "ipc"],
    });
    let words = "";
    process.stderr?.setEncoding("utf8").on("data", (text: string) => (words = (words + text).slice(-4_000)));
    let last = "";
    let since = performance.now();
    let hung = false;
    const look = setInterval(() => {
      const now = caseIn(file).join();
      if (now !== last) [last, since] = [now, performance.now()];
      else if (performance.now() - since > HANG_MS) {
        hung = true;
        process.kill("SIGKILL");
      }
    }, LOOK_MS);
    const end = await new Promise<{ result?: TargetResult; code?: number | null }>((resolve) => {
      process.once("message", (result) => resolve({ result: result as TargetResult }));
      process.once("exit", (code) => resolve({ code }));
    });
    clearInterval(look);
    if (end.result) return { result: end.result };
    const [at = seed, index = -1] = caseIn(file);
    const message = hung
      ? `one case holds the process for more than ${HANG_MS / 1_000} s`
      : `the process died (${end.code ?? "killed"}): ${lastError(words)}`;
    return {
      told: {
        kind: hung ? "hang" : "crash",
        message,
        shown: "",
        stack: words.trim(),
        seed: at,
        path: index < 0 ? "" : String(index),
        times: 1,
      },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The sentence that a process says before it dies, also when it has run out of memory. */
const lastError = (words: string): string =>
  words.split("\n").findLast((line) => /^(\w*Error|FATAL)/.test(line)) ?? "it said nothing";

/** Seed and number of the case that a process is at. */
function caseIn(file: string): number[] {
  try {
    const bytes = readFileSync(file);
    return bytes.length >= 8 ? [bytes.readInt32LE(0), bytes.readInt32LE(4)] : [];
  } catch {
    return [];
  }
}
