import type { Clock } from "../breaker/types";
import type { Attempt, AttemptEnd, AttemptEvent } from "./attempt";

/** An attempt's event or end with the attempt it belongs to. */
export interface Told<T> {
  attempt: Attempt;
  value: T;
}

interface Runner {
  attempt: Attempt;
  events: AsyncGenerator<AttemptEvent, AttemptEnd>;
  next: Promise<{ runner: Runner; result: IteratorResult<AttemptEvent, AttemptEnd> }>;
}

/**
 * Runs an attempt and, when no token came after `hedgeDelayMs`, a second one beside it. The first token wins; the loser is
 * cancelled, which is no failure. A failure of one while the other still runs is told by `onFailed` and the other goes on.
 * Returns the winner's end, or the last failure.
 */
export async function* runHedged(
  first: Attempt,
  hedgeDelayMs: number,
  clock: Clock,
  startSecond: () => Attempt | undefined,
  tell: { onLost(attempt: Attempt): void; onFailed(attempt: Attempt, end: AttemptEnd): void },
): AsyncGenerator<Told<AttemptEvent>, Told<AttemptEnd>> {
  const runners = new Set<Runner>([run(first)]);
  let wake: () => void = () => undefined;
  let due: Promise<undefined> | undefined = new Promise((resolve) => (wake = () => resolve(undefined)));
  const timer = clock.setTimeout(wake, hedgeDelayMs);
  try {
    for (;;) {
      const told = await Promise.race([...(due ? [due] : []), ...[...runners].map((runner) => runner.next)]);
      if (told === undefined) {
        due = undefined;
        const second = startSecond();
        if (second) runners.add(run(second));
        continue;
      }
      const { runner, result } = told;
      const { attempt } = runner;
      if (result.done) {
        runners.delete(runner);
        if (result.value.outcome === "success" || runners.size === 0) return { attempt, value: result.value };
        tell.onFailed(attempt, result.value);
        continue;
      }
      if (result.value.type !== "delta") {
        yield { attempt, value: result.value };
        advance(runner);
        continue;
      }
      runners.delete(runner);
      for (const loser of runners) {
        tell.onLost(loser.attempt);
        abandon(loser);
      }
      runners.clear();
      clock.clearTimeout(timer);
      yield { attempt, value: result.value };
      return yield* follow(runner);
    }
  } finally {
    clock.clearTimeout(timer);
    for (const runner of runners) abandon(runner);
  }
}

/** Runs an attempt alone. */
export async function* runAlone(attempt: Attempt): AsyncGenerator<Told<AttemptEvent>, Told<AttemptEnd>> {
  return yield* follow({ attempt, events: attempt.run() });
}

async function* follow({ attempt, events }: Pick<Runner, "attempt" | "events">): AsyncGenerator<Told<AttemptEvent>, Told<AttemptEnd>> {
  let finished = false;
  try {
    for (;;) {
      const { value, done } = await events.next();
      if (done) {
        finished = true;
        return { attempt, value };
      }
      yield { attempt, value };
    }
  } finally {
    if (!finished) await events.return({ outcome: "cancelled" });
  }
}

function run(attempt: Attempt): Runner {
  const runner = { attempt, events: attempt.run() } as Runner;
  advance(runner);
  return runner;
}

function advance(runner: Runner): void {
  runner.next = runner.events.next().then((result) => ({ runner, result }));
}

/** Cancels an attempt and lets it clean up in its own time. */
function abandon({ attempt, events, next }: Runner): void {
  attempt.cancel();
  next.then(() => events.return({ outcome: "cancelled" })).catch(() => undefined);
}
