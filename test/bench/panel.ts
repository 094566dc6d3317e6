import { availableParallelism, loadavg } from "node:os";
import { AnswerPages } from "../support/answer/page-harness";
import { answerKinds, longAnswer, type AnswerKind } from "./panel/answers";
import { measureArriving, type Measured } from "./panel/measure";

/**
 * `npm run bench:panel -- [--seconds N] [--mb N] [kind …]`: an answer arrives in the panel's page at 1,000 tokens a second. All of it does with
 * `--seconds all`, which takes more than four minutes for each kind; otherwise the last N seconds of it (10), with the rest there before.
 */
const CHARS_PER_TOKEN = 4;
const CHARS_PER_SECOND = 1_000 * CHARS_PER_TOKEN;
const FRAME_TARGET_MS = 50;
const CLICK_TARGET_MS = 200;
const BASELINE_SECONDS = 15;

const options = process.argv.slice(2);
const option = (name: string): string | undefined => (options.includes(name) ? options[options.indexOf(name) + 1] : undefined);
const chars = Number(option("--mb") ?? 1) * 1024 * 1024;
const seconds = option("--seconds") === "all" ? chars / CHARS_PER_SECOND : Number(option("--seconds") ?? 10);
const chosen = answerKinds.filter((kind) => options.includes(kind));
let missed = 0;

async function main(): Promise<void> {
  console.log(`An answer of ${(chars / 1024 / 1024).toFixed(1)} MB; its last ${seconds.toFixed(0)} s arrive at ${CHARS_PER_SECOND / CHARS_PER_TOKEN} tokens (${CHARS_PER_SECOND} characters) a second.`);
  console.log(`${availableParallelism()} processors, load ${loadavg()[0]!.toFixed(1)} (above ${availableParallelism()} the times are those of a busy machine). "Naive" draws all of it anew in every frame.\n`);
  const pages = new AnswerPages();
  try {
    for (const kind of chosen.length > 0 ? chosen : answerKinds) report(kind, await measure(pages, kind), await measure(pages, kind, "test/bench/panel/naive-page.ts"));
  } finally {
    await pages.closeAll();
  }
  console.log(missed === 0 ? "Every target is met." : `${missed} missed.`);
  process.exitCode = missed === 0 ? 0 : 1;
}

async function measure(pages: AnswerPages, kind: AnswerKind, script?: string): Promise<Measured> {
  const answer = longAnswer(kind, chars);
  const arriving = Math.min(answer.length, Math.round((script ? Math.min(seconds, BASELINE_SECONDS) : seconds) * CHARS_PER_SECOND));
  const opened = await pages.open(script ? { script } : {});
  try {
    return await measureArriving(opened, { before: answer.slice(0, answer.length - arriving), arriving: answer.slice(answer.length - arriving), charsPerSecond: CHARS_PER_SECOND, maxSeconds: script ? 2 * BASELINE_SECONDS : Infinity });
  } finally {
    await opened.page.context().close();
  }
}

function report(kind: AnswerKind, ours: Measured, naive: Measured): void {
  console.log(kind);
  line("frame, 99th percentile", percentile(ours.frames, 0.99), percentile(naive.frames, 0.99), FRAME_TARGET_MS);
  line("frame, median", percentile(ours.frames, 0.5), percentile(naive.frames, 0.5));
  line("frame, longest", percentile(ours.frames, 1), percentile(naive.frames, 1));
  line("click answered, longest", percentile(ours.clicks, 1), percentile(naive.clicks, 1), CLICK_TARGET_MS);
  line("click answered, median", percentile(ours.clicks, 0.5), percentile(naive.clicks, 0.5));
  line("longest task, processor", percentile(ours.taskCpu, 1), percentile(naive.taskCpu, 1));
  const tasks = ({ longTasks }: Measured): string => (longTasks.length === 0 ? "none" : `${longTasks.length}, longest ${percentile(longTasks, 1).toFixed(0)} ms`);
  console.log(`    tasks of 50 ms and more   ${tasks(ours)}; naive ${tasks(naive)}`);
  console.log(`    ${ours.frames.length} frames, ${ours.clicks.length} clicks, heap ${ours.heapMb.toFixed(0)} MB, drawn to the end ${ours.drawnAfterMs === undefined ? "not within 20 s" : `${ours.drawnAfterMs.toFixed(0)} ms after the last piece`}; naive ${naive.frames.length} frames, ${naive.clicks.length} clicks\n`);
}

function line(what: string, ours: number, naive: number, target?: number): void {
  const met = target === undefined || ours <= target;
  if (!met) missed++;
  const mark = target === undefined ? " " : met ? "✔" : "✖";
  console.log(`  ${mark} ${what.padEnd(24)}${`${ours.toFixed(1)} ms`.padStart(10)}  ${target === undefined ? "".padEnd(10) : `≤ ${target} ms`.padEnd(10)}naive ${`${naive.toFixed(1)} ms`.padStart(11)}  ${(naive / ours).toFixed(1)} ×`);
}

function percentile(times: number[], share: number): number {
  const sorted = [...times].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

void main();
