import { availableParallelism, loadavg } from "node:os";
import { AnswerPages } from "../support/answer/page-harness";
import { answerKinds, longAnswer, type AnswerKind } from "./panel/answers";
import { measureArriving, type Measured } from "./panel/measure";
import { measureHolding } from "./panel/holding";
import { measureOpening } from "./panel/opening";

/**
 * `npm run bench:panel -- [--seconds N] [--mb N] [--alone] [kind … | opening | holding]`: an answer arrives in the panel's page at 1,000 tokens a second. All of it does with
 * `--seconds all`, which takes more than four minutes for each kind; otherwise the last N seconds of it (10), with the rest there before.
 * `--alone` leaves out the page that draws everything anew. `opening`: only how long a kept conversation takes to open; `holding`: only what twenty panels hold; both are measured along with
 * the kinds, too.
 */
const CHARS_PER_TOKEN = 4;
const CHARS_PER_SECOND = 1_000 * CHARS_PER_TOKEN;
const FRAME_TARGET_MS = 50;
const CLICK_TARGET_MS = 200;
const BASELINE_SECONDS = 15;
/** A long conversation of an earlier time, and how often it is opened. */
const KEPT = { turns: 100, answerChars: 2_000 };
const OPENING_TARGET_MS = 200;
const OPENINGS = 11;
/** Panels that are all in sight, with a conversation each. */
const PANELS = 20;
const HELD = { turns: 3, answerChars: 2_000 };
const HELD_LONG = { turns: 10, answerChars: 2_000 };
const HOLDING_TARGET_MB = 60;

const options = process.argv.slice(2);
const option = (name: string): string | undefined =>
  options.includes(name) ? options[options.indexOf(name) + 1] : undefined;
const chars = Number(option("--mb") ?? 1) * 1024 * 1024;
const seconds = option("--seconds") === "all" ? chars / CHARS_PER_SECOND : Number(option("--seconds") ?? 10);
const chosen = answerKinds.filter((kind) => options.includes(kind));
let missed = 0;

async function main(): Promise<void> {
  console.log(
    `An answer of ${(chars / 1024 / 1024).toFixed(1)} MB; its last ${seconds.toFixed(0)} s arrive at ${CHARS_PER_SECOND / CHARS_PER_TOKEN} tokens (${CHARS_PER_SECOND} characters) a second.`,
  );
  console.log(
    `${availableParallelism()} processors, load ${loadavg()[0]!.toFixed(1)} (above ${availableParallelism()} the times are those of a busy machine). "Naive" draws all of it anew in every frame.\n`,
  );
  const pages = new AnswerPages();
  try {
    if (!options.includes("holding")) await reportOpening(pages);
    if (options.includes("holding") || !options.includes("opening")) await reportHolding(pages);
    for (const kind of kinds()) {
      report(
        kind,
        await measure(pages, kind),
        options.includes("--alone") ? undefined : await measure(pages, kind, "test/bench/panel/naive-page.ts"),
      );
    }
  } finally {
    await pages.closeAll();
  }
  console.log(missed === 0 ? "Every target is met." : `${missed} missed.`);
  process.exitCode = missed === 0 ? 0 : 1;
}

function kinds(): AnswerKind[] {
  if (options.includes("opening") || options.includes("holding")) return [];
  return chosen.length > 0 ? chosen : answerKinds;
}

/** Each time in a page of its own. */
async function reportOpening(pages: AnswerPages): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < OPENINGS; round++) {
    const opened = await pages.open();
    times.push(await measureOpening(opened, KEPT));
    await opened.page.context().close();
  }
  const median = percentile(times, 0.5);
  const met = median <= OPENING_TARGET_MS;
  if (!met) missed++;
  console.log(
    `A conversation of ${KEPT.turns} questions, each answered with ${KEPT.answerChars} characters of Markdown\n  ${met ? "✔" : "✖"} opened, median of ${OPENINGS}    ${median.toFixed(0)} ms  ≤ ${OPENING_TARGET_MS} ms   (fastest ${Math.min(...times).toFixed(0)} ms, slowest ${Math.max(...times).toFixed(0)} ms)\n`,
  );
}

async function reportHolding(pages: AnswerPages): Promise<void> {
  const megabytes = await measureHolding(pages, PANELS, HELD);
  const long = await measureHolding(pages, PANELS, HELD_LONG);
  const met = megabytes <= HOLDING_TARGET_MB;
  if (!met) missed++;
  console.log(
    `${PANELS} panels, all in sight, each with ${HELD.turns} questions answered with ${HELD.answerChars} characters of Markdown\n  ${met ? "✔" : "✖"} held by all of them       ${megabytes.toFixed(1)} MB  ≤ ${HOLDING_TARGET_MB} MB\n    with ${HELD_LONG.turns} questions each     ${long.toFixed(1)} MB\n`,
  );
}

async function measure(pages: AnswerPages, kind: AnswerKind, script?: string): Promise<Measured> {
  const answer = longAnswer(kind, chars);
  const arriving = Math.min(
    answer.length,
    Math.round((script ? Math.min(seconds, BASELINE_SECONDS) : seconds) * CHARS_PER_SECOND),
  );
  const opened = await pages.open(script ? { script } : {});
  try {
    return await measureArriving(opened, {
      before: answer.slice(0, answer.length - arriving),
      arriving: answer.slice(answer.length - arriving),
      charsPerSecond: CHARS_PER_SECOND,
      maxSeconds: script ? 2 * BASELINE_SECONDS : Infinity,
    });
  } finally {
    await opened.page.context().close();
  }
}

function report(kind: AnswerKind, ours: Measured, naive: Measured | undefined): void {
  const line = (what: string, times: (measured: Measured) => number[], share: number, targetMs?: number): void => {
    const time = percentile(times(ours), share);
    const met = targetMs === undefined || time <= targetMs;
    if (!met) missed++;
    const target = targetMs === undefined ? "" : `≤ ${targetMs} ms`;
    const beside = naive && percentile(times(naive), share);
    const ratio =
      beside === undefined ? "" : `naive ${`${beside.toFixed(1)} ms`.padStart(11)}  ${(beside / time).toFixed(1)} ×`;
    console.log(
      `  ${targetMs === undefined ? " " : met ? "✔" : "✖"} ${what.padEnd(26)}${`${time.toFixed(1)} ms`.padStart(10)}  ${target.padEnd(10)}${ratio}`,
    );
  };
  const inWords = ({ frames, clicks, longTasks }: Measured): string =>
    `${frames.length} frames, ${clicks.length} clicks, ${longTasks.length === 0 ? "no task" : `${longTasks.length} tasks`} of 50 ms and more`;
  console.log(kind);
  line("frame, 99th percentile", ({ frames }) => frames, 0.99, FRAME_TARGET_MS);
  line("frame, median", ({ frames }) => frames, 0.5);
  line("frame, longest", ({ frames }) => frames, 1);
  line("click answered, longest", ({ clicks }) => clicks, 1, CLICK_TARGET_MS);
  line("click answered, median", ({ clicks }) => clicks, 0.5);
  line("processor in 0.4 s, most", ({ busy }) => busy, 1);
  line("processor in 0.4 s, median", ({ busy }) => busy, 0.5);
  line("longest task, processor", ({ taskCpu }) => taskCpu, 1);
  console.log(
    `    ${inWords(ours)}, heap ${ours.heapMb.toFixed(0)} MB${ours.drawnAfterMs === undefined ? ", not drawn to the end within 20 s" : ""}${naive ? `; naive: ${inWords(naive)}` : ""}\n`,
  );
}

function percentile(times: number[], share: number): number {
  const sorted = [...times].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

void main();
