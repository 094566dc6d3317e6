import { circuitBreaker, CountBreaker, handleAll } from "cockatiel";
import Opossum from "opossum";
import { CircuitBreaker } from "../../../src/core/index";

const BREAKERS = 10_000;

export interface Footprint {
  heapBytes: number;
  rssBytes: number;
  /** Timers that one closed breaker keeps running. */
  timers: number;
}

interface Maker {
  name: string;
  make(): unknown;
  call(breaker: unknown): Promise<unknown>;
  dispose(breaker: unknown): void;
}

/** Ties the three functions together by what `make` makes. */
function maker<T>(
  name: string,
  make: () => T,
  call: (breaker: T) => Promise<unknown>,
  dispose: (breaker: T) => void,
): Maker {
  return { name, make, call: (breaker) => call(breaker as T), dispose: (breaker) => dispose(breaker as T) };
}

const one = async () => 1;
/** Each as it stands after one call, with its metrics on. */
const makers: Maker[] = [
  maker(
    "llm-breaker",
    () => new CircuitBreaker({ failureThreshold: 5 }),
    (breaker) => breaker.execute(one),
    (breaker) => breaker.dispose(),
  ),
  maker(
    "cockatiel 4",
    () =>
      circuitBreaker(handleAll, {
        halfOpenAfter: 60_000,
        breaker: new CountBreaker({ threshold: 0.5, size: 20, minimumNumberOfCalls: 10 }),
      }),
    (policy) => policy.execute(one),
    () => {},
  ),
  maker(
    "opossum 10",
    () => new Opossum(one, { timeout: false }),
    (breaker) => breaker.fire(),
    (breaker) => breaker.shutdown(),
  ),
];

/** Bytes a breaker over {@link BREAKERS} of them, and timers. */
export async function footprints(): Promise<Map<string, Footprint>> {
  const found = new Map<string, Footprint>();
  for (const maker of makers) {
    for (let warmUp = 0; warmUp < 50; warmUp++) await useOne(maker);
    const timers = await timersOf(maker);
    const kept = new Array<unknown>(BREAKERS).fill(undefined);
    const before = measure();
    for (let index = 0; index < BREAKERS; index++) {
      kept[index] = maker.make();
      await maker.call(kept[index]);
    }
    const after = measure();
    found.set(maker.name, {
      heapBytes: (after.heapUsed - before.heapUsed) / BREAKERS,
      rssBytes: (after.rss - before.rss) / BREAKERS,
      timers,
    });
    for (const breaker of kept) maker.dispose(breaker);
  }
  return found;
}

async function useOne({ make, call, dispose }: Maker): Promise<void> {
  const breaker = make();
  await call(breaker);
  dispose(breaker);
}

function measure(): NodeJS.MemoryUsage {
  for (let round = 0; round < 3; round++) globalThis.gc?.();
  return process.memoryUsage();
}

/** Counts what a breaker starts and does not stop while it is made and used once. */
async function timersOf({ make, call, dispose }: Maker): Promise<number> {
  const { setTimeout: timeout, setInterval: interval, clearTimeout: clear, clearInterval: clearRepeated } = globalThis;
  const running = new Set<unknown>();
  const count = <T>(handle: T): T => {
    running.add(handle);
    return handle;
  };
  globalThis.setTimeout = ((...all: Parameters<typeof timeout>) => count(timeout(...all))) as typeof timeout;
  globalThis.setInterval = ((...all: Parameters<typeof interval>) => count(interval(...all))) as typeof interval;
  globalThis.clearTimeout = (handle) => (running.delete(handle), clear(handle));
  globalThis.clearInterval = (handle) => (running.delete(handle), clearRepeated(handle));
  const breaker = make();
  await call(breaker);
  const { size } = running;
  dispose(breaker);
  Object.assign(globalThis, {
    setTimeout: timeout,
    setInterval: interval,
    clearTimeout: clear,
    clearInterval: clearRepeated,
  });
  return size;
}
