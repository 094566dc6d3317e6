import { ConnectBlackHole } from "../../support/servers";
import { createLlmService } from "../../../src/node/index";
import type { Contestant } from "./clients";

function median(values: number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)]!;
}

/** Median time to the first token of each contestant, in milliseconds, asked by turns so that noise strikes all alike. */
export async function timeToFirstToken(contestants: Contestant[], rounds: number): Promise<Map<string, number>> {
  const samples = new Map<string, number[]>(contestants.map(({ name }) => [name, []]));
  for (let round = -20; round < rounds; round++) {
    for (const contestant of shuffled(contestants)) {
      const { firstTokenMs } = await contestant.ask("Say something short.");
      if (round >= 0) samples.get(contestant.name)!.push(firstTokenMs);
    }
  }
  return mapValues(samples, median);
}

/** Median tokens a second over answers of `tokens` tokens. */
export async function tokensPerSecond(
  contestants: Contestant[],
  rounds: number,
  tokens: number,
): Promise<Map<string, number>> {
  const samples = new Map<string, number[]>(contestants.map(({ name }) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const contestant of shuffled(contestants)) {
      const { totalMs } = await contestant.ask("Say a lot.");
      if (round >= 0) samples.get(contestant.name)!.push((tokens / totalMs) * 1000);
    }
  }
  return mapValues(samples, median);
}

/** Median requests a second with `width` requests under way at once. */
export async function requestsPerSecond(
  contestants: Contestant[],
  rounds: number,
  requests: number,
  width: number,
): Promise<Map<string, number>> {
  const samples = new Map<string, number[]>(contestants.map(({ name }) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const contestant of shuffled(contestants)) {
      const startedAt = performance.now();
      let left = requests;
      await Promise.all(
        Array.from({ length: width }, async () => {
          while (left-- > 0) await contestant.ask("Say something short.");
        }),
      );
      if (round >= 0) samples.get(contestant.name)!.push((requests / (performance.now() - startedAt)) * 1000);
    }
  }
  return mapValues(samples, median);
}

/** Median time until a request is refused with every breaker open, in microseconds. */
export async function refusal(rounds: number): Promise<number> {
  const service = createLlmService({
    endpoints: [
      { id: "cloud", type: "openai", url: "https://cloud.example/v1", model: "m" },
      { id: "local", type: "ollama", url: "http://127.0.0.1:1", model: "m" },
    ],
    healthCheckIntervalMs: 0,
  });
  service.trip("cloud");
  service.trip("local");
  const samples: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now();
    await service.complete("Hi").catch(() => undefined);
    samples.push((performance.now() - startedAt) * 1000);
  }
  await service.dispose();
  return median(samples.slice(rounds / 10));
}

/** Median time until a dead local server is noticed, in milliseconds: nothing listens, or connections are never taken. */
export async function deadServer(kind: "refused" | "black hole", rounds: number): Promise<number> {
  const hole = kind === "black hole" ? await ConnectBlackHole.start() : undefined;
  const samples: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const service = createLlmService({
      endpoints: [{ id: "local", type: "ollama", url: hole?.url ?? "http://127.0.0.1:1", model: "m" }],
      healthCheckIntervalMs: 0,
    });
    const startedAt = performance.now();
    await service.complete("Hi").then(
      () => Promise.reject(new Error("a dead server answered")),
      () => undefined,
    );
    samples.push(performance.now() - startedAt);
    await service.dispose();
  }
  await hole?.stop();
  return median(samples);
}

/** Another order each time: whoever comes after one with much the same code finds it in the processor's cache, and nobody shall always do so. */
function shuffled<T>(items: T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}

function mapValues(map: Map<string, number[]>, of: (values: number[]) => number): Map<string, number> {
  return new Map([...map].map(([key, values]) => [key, of(values)]));
}
