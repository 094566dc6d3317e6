import { SECOND_SAID, type Told } from "./contestants";
import type { FaultCase } from "./fault-case";

/** The words of a cell, the worst first. */
export const verdicts = [
  "wrong success",
  "hang",
  "wrong failure",
  "right failure",
  "marked answer",
  "right fallback",
  "right answer",
] as const;
export type Verdict = (typeof verdicts)[number];

/** How a request ended, or that it did not. */
export type Outcome = ({ type: "told" } & Told) | { type: "failed" } | { type: "no end" };

/** What an outcome is worth, from nothing but what happened and what the servers said. */
export function verdictOf({ truth }: Pick<FaultCase, "truth">, outcome: Outcome): Verdict {
  switch (outcome.type) {
    case "no end":
      return "hang";
    case "failed":
      return truth === "no answer" ? "right failure" : "wrong failure";
    case "told": {
      if (outcome.by === "second") return outcome.text === SECOND_SAID ? "right fallback" : "wrong success";
      if (truth !== "no answer" && outcome.text === truth.answer) return "right answer";
      return outcome.marked ? "marked answer" : "wrong success";
    }
  }
}

/** An answer is an answer, whoever gave it. */
const worth = (verdict: Verdict): number => Math.min(verdicts.indexOf(verdict), verdicts.indexOf("right fallback"));

export const isBetter = (one: Verdict, other: Verdict): boolean => worth(one) > worth(other);
