import { StepCounter } from "./step-counter";

/** What patterns did while something ran. */
export interface Watched {
  /** Steps of all searches together. */
  steps: number;
  /** The longest text that any of them saw, in UTF-16 code units. */
  longest: number;
  /** Each pattern once. */
  patterns: RegExp[];
}

interface Use {
  pattern: RegExp;
  text: string;
  from: number;
}

/** More than any test allows. */
const LIMIT = 100_000_000;

/**
 * Runs `work` and counts what its patterns cost. Every use of a pattern, by `test`, `replace`, `matchAll` and all others, goes through
 * `RegExp.prototype.exec` where that has been replaced (ECMAScript, RegExpExec); the steps are counted afterwards, on the same texts.
 */
export async function watchPatterns(work: () => unknown): Promise<Watched> {
  const uses: Use[] = [];
  const native = RegExp.prototype.exec;
  RegExp.prototype.exec = function (this: RegExp, text: string): RegExpExecArray | null {
    uses.push({ pattern: this, text, from: this.global || this.sticky ? this.lastIndex : 0 });
    return native.call(this, text);
  };
  try {
    await work();
  } finally {
    RegExp.prototype.exec = native;
  }
  return countUp(uses);
}

function countUp(uses: readonly Use[]): Watched {
  const known = new Map<string, { pattern: RegExp; counter: StepCounter; counted: Map<string, Map<number, number>> }>();
  const watched: Watched = { steps: 0, longest: 0, patterns: [] };
  for (const { pattern, text, from } of uses) {
    const { counter, counted } = known.get(String(pattern)) ?? {
      counter: new StepCounter(pattern),
      counted: new Map<string, Map<number, number>>(),
    };
    known.set(String(pattern), { pattern, counter, counted });
    // The same search again costs the same again, and need not be counted through.
    const places = counted.get(text) ?? new Map<number, number>();
    const steps = places.get(from) ?? counter.search(text, from, LIMIT).steps;
    counted.set(text, places.set(from, steps));
    watched.steps += steps;
    watched.longest = Math.max(watched.longest, text.length);
  }
  watched.patterns = [...known.values()].map(({ pattern }) => pattern);
  return watched;
}
