import type { HistoryStore } from "../../../src/core/history/types";
import { silentLogger } from "../../../src/core/ports/logger";
import { openHistory } from "../../../src/node/history/open-history";
import { wordNumber } from "./history-generator";

/** A process of its own, so that its memory is that of an extension host that uses the history, and nothing else. Prints JSON. */

export interface StoreMeasures {
  /** By question: the median and the slowest of the repetitions, the first one with nothing in memory yet, and the processor time of one. Milliseconds. */
  latencies: {
    name: string;
    targetMs: number;
    coldMs: number;
    medianMs: number;
    worstMs: number;
    cpuMs: number;
    answer: string;
  }[];
  /** Time the calling thread spends to record one request, microseconds: the mean over a burst. */
  recordMicroseconds: number;
  /** Growth of this process over all questions, megabytes; the heap of this thread is what the extension host's other code shares. */
  residentMb: number;
  heapMb: number;
}

const day = 86_400_000;
const ranges: [string, number][] = [
  ["5 min", 300_000],
  ["1 h", 3_600_000],
  ["24 h", day],
  ["7 d", 7 * day],
  ["30 d", 30 * day],
];
const repetitions = 15;

async function main(directory: string, workerPath: string, toMs: number): Promise<void> {
  global.gc?.();
  const before = process.memoryUsage();
  const clock = {
    now: () => performance.now(),
    wallNow: () => Date.now(),
    setTimeout: (fn: () => void, ms: number) => setTimeout(fn, ms).unref(),
    clearTimeout: (handle: unknown) => clearTimeout(handle as NodeJS.Timeout),
  };
  // Everything is kept: this is about questions, not about age.
  const store = openHistory({
    directory,
    workerPath,
    clock,
    logger: silentLogger,
    options: { maxAgeMs: 1000 * 365 * day, maxRequests: 1e9 },
  });
  const latencies: StoreMeasures["latencies"] = [];
  for (const [name, ask] of questions(store, toMs)) latencies.push(await measure(name, ask));
  global.gc?.();
  const after = process.memoryUsage();
  const recordMicroseconds = await measureRecording(store);
  await store.dispose();
  const measures: StoreMeasures = {
    latencies,
    recordMicroseconds,
    residentMb: (after.rss - before.rss) / 1e6,
    heapMb: (after.heapUsed - before.heapUsed) / 1e6,
  };
  console.log(JSON.stringify(measures));
}

/** What a person does in the dashboard, each as the panel asks it, and a few words about the answer. */
function* questions(store: HistoryStore, toMs: number): Generator<[string, () => Promise<string>]> {
  yield ["open the store, overview", async () => `${(await store.overview()).requests} requests`];
  for (const [label, lengthMs] of ranges) {
    const range = { fromMs: toMs - lengthMs, toMs };
    yield [
      `zoom to ${label}: series`,
      async () => {
        const { length, bucketMs } = await store.series({ ...range, maxBuckets: 300 });
        return `${length} × ${bucketMs / 1000} s`;
      },
    ];
    yield [
      `zoom to ${label}: lanes`,
      async () => {
        const lanes = await store.lanes({ ...range, resolutionMs: lengthMs / 1000 });
        return `${lanes.reduce((sum, lane) => sum + lane.intervals.length, 0)} intervals`;
      },
    ];
  }
  const list =
    (filter: Parameters<HistoryStore["listRequests"]>[0]["filter"], offset = 0) =>
    async () => {
      const { rows, total, totalExact } = await store.listRequests({ filter: filter ?? {}, offset, limit: 50 });
      return `${rows.length} of ${total}${totalExact ? "" : "+"}`;
    };
  yield ["list: newest", list({})];
  yield ["list: scroll to the middle", list({}, 500_000)];
  yield ["list: failures", list({ outcome: "failure" })];
  yield ["list: failures at one endpoint, far down", list({ outcome: "failure", endpoint: "ollama" }, 1_000)];
  yield ["list: one command on one day", list({ command: "Ask", fromMs: toMs - 10 * day, toMs: toMs - 9 * day })];
  yield ["search: a word in nearly every text", list({ text: `"${wordNumber(0)}"` })];
  yield ["search: a rare word", list({ text: `"${wordNumber(15_000)}"` })];
  yield ["search: two common words", list({ text: `${wordNumber(3)} "${wordNumber(5)}"` })];
  yield ["search: a phrase", list({ text: `"${wordNumber(1)} ${wordNumber(2)}"` })];
  yield ["search: typing, two letters", list({ text: wordNumber(40).slice(0, 2) })];
  yield ["search: typing, four letters", list({ text: wordNumber(4_000).slice(0, 4) })];
  yield ["search: common word, failures only", list({ text: `"${wordNumber(0)}"`, outcome: "failure" })];
  yield ["search: no such word", list({ text: "nothinglikeit" })];
}

async function measure(name: string, ask: () => Promise<string>): Promise<StoreMeasures["latencies"][number]> {
  const times: number[] = [];
  let answer = "";
  const cpuBefore = process.cpuUsage();
  for (let i = 0; i <= repetitions; i++) {
    const started = performance.now();
    answer = await ask();
    times.push(performance.now() - started);
  }
  const cpu = process.cpuUsage(cpuBefore);
  const [coldMs, ...warm] = times;
  warm.sort((a, b) => a - b);
  return {
    name,
    targetMs: 100,
    coldMs: coldMs!,
    medianMs: warm[Math.floor(warm.length / 2)]!,
    worstMs: warm.at(-1)!,
    cpuMs: (cpu.user + cpu.system) / 1000 / times.length,
    answer,
  };
}

async function measureRecording(store: HistoryStore): Promise<number> {
  const burst = 1_000;
  const entry = {
    command: "Ask",
    startedAt: Date.now() - 3_000,
    durationMs: 3_000,
    ttftMs: 200,
    outcome: "success" as const,
    endpoint: "ollama",
    model: "llama3.2",
    attempts: [],
    messages: [{ role: "user" as const, content: "x".repeat(2_000) }],
    content: "y".repeat(2_000),
  };
  const started = performance.now();
  for (let i = 0; i < burst; i++) store.recordRequest(entry);
  const spent = performance.now() - started;
  await store.flush();
  return (spent / burst) * 1000;
}

const [directory, workerPath, toMs] = process.argv.slice(2);
await main(directory!, workerPath!, Number(toMs));
