import type { Clock } from "../../ports/clock";

/** How far wall time must run ahead of monotonic time before the machine is taken to have slept, in milliseconds: no clock drifts so far in between two looks. */
const PARTED_MS = 5_000;
/** How late a timer must be to be worth a word, in milliseconds. */
const LATE_MS = 1_000;
/** No busy machine keeps a process that has nothing to do from running for so long, in milliseconds. */
const LONG_MS = 60_000;
/** A process that used more than this share of a gap for itself was not asleep in it. */
const BUSY_SHARE = 0.5;

/** Time that passed without this process. */
export type Gap =
  | { readonly type: "sleep"; readonly ms: number; readonly sign: "clocks parted" | "idle for long" }
  | { readonly type: "hold-up"; readonly ms: number };

export interface SleepWatchDeps {
  clock: Clock;
  /** The processor time that this process has used, in milliseconds; undefined where that is not known. */
  cpuMs?: (() => number) | undefined;
  /** Whether no request is under way. */
  idle: () => boolean;
}

/**
 * Tells a machine that slept from one that was merely busy. Where monotonic time stands still during sleep (Linux), sleep is what wall time
 * has over it. Where it goes on (macOS, Windows), a timer is late; but that is what a machine does too whose processors a local model keeps
 * busy, so that the delay must be long, and this process must have had nothing to do in it.
 */
export class SleepWatch {
  readonly #deps: SleepWatchDeps;
  #seen: { now: number; wall: number };

  constructor(deps: SleepWatchDeps) {
    this.#deps = deps;
    this.#seen = { now: deps.clock.now(), wall: deps.clock.wallNow() };
  }

  /** What has happened since the last look, as far as the two clocks tell. */
  look(): Gap | undefined {
    const before = this.#seen;
    this.#seen = { now: this.#deps.clock.now(), wall: this.#deps.clock.wallNow() };
    const partedMs = this.#seen.wall - before.wall - (this.#seen.now - before.now);
    return partedMs >= PARTED_MS ? { type: "sleep", ms: partedMs, sign: "clocks parted" } : undefined;
  }

  /** Begins a wait that a timer should end in `waitMs` milliseconds. @returns what to call then, which tells of the gap if there was one */
  expect(waitMs: number): () => Gap | undefined {
    const { clock, cpuMs, idle } = this.#deps;
    const dueAt = clock.now() + waitMs;
    const usedBefore = cpuMs?.() ?? 0;
    return () => {
      const slept = this.look();
      if (slept) return slept;
      const ms = clock.now() - dueAt;
      if (ms < LATE_MS) return undefined;
      const busy = (cpuMs?.() ?? 0) - usedBefore > ms * BUSY_SHARE;
      return ms >= LONG_MS && idle() && !busy ? { type: "sleep", ms, sign: "idle for long" } : { type: "hold-up", ms };
    };
  }
}

/** What the log says of one. */
export function gapSentence(gap: Gap): string {
  const duration = `${Math.round(gap.ms / 1_000)} s`;
  return gap.type === "hold-up"
    ? `This process was held up for ${duration} (a busy machine, not sleep): streaks of failures stay`
    : `The machine slept for ${duration} (${gap.sign}): streaks of failures start anew`;
}
