import type { Phase } from "./phase";

/** Keeps the time a breaker has spent open; all times are monotonic milliseconds. */
export class Downtime {
  readonly #createdAt: number;
  #doneMs = 0;

  constructor(createdAt: number) {
    this.#createdAt = createdAt;
  }

  /** To be called when `phase` ends. */
  add(phase: Phase, now: number): void {
    this.#doneMs += this.#lasted(phase, now);
  }

  /** 0..100: the share of time since the start that was not spent open. */
  uptimePercentage(phase: Phase, now: number): number {
    const down = this.#doneMs + this.#lasted(phase, now);
    const lifetime = now - this.#createdAt;
    if (lifetime > 0) return 100 * Math.max(0, 1 - down / lifetime);
    return phase.kind === "open" || phase.kind === "forced" ? 0 : 100;
  }

  #lasted(phase: Phase, now: number): number {
    if (phase.kind === "forced") return now - phase.since;
    if (phase.kind !== "open") return 0;
    // The timer or the next call may notice late that the recovery time was over; a restored opening began before this breaker.
    const end = Math.min(now, phase.openedAt + phase.recoveryMs);
    return Math.max(0, end - Math.max(phase.openedAt, this.#createdAt));
  }
}
