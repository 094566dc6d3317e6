import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { endianness, tmpdir } from "node:os";
import { join } from "node:path";
import { PageFile } from "../../../src/node/history/salvage/page-file";
import { findRows } from "../../../src/node/history/salvage/find-rows";
import { foldersToCarryOver } from "../../../src/node/history/set-aside";
import { historyFileName } from "../../../src/node/history/open-history";
import { seededRandom } from "../../bench/dashboard/history-generator";
import { buildScript } from "./build-worker";
import { faults } from "./faults";
import { builtWorker, wait, Windows } from "./windows";

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

const SUFFIXES = ["", "-wal", "-shm"];
/** So that damage meets files that were damaged before. */
const ROUNDS_IN_A_FOLDER = 5;

/**
 * Two windows, real processes, write without pause. In each round both are stopped for a moment, the file is damaged, they go on, and each is killed or
 * ended at a moment of its own. At the end of each round a new window has to have every entry that was acknowledged, except those whose bytes the fault
 * itself destroyed: the same fault is done to a copy, and what cannot be read of that by its pages is what is missed by right.
 */
export async function torture({ rounds, seed, log }: { rounds: number; seed: number; log?: (line: string) => void }): Promise<TortureReport> {
  const random = seededRandom(seed);
  const report: TortureReport = { rounds, kills: 0, faults: {}, acknowledged: 0, destroyed: 0, lost: [], twice: [], inMemory: [] };
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
      for (const child of children) child.process.kill("SIGSTOP");
      await wait(20);
      const copy = join(scratch, `copy-${round}`, historyFileName);
      copySet(windows.path, copy);
      const whole = namesIn(copy);
      fault.apply(windows.path, seededRandom(faultSeed));
      blankCheckpointed(copy);
      fault.apply(copy, seededRandom(faultSeed));
      const left = new Set(namesIn(copy));
      for (const name of whole) if (!left.has(name)) destroyed.add(name);
      for (const child of children) child.process.kill("SIGCONT");

      await Promise.all(children.map(async (child) => {
        await wait(random() * 400);
        if (random() < 0.6) {
          report.kills++;
          await child.kill();
        } else {
          await child.end();
        }
      }));
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
      log?.(`round ${round}: ${fault.name}; ${acknowledged.size - before} acknowledged, ${missing.length - lost.length} destroyed, ${lost.length} lost`);
      // What is missed is told once.
      for (const name of missing) acknowledged.delete(name);
      rmSync(join(scratch, `copy-${round}`), { recursive: true, force: true });
    }
    return report;
  } finally {
    await windows.remove();
    rmSync(scratch, { recursive: true, force: true });
  }
}

class WindowProcess {
  readonly process: ChildProcess;
  readonly acknowledged: string[] = [];
  readonly inMemory: string[] = [];
  /** Its first entries are stored. */
  readonly begun: Promise<void>;
  readonly #ended: Promise<unknown>;

  constructor(args: string[]) {
    this.process = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
    this.#ended = once(this.process, "close");
    let rest = "";
    this.begun = new Promise((resolve) => {
      this.process.stdout!.setEncoding("utf8").on("data", (text: string) => {
        const lines = (rest + text).split("\n");
        // The last line may be cut off.
        rest = lines.pop()!;
        for (const line of lines) {
          if (line.startsWith("memory ")) this.inMemory.push(line);
          else this.acknowledged.push(...line.split(" "));
        }
        resolve();
      });
    });
  }

  async kill(): Promise<void> {
    this.process.kill("SIGKILL");
    await this.#ended;
  }

  async end(): Promise<void> {
    this.process.stdin!.end();
    await this.#ended;
  }
}

function copySet(from: string, to: string): void {
  mkdirSync(join(to, ".."), { recursive: true });
  for (const suffix of SUFFIXES) if (existsSync(from + suffix)) copyFileSync(from + suffix, to + suffix);
}

/**
 * Frames of the log that are in the file already are as good as gone: the next writer begins the log anew over them, though the fault took what was in the
 * file. How many they are stands in the log's index (https://www.sqlite.org/walformat.html#the_wal_index_file_format).
 */
function blankCheckpointed(path: string): void {
  if (!existsSync(`${path}-shm`) || !existsSync(`${path}-wal`)) return;
  const index = readFileSync(`${path}-shm`);
  const count = endianness() === "LE" ? index.readUInt32LE(96) : index.readUInt32BE(96);
  const log = openSync(`${path}-wal`, "r+");
  for (let frame = 0; frame < count; frame++) writeSync(log, Buffer.alloc(4096), 0, 4096, 32 + frame * (24 + 4096) + 24);
  closeSync(log);
}

/** What can be read of a file by its pages. */
function namesIn(path: string): string[] {
  const pages = new PageFile(path);
  try {
    return [...findRows(pages)].flatMap(({ requests }) => requests.map(({ entry }) => String(entry.errorMessage)));
  } finally {
    pages.close();
  }
}

/** Reading may be what finds the damage, and has a file set aside: then again. */
async function namesOnceCarriedOver(windows: Windows, reader: ReturnType<Windows["open"]>): Promise<string[]> {
  for (let look = 0; look < 1_000; look++) {
    const names: string[] = [];
    const done = foldersToCarryOver(windows.path).length === 0;
    for await (const batch of reader.export({ includeEvents: false })) for (const record of batch) if ("errorMessage" in record) names.push(String(record.errorMessage));
    if (done && foldersToCarryOver(windows.path).length === 0) return names;
    await wait(20);
  }
  throw new Error(`never carried over: ${foldersToCarryOver(windows.path).join(", ")}\n${windows.lines.join("\n")}`);
}
