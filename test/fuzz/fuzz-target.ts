import { signatureOf } from "./alarm";
import { runCases, type Finding } from "./run-cases";
import { sizes, type AnyTarget } from "./target";

/** Cases of one seed; then the next seed begins, and the heap is looked at. */
const BATCH_CASES = 100;

/** The heap may be larger at the end than after warming up by so much, in bytes: what is compiled and cached. */
const MOST_GROWTH_BYTES = 8 * 1024 * 1024;

/** Fewer looks at the heap tell nothing. */
const FEWEST_LOOKS = 8;

export interface Told {
  kind: Finding["alarm"]["kind"];
  message: string;
  shown: string;
  stack: string;
  seed: number;
  path: string;
  /** How often it was found. */
  times: number;
}

export interface TargetResult {
  cases: number;
  /** Milliseconds. */
  tookMs: number;
  longestBlockMs: number;
  /** Bytes that the heap has grown after warming up; undefined where it was looked at too seldom. */
  growthBytes: number | undefined;
  findings: Told[];
}

export interface FuzzOptions {
  seed: number;
  /** Milliseconds. */
  forMs: number;
  begins(seed: number, index: number | undefined): void;
  /** Collects garbage; the heap is not looked at without it. */
  collect: (() => void) | undefined;
}

/** Feeds one target with seed after seed until the time is over. An alarm ends its batch, not the run. */
export async function fuzzTarget(
  target: AnyTarget,
  { seed, forMs, begins, collect }: FuzzOptions,
): Promise<TargetResult> {
  const result: TargetResult = { cases: 0, tookMs: 0, longestBlockMs: 0, growthBytes: undefined, findings: [] };
  const found = new Map<string, Told>();
  const heap: number[] = [];
  const startedAt = performance.now();
  for (let batch = seed; performance.now() - startedAt < forMs; batch = (batch + 1) | 0) {
    const { cases, longestBlockMs, finding } = await runCases(target, {
      seed: batch,
      cases: BATCH_CASES,
      size: sizes.full,
      blocks: true,
      known: new Set(found.keys()),
      begins: (index) => begins(batch, index),
    });
    result.cases += cases;
    result.longestBlockMs = Math.max(result.longestBlockMs, longestBlockMs);
    if (finding) note(found, finding);
    if (collect) {
      collect();
      heap.push(process.memoryUsage().heapUsed);
    }
  }
  result.tookMs = performance.now() - startedAt;
  result.growthBytes = growthOf(heap);
  result.findings = [...found.values()];
  if (result.growthBytes !== undefined && result.growthBytes > MOST_GROWTH_BYTES) {
    result.findings.push({
      kind: "growth",
      message: `the heap has grown by ${Math.round(result.growthBytes / 1024)} KB over ${result.cases} cases`,
      shown: "",
      stack: "",
      seed,
      path: "",
      times: 1,
    });
  }
  return result;
}

function note(found: Map<string, Told>, { alarm, shown, seed, path }: Finding): void {
  const known = found.get(signatureOf(alarm));
  if (known) known.times++;
  else
    found.set(signatureOf(alarm), {
      kind: alarm.kind,
      message: alarm.message,
      shown,
      stack: (alarm.cause instanceof Error ? alarm.cause.stack : alarm.stack) ?? "",
      seed,
      path,
      times: 1,
    });
}

/** From the second quarter, when all is warm, to the last one; of each the middle look counts. */
function growthOf(heap: number[]): number | undefined {
  if (heap.length < FEWEST_LOOKS) return undefined;
  const quarter = Math.floor(heap.length / 4);
  return Math.max(0, middle(heap.slice(-quarter)) - middle(heap.slice(quarter, 2 * quarter)));
}

const middle = (values: number[]): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
