import type { Clock } from "../../ports/clock";
import type { Attempt } from "./attempt/attempt";
import type { AttemptEnd, AttemptEvent } from "./attempt/attempt-types";

/** What happens while attempts run beside each other. */
type RaceEvent =
  /** What a person should see, of the attempt that may still win. */
  | { type: "told"; attempt: Attempt; event: AttemptEvent }
  /** It failed, or it lost the race, which is no failure. Each attempt ends once. */
  | { type: "ended"; attempt: Attempt; end: AttemptEnd };

export interface HedgeInput {
  first: Attempt;
  /** When no token came after this long, a second attempt is started beside the first, in milliseconds; 0: never. */
  delayMs: number;
  clock: Clock;
  /** The second attempt; undefined: there is nobody to ask beside. */
  startSecond(): Attempt | undefined;
  hear(event: RaceEvent): void;
}

/** How an attempt ended, with the attempt. */
export interface Ended {
  attempt: Attempt;
  end: AttemptEnd;
}

/**
 * Runs an attempt and, when it is slow, a second one beside it: the first token wins. Resolves with the winner's end, or with the last failure;
 * of every end, this one too, `hear` is told when it comes.
 */
export function runHedged(input: HedgeInput): Promise<Ended> {
  return input.delayMs > 0 ? runRace(input) : runAlone(input);
}

async function runAlone({ first: attempt, hear }: HedgeInput): Promise<Ended> {
  const end = await attempt.run((event) => hear({ type: "told", attempt, event }));
  hear({ type: "ended", attempt, end });
  return { attempt, end };
}

async function runRace({ first, delayMs, clock, startSecond, hear }: HedgeInput): Promise<Ended> {
  const running = new Map<Attempt, Promise<Ended>>();
  let winner: Attempt | undefined;
  let secondIsDue: (due: "due") => void = () => undefined;
  const due = new Promise<"due">((resolve) => (secondIsDue = resolve));
  const timer = clock.setTimeout(() => secondIsDue("due"), delayMs);

  const settle = (won: Attempt) => {
    winner = won;
    for (const loser of running.keys()) {
      if (loser === won) continue;
      running.delete(loser);
      hear({ type: "ended", attempt: loser, end: { outcome: "cancelled" } });
      loser.lose();
    }
  };
  const start = (attempt: Attempt) => {
    const ended = attempt.run((event) => {
      if (winner === undefined && (event.type === "delta" || event.type === "calling")) settle(attempt);
      if (winner === undefined || winner === attempt) hear({ type: "told", attempt, event });
    });
    running.set(
      attempt,
      ended.then((end) => ({ attempt, end })),
    );
  };

  start(first);
  try {
    for (let waiting = true; ;) {
      const news: "due" | Ended = await Promise.race([...(waiting ? [due] : []), ...running.values()]);
      if (news === "due") {
        waiting = false;
        const second = winner === undefined ? startSecond() : undefined;
        if (second) start(second);
        continue;
      }
      // That of a loser has been told when it lost.
      if (!running.delete(news.attempt)) continue;
      if (news.end.outcome === "success") settle(news.attempt);
      hear({ type: "ended", ...news });
      if (running.size === 0) return news;
    }
  } finally {
    clock.clearTimeout(timer);
  }
}
