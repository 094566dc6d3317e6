import fc from "fast-check";
import { Alarm, asAlarm, signatureOf } from "./alarm";
import { BlockWatch } from "./block-watch";
import type { AnyTarget, Size } from "./target";

/** The longest that one body of at most 1 MB may hold the event loop, in milliseconds of the machine's clock. */
export const LONGEST_BLOCK_MS = 50;

/** A block is taken for the code's own when it is there each time: a busy machine takes time away now and then. */
const BLOCK_TRIES = 4;

export interface Finding {
  alarm: Alarm;
  /** The input, as small as it could be made in the time. */
  shown: string;
  /** What leads to it again: seed and path of fast-check. */
  seed: number;
  path: string;
}

export interface CasesResult {
  cases: number;
  /** The longest turn of the event loop in any case, confirmed where it is above the limit. */
  longestBlockMs: number;
  finding: Finding | undefined;
}

export interface CasesOptions {
  seed: number;
  cases: number;
  size: Size;
  /** Leads to one case and what it was shrunk to. */
  path?: string;
  /** Whether blocks are alarms: they are measured on the machine's clock. */
  blocks: boolean;
  /** Told the number of a case before it runs; undefined while a finding is made smaller. */
  begins?: (index: number | undefined) => void;
  /** Findings that are known already, by their signatures: they are not made smaller. */
  known?: ReadonlySet<string>;
  /** Milliseconds after which a finding is not made smaller any more. */
  shrinkMs?: number;
}

/** Runs a target with so many inputs of one seed, up to the first alarm, which is made as small as it can be. */
export async function runCases(
  target: AnyTarget,
  { seed, cases, size, path, blocks, begins, known, shrinkMs = 20_000 }: CasesOptions,
): Promise<CasesResult> {
  const result: CasesResult = { cases: 0, longestBlockMs: 0, finding: undefined };
  let shrinkUntil = Infinity;
  const property = fc.asyncProperty(target.input(size), async (input) => {
    // A smaller input is not looked for any longer: fast-check takes it for one that passes.
    if (performance.now() > shrinkUntil) return;
    begins?.(shrinkUntil === Infinity ? result.cases : undefined);
    result.cases++;
    try {
      const blockMs = await oneCase(target, input);
      const confirmedMs = blockMs <= LONGEST_BLOCK_MS || !blocks ? blockMs : await leastBlock(target, input, blockMs);
      result.longestBlockMs = Math.max(result.longestBlockMs, confirmedMs);
      if (blocks && confirmedMs > LONGEST_BLOCK_MS)
        throw new Alarm("block", `one turn holds the event loop for ${Math.round(confirmedMs)} ms`);
    } catch (error) {
      if (shrinkUntil === Infinity)
        shrinkUntil = performance.now() + (known?.has(signatureOf(asAlarm(error))) ? 0 : shrinkMs);
      throw error;
    }
  });
  const report = await fc.check(property, {
    seed,
    numRuns: cases,
    ...(path !== undefined && { path }),
    endOnFailure: false,
  });
  if (report.failed) {
    result.finding = {
      alarm: asAlarm(report.errorInstance),
      shown: shownInput(report.counterexample?.[0]),
      seed,
      path: report.counterexamplePath ?? "",
    };
  }
  return result;
}

/** @returns the longest turn in milliseconds */
async function oneCase(target: AnyTarget, input: unknown): Promise<number> {
  const watch = new BlockWatch();
  let unhandled: unknown;
  const onUnhandled = (reason: unknown): void => void (unhandled ??= reason);
  process.on("unhandledRejection", onUnhandled);
  watch.start();
  try {
    await target.run(input, watch);
    // A rejection is told as unhandled after the microtasks of its turn.
    await new Promise(setImmediate);
  } finally {
    process.off("unhandledRejection", onUnhandled);
    watch.stop();
  }
  if (unhandled !== undefined) throw asAlarm(unhandled);
  return watch.longestMs;
}

async function leastBlock(target: AnyTarget, input: unknown, firstMs: number): Promise<number> {
  let least = firstMs;
  for (let round = 1; round < BLOCK_TRIES && least > LONGEST_BLOCK_MS; round++)
    least = Math.min(least, await oneCase(target, input));
  return least;
}

const shownInput = (input: unknown): string => {
  const text = fc.stringify(input);
  return text.length <= 2_000 ? text : `${text.slice(0, 1_500)} … (${text.length} characters)`;
};
