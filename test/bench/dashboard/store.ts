import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { schemaVersion } from "../../../src/node/history/tables/schema";
import { buildHistoryWorker } from "../../support/history/build-worker";
import { fillStore } from "./fill-store";
import type { StoreMeasures } from "./measure-store";

export interface BenchRow {
  what: string;
  measured: string;
  target?: string;
  met?: boolean;
}

const textTables = /^request_(text|search)/;
const toMs = Date.UTC(2026, 0, 31);

export interface BenchStore {
  directory: string;
  workerPath: string;
  fromMs: number;
  toMs: number;
  bytesByTable: Record<string, number>;
  seconds: number;
  requests: number;
}

/** A store with that many requests over thirty days; one made before is used again. */
export async function benchStore(root: string, requests: number): Promise<BenchStore> {
  const directory = join(root, `history-${requests}-v${schemaVersion}`);
  const workerPath = join(root, "history-worker.js");
  mkdirSync(root, { recursive: true });
  await buildHistoryWorker(workerPath);
  const noteFile = `${directory}.json`;
  if (!existsSync(noteFile)) {
    const history = { fromMs: toMs - 30 * 86_400_000, toMs, requests, seed: 1 };
    const { seconds, bytesByTable } = fillStore(directory, history);
    writeFileSync(
      noteFile,
      JSON.stringify({
        directory,
        workerPath,
        fromMs: history.fromMs,
        toMs,
        bytesByTable: Object.fromEntries(bytesByTable),
        seconds,
        requests,
      } satisfies BenchStore),
    );
  }
  return { ...JSON.parse(readFileSync(noteFile, "utf8")), directory, workerPath };
}

/** Zooms, searches, recording and memory, each against its target. */
export async function measureStore(root: string, store: BenchStore): Promise<BenchRow[]> {
  const script = join(root, "measure-store.mjs");
  await build({
    entryPoints: ["test/bench/dashboard/measure-store.ts"],
    outfile: script,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node22",
    logLevel: "warning",
  });
  // A copy is not needed: what measuring records is a thousand requests of today, outside the range asked about.
  const output = execFileSync(
    process.execPath,
    ["--expose-gc", "--no-warnings", script, store.directory, store.workerPath, String(store.toMs)],
    { encoding: "utf8", timeout: 10 * 60_000 },
  );
  const { latencies, recordMicroseconds, residentMb, heapMb } = JSON.parse(output) as StoreMeasures;
  const bytes =
    Object.entries(store.bytesByTable).reduce((sum, [name, size]) => (textTables.test(name) ? sum : sum + size), 0) /
    store.requests;
  return [
    ...latencies.map(({ name, targetMs, coldMs, medianMs, worstMs, cpuMs, answer }) => ({
      what: name,
      measured: `${ms(medianMs)} (worst ${ms(worstMs)}, first ${ms(coldMs)}, processor ${ms(cpuMs)})  ${answer}`,
      target: `< ${targetMs} ms`,
      met: medianMs < targetMs,
    })),
    {
      what: "store, without texts",
      measured: `${bytes.toFixed(0)} bytes a request`,
      target: "< 400",
      met: bytes < 400,
    },
    { what: "recording a request", measured: `${recordMicroseconds.toFixed(1)} µs of the calling thread` },
    {
      what: "memory growth, process with worker",
      measured: `${residentMb.toFixed(1)} MB resident`,
      target: "< 50 MB",
      met: residentMb < 50,
    },
    {
      what: "memory growth, calling thread",
      measured: `${heapMb.toFixed(1)} MB heap`,
      target: "< 50 MB",
      met: heapMb < 50,
    },
  ];
}

const ms = (value: number): string => `${value.toFixed(1)} ms`;
