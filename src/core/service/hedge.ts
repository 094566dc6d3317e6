import type { Clock } from "../breaker/types";
import type { Attempt, AttemptEnd, AttemptEvent } from "./attempt";

/** How an attempt ended, with the attempt. */
export interface Ended {
  attempt: Attempt;
  end: AttemptEnd;
}

export interface HedgeInput {
  first: Attempt;
  /** When no token came after this long, a second attempt is started beside the first, in milliseconds. */
  delayMs: number;
  clock: Clock;
  /** The second attempt; undefined: there is nobody to ask beside. */
  startSecond(): Attempt | undefined;
  tell(attempt: Attempt, event: AttemptEvent): void;
  /** A race was lost: the attempt is cancelled, which is no failure. */
  onLost(attempt: Attempt): void;
  /** One failed while the other still runs. */
  onFailed(attempt: Attempt, end: AttemptEnd): void;
}

/** Runs an attempt and, when it is slow, a second one beside it: the first token wins. Resolves with the winner's end, or with the last failure. */
export async function runHedged({ first, delayMs, clock, startSecond, tell, onLost, onFailed }: HedgeInput): Promise<Ended> {
  const running = new Map<Attempt, Promise<Ended>>();
  let winner: Attempt | undefined;
  let wake: (due: "due") => void = () => undefined;
  const due = new Promise<"due">((resolve) => (wake = resolve));
  const timer = clock.setTimeout(() => wake("due"), delayMs);

  const settle = (won: Attempt) => {
    winner = won;
    clock.clearTimeout(timer);
    for (const loser of running.keys()) {
      if (loser === won) continue;
      running.delete(loser);
      onLost(loser);
      loser.lose();
    }
  };
  const start = (attempt: Attempt) => {
    const ended = attempt.run((event) => {
      if (winner === undefined && event.type === "delta") settle(attempt);
      if (winner === undefined || winner === attempt) tell(attempt, event);
    });
    running.set(attempt, ended.then((end) => ({ attempt, end })));
  };

  start(first);
  try {
    for (let waiting = true; ; ) {
      const told: "due" | Ended = await Promise.race([...(waiting ? [due] : []), ...running.values()]);
      if (told === "due") {
        waiting = false;
        const second = winner === undefined ? startSecond() : undefined;
        if (second) start(second);
        continue;
      }
      // A loser's end is nobody's business any more.
      if (!running.delete(told.attempt)) continue;
      if (told.end.outcome === "success") settle(told.attempt);
      if (running.size === 0) return told;
      onFailed(told.attempt, told.end);
    }
  } finally {
    clock.clearTimeout(timer);
  }
}
