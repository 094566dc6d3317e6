import type { Caller, Contestant } from "./contestants";
import type { FaultCase, Wire } from "./fault-case";
import { isBetter, type Outcome, type Verdict, verdictOf } from "./verdict";

/** A request that has not ended by then is said to hang. */
export const HANG_MS = 45_000;

export interface Cell {
  verdict: Verdict;
  tookMs: number;
}

/** What becomes of a contestant's request when the fault strikes; undefined where the two cannot meet. Of two ways of talking the worse one counts. */
export async function tryOut(fault: FaultCase, contestant: Contestant): Promise<Cell | undefined> {
  const wires = contestant.wires.filter((wire) => fault.scenes[wire]);
  const cells = await Promise.all(wires.map((wire) => tryWire(fault, contestant, wire)));
  return cells.reduce<Cell | undefined>((worst, cell) => (worst && !isWorse(cell, worst) ? worst : cell), undefined);
}

function isWorse(one: Cell, other: Cell): boolean {
  if (isBetter(other.verdict, one.verdict)) return true;
  return !isBetter(one.verdict, other.verdict) && one.tookMs > other.tookMs;
}

async function tryWire(fault: FaultCase, contestant: Contestant, wire: Wire): Promise<Cell> {
  const scene = await fault.scenes[wire]!();
  const caller = contestant.call(wire, scene.url, fault);
  try {
    if (fault.afterOneAnswer) await caller.ask();
    const startedAt = performance.now();
    const outcome = await outcomeOf(caller);
    return { verdict: verdictOf(fault, outcome), tookMs: performance.now() - startedAt };
  } finally {
    await scene.stop();
    await caller.close();
  }
}

async function outcomeOf(caller: Caller): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined;
  const noEnd = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => resolve({ type: "no end" }), HANG_MS);
  });
  const end = caller.ask().then(
    (told): Outcome => ({ type: "told", ...told }),
    (): Outcome => ({ type: "failed" }),
  );
  try {
    return await Promise.race([end, noEnd]);
  } finally {
    clearTimeout(timer);
  }
}
