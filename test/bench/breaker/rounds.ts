/** One thing to be timed: `run` makes `calls` calls. */
export interface Contestant {
  name: string;
  calls: number;
  run(calls: number): Promise<void> | void;
}

export const ROUNDS = 11;

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] as number;
}

/** Nanoseconds a call by name: the medians of {@link ROUNDS} rounds in which the contestants take turns, after one that does not count. */
export async function timeInTurns(contestants: Contestant[]): Promise<Map<string, number>> {
  const times = new Map(contestants.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { name, calls, run } of contestants) {
      globalThis.gc?.();
      const start = performance.now();
      await run(calls);
      if (round > 0) times.get(name)?.push(((performance.now() - start) * 1e6) / calls);
    }
  }
  return new Map([...times].map(([name, values]) => [name, median(values)]));
}
