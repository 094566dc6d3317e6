import { CircuitBreaker } from "../../../src/core/index";
import { timeInTurns, type Contestant } from "./rounds";
import { cockatiel, cockatielPolicy, openSubjects, opossum, opossumBreaker, ours, type Subject } from "./subjects";

const operation = async () => 1;

/**
 * Nanoseconds a call, by subject; `bare` is `await operation()`. Each has a loop of its own, as in a program: one loop for all would be
 * compiled for any function, and only the bare call would have one to itself.
 */
export async function successPath(): Promise<Map<string, number>> {
  const breaker = new CircuitBreaker();
  breaker.onStateChange(() => {});
  const [policy, fire] = [cockatielPolicy(), opossumBreaker()];
  const times = await timeInTurns([
    {
      name: "bare",
      calls: 200_000,
      run: async (calls) => {
        for (let call = 0; call < calls; call++) await operation();
      },
    },
    {
      name: "llm-breaker",
      calls: 200_000,
      run: async (calls) => {
        for (let call = 0; call < calls; call++) await breaker.execute(operation);
      },
    },
    {
      name: "cockatiel 4",
      calls: 100_000,
      run: async (calls) => {
        for (let call = 0; call < calls; call++) await policy.execute(operation);
      },
    },
    {
      name: "opossum 10",
      calls: 100_000,
      run: async (calls) => {
        for (let call = 0; call < calls; call++) await fire.fire(operation);
      },
    },
    {
      // As people write it: a new function for each call.
      name: "llm-breaker, new closure",
      calls: 100_000,
      run: async (calls) => {
        for (let call = 0; call < calls; call++) await breaker.execute(async () => call);
      },
    },
    {
      // An operation that takes its signal makes the runtime make one, and that is slow in Node 20.
      name: "llm-breaker, signal used",
      calls: 10_000,
      run: async (calls) => {
        for (let call = 0; call < calls; call++) await breaker.execute(async ({ signal }) => (signal.aborted ? 0 : 1));
      },
    },
    { name: "an AbortController", calls: 10_000, run: makeControllers },
  ]);
  breaker.dispose();
  fire.shutdown();
  return times;
}

function makeControllers(calls: number): void {
  for (let call = 0; call < calls; call++)
    if (new AbortController().signal.aborted) throw new Error("Aborted at birth");
}

export async function refusedPath(): Promise<Map<string, number>> {
  const subjects = openSubjects();
  const breaker = new CircuitBreaker({ recoveryTimeoutMs: 3_600_000 });
  breaker.trip();
  const times = await timeInTurns([
    ...subjects.map((subject) => repeatFailing(subject.name, 20_000, () => subject.execute(operation))),
    {
      name: "tryAcquire",
      calls: 200_000,
      run: (calls) => {
        for (let call = 0; call < calls; call++)
          if (breaker.tryAcquire() !== undefined) throw new Error("A permit from an open breaker");
      },
    },
  ]);
  for (const subject of [...subjects, breaker]) subject.dispose();
  return times;
}

/** Every third call fails, with a window that has been filled before: nanoseconds a call by subject and window size. */
export async function failingPath(): Promise<Map<string, number>> {
  // The peers' time grows with what their windows hold, so they get fewer calls.
  const subjects: [string, Subject, calls: number][] = [
    ["llm-breaker", ours(10_000), 20_000],
    ["llm-breaker, 20 samples", ours(20), 20_000],
    ["cockatiel 4", cockatiel(10_000), 900],
    ["opossum 10", opossum(), 90],
  ];
  for (const [, subject] of subjects) {
    const failing = everyThirdFails();
    for (let call = 0; call < 10_000; call++) await subject.execute(failing).catch(() => 0);
  }
  const bare = everyThirdFails();
  const times = await timeInTurns([
    repeatFailing("bare", 20_000, bare),
    ...subjects.map(([name, subject, calls]) => {
      const failing = everyThirdFails();
      return repeatFailing(name, calls, () => subject.execute(failing));
    }),
  ]);
  for (const [, subject] of subjects) subject.dispose();
  return times;
}

function everyThirdFails(): () => Promise<number> {
  let calls = 0;
  return async () => {
    if (++calls % 3 === 0) throw new Error("the third");
    return 1;
  };
}

function repeatFailing(name: string, calls: number, call: () => Promise<number>): Contestant {
  return {
    name,
    calls,
    run: async (times) => {
      for (let time = 0; time < times; time++) {
        try {
          await call();
        } catch {
          // The third call, or a refusal.
        }
      }
    },
  };
}
