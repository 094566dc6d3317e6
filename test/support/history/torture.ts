import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { foldersToCarryOver } from "../../../src/node/history/file/set-aside";
import { seededRandom } from "../../bench/dashboard/history-generator";
import { buildScript } from "./build-worker";
import { faults } from "./faults";
import { readLogIndex } from "./log-index";
import { WindowProcess } from "./window-process";
import { builtWorker, wait, Windows } from "./windows";
import { destroyedBy } from "./yardstick";

export interface TortureReport {
  rounds: number;
  kills: number;
  /** How often each fault was tried. */
  faults: Record<string, number>;
  /** Entries of which a window was told that they are stored. */
  acknowledged: number;
  /** Of these: gone by the fault itself, which overwrote or took the bytes they were in. */
  destroyed: number;
  /** Of these: gone otherwise. */
  lost: string[];
  /** Entries that the history has more than once. */
  twice: string[];
  /** Reasons for which a window kept its history in memory only. */
  inMemory: string[];
}

/** So that damage meets files that were damaged before. */
const ROUNDS_IN_A_FOLDER = 5;
/** So many of the rounds, of 1, do their damage while the log is being brought into the file: a short moment that chance alone seldom meets. */
const CHECKPOINT_SHARE = 0.3;
/** A checkpoint is met this long after its first page at most, in milliseconds. */
const MOST_INTO_CHECKPOINT_MS = 1.5;
/** How long one is waited for, in milliseconds. */
const LONGEST_WAIT_MS = 1_000;

/**
 * Two windows, real processes, write without pause. In each round both are stopped for a moment, the file is damaged, they go on, and each is killed or
 * ended at a moment of its own. At the end of each round a new window has to have every entry that was acknowledged, except those whose bytes the fault
 * itself destroyed.
 */
export async function torture({
  rounds,
  seed,
  log,
}: {
  rounds: number;
  seed: number;
  log?: (line: string) => void;
}): Promise<TortureReport> {
  const random = seededRandom(seed);
  const report: TortureReport = {
    rounds,
    kills: 0,
    faults: {},
    acknowledged: 0,
    destroyed: 0,
    lost: [],
    twice: [],
    inMemory: [],
  };
  const scratch = mkdtempSync(join(tmpdir(), "llm-breaker-torture-"));
  const script = join(scratch, "window.js");
  const workerPath = await builtWorker();
  await buildScript("test/support/history/torture-child.ts", script);
  let windows = new Windows(workerPath);
  let acknowledged = new Set<string>();
  let destroyed = new Set<string>();
  try {
    for (let round = 0; round < rounds; round++) {
      if (round % ROUNDS_IN_A_FOLDER === 0) {
        await windows.remove();
        windows = new Windows(workerPath);
        acknowledged = new Set();
        destroyed = new Set();
      }
      const before = acknowledged.size;
      const children = [0, 1].map((n) => new WindowProcess([script, windows.directory, workerPath, `${round}/${n}`]));
      await Promise.all(children.map((child) => child.begun));
      await wait(random() * 300);

      const fault = faults[Math.floor(random() * faults.length)]!;
      report.faults[fault.name] = (report.faults[fault.name] ?? 0) + 1;
      const faultSeed = Math.floor(random() * 2 ** 31);
      const damage = (path: string) => fault.apply(path, seededRandom(faultSeed));
      if (random() < CHECKPOINT_SHARE) await untilCheckpoint(windows.path, random() * MOST_INTO_CHECKPOINT_MS);
      try {
        await Promise.all(children.map((child) => child.stop()));
        for (const name of destroyedBy(damage, windows.path)) destroyed.add(name);
        damage(windows.path);
      } finally {
        for (const child of children) child.goOn();
      }

      await Promise.all(
        children.map(async (child) => {
          await wait(random() * 400);
          if (random() < 0.6) {
            report.kills++;
            await child.kill();
          } else {
            await child.end();
          }
        }),
      );
      for (const child of children) {
        for (const name of child.acknowledged) acknowledged.add(name);
        report.inMemory.push(...child.inMemory);
      }
      report.acknowledged += acknowledged.size - before;

      const reader = windows.open();
      const found = await namesOnceCarriedOver(windows, reader);
      await windows.close(reader);
      const counted = new Map<string, number>();
      for (const name of found) counted.set(name, (counted.get(name) ?? 0) + 1);
      const missing = [...acknowledged].filter((name) => !counted.has(name));
      const lost = missing.filter((name) => !destroyed.has(name));
      report.destroyed += missing.length - lost.length;
      report.lost.push(...lost);
      report.twice.push(...[...counted].filter(([, count]) => count > 1).map(([name]) => name));
      log?.(
        `round ${round}: ${fault.name}; ${acknowledged.size - before} acknowledged, ${missing.length - lost.length} destroyed, ${lost.length} lost`,
      );
      // What is missed is told once.
      for (const name of missing) acknowledged.delete(name);
    }
    return report;
  } finally {
    await windows.remove();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Reading may be what finds the damage, and has a file set aside: then again. */
async function namesOnceCarriedOver(windows: Windows, reader: ReturnType<Windows["open"]>): Promise<string[]> {
  for (let look = 0; look < 1_000; look++) {
    const names: string[] = [];
    const done = foldersToCarryOver(windows.path).length === 0;
    for await (const batch of reader.export({ includeEvents: false }))
      for (const record of batch) if ("errorMessage" in record) names.push(String(record.errorMessage));
    if (done && foldersToCarryOver(windows.path).length === 0) return names;
    await wait(20);
  }
  throw new Error(`never carried over: ${foldersToCarryOver(windows.path).join(", ")}\n${windows.lines.join("\n")}`);
}

/** Until somebody has begun to write pages of the log into the file, and a little longer; not for ever. */
async function untilCheckpoint(path: string, afterMs: number): Promise<void> {
  const end = Date.now() + LONGEST_WAIT_MS;
  let before: bigint | undefined;
  for (let look = 1; Date.now() < end; look++) {
    const index = readLogIndex(path);
    const isUnderWay = index !== undefined && index.underWay > index.checkpointed;
    const changedAt = isUnderWay ? statSync(path, { bigint: true, throwIfNoEntry: false })?.mtimeNs : undefined;
    if (before !== undefined && changedAt !== undefined && changedAt !== before) break;
    before = changedAt;
    // What the windows say is read in between.
    if (look % 50 === 0) await setImmediate();
  }
  // No timer is as exact.
  for (const begun = performance.now(); performance.now() < begun + afterMs;);
}
