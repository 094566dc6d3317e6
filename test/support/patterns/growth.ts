import { StepCounter } from "./step-counter";
import { textOf, worstRepetitions, type Repetition } from "./worst-repetitions";

/** Longer than any bounded repetition in the sources, so that what is bounded has reached its bound. */
const SHORTER = 400;
const LONGER = 4 * SHORTER;

/** Four times the text may take four times the steps, and little more: twice as many would be 16 times for a quadratic pattern. */
const MOST_GROWTH = 5;

/** More steps for each character than this is no pattern for foreign text, even where it is linear. */
const MOST_STEPS_PER_CHARACTER = 600;

/** A repetition of the pattern's own parts on which its steps grow faster than the text, or that takes too many; undefined where there is none. */
export function growsTooFast(pattern: RegExp): (Repetition & { steps: number; length: number }) | undefined {
  const counter = new StepCounter(pattern);
  for (const repetition of worstRepetitions(pattern)) {
    const shorter = counter.searchAll(textOf(repetition, SHORTER), SHORTER * MOST_STEPS_PER_CHARACTER);
    if (shorter.exceeded) return { ...repetition, steps: shorter.steps, length: SHORTER };
    const longer = counter.searchAll(textOf(repetition, LONGER), MOST_GROWTH * Math.max(shorter.steps, SHORTER));
    if (longer.exceeded) return { ...repetition, steps: longer.steps, length: LONGER };
  }
  return undefined;
}

/** The repetition of the pattern's own parts that takes the most steps, `length` UTF-16 code units long. */
export function worstText(pattern: RegExp, length: number): string {
  const known = worst.get(String(pattern)) ?? worstOf(pattern);
  worst.set(String(pattern), known);
  return textOf(known, length);
}

const worst = new Map<string, Repetition>();

function worstOf(pattern: RegExp): Repetition {
  const counter = new StepCounter(pattern);
  const tried = worstRepetitions(pattern).map((repetition) => ({
    repetition,
    steps: counter.searchAll(textOf(repetition, SHORTER), SHORTER * MOST_STEPS_PER_CHARACTER).steps,
  }));
  // Where nothing that the pattern takes is known, as of rare characters alone, any text is as bad.
  return tried.reduce((one, other) => (other.steps > one.steps ? other : one), {
    repetition: { lead: "", piece: " ", tail: "" },
    steps: 0,
  }).repetition;
}
