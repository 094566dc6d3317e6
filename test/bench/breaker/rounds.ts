/** One thing to be timed: `run` makes `calls` calls. */
export interface Contestant {
  name: string;
  calls: number;
  run(calls: number): Promise<void> | void;
}

export const ROUNDS = 15;

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] as number;
}

/** Processor time of this process in nanoseconds: nothing here waits, and what else the machine does must not count. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1_000;
}

/** Nanoseconds a call by name: the medians of {@link ROUNDS} rounds in which the contestants take turns, after two that do not count. */
export async function timeInTurns(contestants: Contestant[]): Promise<Map<string, number>> {
  const times = new Map(contestants.map(({ name }) => [name, [] as number[]]));
  for (let round = -2; round < ROUNDS; round++) {
    for (const { name, calls, run } of contestants) {
      globalThis.gc?.();
      const start = processorTime();
      await run(calls);
      if (round >= 0) times.get(name)?.push((processorTime() - start) / calls);
    }
  }
  return new Map([...times].map(([name, values]) => [name, median(values)]));
}
