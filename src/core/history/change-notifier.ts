import type { Clock } from "../breaker/types";
import type { Disposable } from "../async/disposable";
import type { HistoryChange } from "./types";

const leastGapMs = 100;

/** Gathers what changed and tells it at most ten times a second. */
export class ChangeNotifier {
  private readonly listeners = new Set<(change: HistoryChange) => void>();
  private waiting: { change: HistoryChange; timer: unknown } | undefined;
  private lastTold = -Infinity;

  constructor(
    private readonly clock: Clock,
    private readonly onListenerError: (error: unknown) => void,
  ) {}

  get hasListeners(): boolean {
    return this.listeners.size > 0;
  }

  onChange(listener: (change: HistoryChange) => void): Disposable {
    // A wrapper of its own: the same function given twice is two listeners.
    const entry = (change: HistoryChange) => listener(change);
    this.listeners.add(entry);
    return { dispose: () => void this.listeners.delete(entry) };
  }

  changed(change: HistoryChange): void {
    if (this.listeners.size === 0) return;
    if (this.waiting !== undefined) {
      const { change: known } = this.waiting;
      this.waiting.change = { requests: known.requests || change.requests, states: known.states || change.states, cleared: known.cleared || change.cleared };
      return;
    }
    const waitMs = Math.max(0, this.lastTold + leastGapMs - this.clock.now());
    this.waiting = { change, timer: this.clock.setTimeout(() => this.tell(), waitMs) };
  }

  dispose(): void {
    if (this.waiting !== undefined) this.clock.clearTimeout(this.waiting.timer);
    this.waiting = undefined;
    this.listeners.clear();
  }

  private tell(): void {
    const change = this.waiting?.change;
    this.waiting = undefined;
    this.lastTold = this.clock.now();
    if (change === undefined) return;
    for (const listener of [...this.listeners]) {
      try {
        listener({ ...change });
      } catch (error) {
        this.onListenerError(error);
      }
    }
  }
}
