import { compile, type Instruction } from "./compile";

/** One search: how many steps it took, and what it found. */
export interface Search {
  steps: number;
  /** True: it was given up at the limit. */
  exceeded: boolean;
  found?: { start: number; end: number };
}

/** Of groups: start and end of the last round; of loops: where the round began. Shared between ways until written. */
type Slots = readonly (number | undefined)[];

const NO_SLOTS: Slots = [];

function written(slots: Slots, index: number, value: number): Slots {
  const copy = [...slots];
  copy[index] = value;
  return copy;
}

/**
 * Counts what a pattern costs on a text: a matcher that tries one way after the other, as every engine of ECMAScript does, without any of the
 * short cuts that an engine may or may not have. A clock measures the machine and its load; this measures the pattern.
 */
export class StepCounter {
  readonly #program: Instruction[];
  readonly #unicode: boolean;
  readonly #multiline: boolean;
  readonly #sticky: boolean;
  readonly #global: boolean;
  #place: { codes: number[]; index: number; units: number } = { codes: [], index: 0, units: 0 };
  #last: { text: string; codes: number[] } | undefined;

  constructor(pattern: RegExp) {
    this.#program = compile(pattern);
    this.#unicode = pattern.unicode;
    this.#multiline = pattern.multiline;
    this.#sticky = pattern.sticky;
    this.#global = pattern.global;
  }

  /** All matches of a pattern with `g`, as `replace`, `match` and `matchAll` look for them; else the first one. Steps of all searches together. */
  searchAll(text: string, limit: number): Search {
    const codes = this.#codes(text);
    const total: Search = { steps: 0, exceeded: false };
    for (let from = 0; from <= codes.length;) {
      const one = this.#search(codes, from, limit - total.steps);
      total.steps += one.steps;
      total.exceeded = one.exceeded;
      if (one.found) total.found ??= one.found;
      if (!one.found || one.exceeded || !this.#global) break;
      from = one.found.end > one.found.start ? one.found.end : one.found.end + 1;
    }
    return total;
  }

  /** One search from `from` on, counted in UTF-16 code units as `lastIndex` is. */
  search(text: string, from: number, limit: number): Search {
    const codes = this.#codes(text);
    return this.#search(codes, codes.length === text.length ? from : this.#indexOf(codes, from), limit);
  }

  /** A character outside the basic plane has two code units. Counted on from the last place, behind which the next one mostly is. */
  #indexOf(codes: number[], from: number): number {
    let { index, units } =
      this.#place.codes === codes && this.#place.units <= from ? this.#place : { index: 0, units: 0 };
    for (; units < from; index++) units += (codes[index] ?? 0) > 0xffff ? 2 : 1;
    this.#place = { codes, index, units };
    return index;
  }

  /** Kept for the next search, which mostly goes on in the same text. */
  #codes(text: string): number[] {
    if (this.#last?.text !== text) this.#last = { text, codes: codesOf(text, this.#unicode) };
    return this.#last.codes;
  }

  #search(text: readonly number[], from: number, limit: number): Search {
    const budget = { left: limit };
    for (let start = from; start <= text.length; start++) {
      const end = this.#run(this.#program, text, start, NO_SLOTS, budget);
      if (budget.left < 0) return { steps: limit, exceeded: true };
      if (end !== undefined) return { steps: limit - budget.left, exceeded: false, found: { start, end } };
      if (this.#sticky) break;
    }
    return { steps: limit - budget.left, exceeded: false };
  }

  /** @returns where the first way that leads to a match ends */
  #run(
    program: Instruction[],
    text: readonly number[],
    start: number,
    slots: Slots,
    budget: { left: number },
  ): number | undefined {
    // Ways not tried yet, the next one last: where in the program, where in the text, and what was kept.
    const ats = [0];
    const positions = [start];
    const keeps = [slots];
    while (ats.length > 0) {
      let at = ats.pop() as number;
      let position = positions.pop() as number;
      let kept = keeps.pop() as Slots;
      for (;;) {
        if (--budget.left < 0) return undefined;
        const instruction = program[at] as Instruction;
        if (instruction.op === "match") return position;
        let goesOn = true;
        at++;
        switch (instruction.op) {
          case "take": {
            const code = text[position];
            goesOn = code !== undefined && instruction.accepts(code);
            position++;
            break;
          }
          case "fork":
            ats.push(instruction.second);
            positions.push(position);
            keeps.push(kept);
            at = instruction.first;
            break;
          case "jump":
            at = instruction.to;
            break;
          case "open":
            kept = written(kept, 3 * instruction.group, position);
            break;
          case "close":
            kept = written(kept, 3 * instruction.group + 1, position);
            break;
          case "mark":
            kept = written(kept, 3 * instruction.register + 2, position);
            break;
          case "moved":
            goesOn = kept[3 * instruction.register + 2] !== position;
            break;
          case "edge":
            goesOn = this.#isEdge(instruction.kind, text, position);
            break;
          case "word":
            goesOn = (isWord(text[position - 1]) !== isWord(text[position])) !== instruction.negate;
            break;
          case "look": {
            const ends = this.#run(instruction.program, text, position, kept, budget) !== undefined;
            if (budget.left < 0) return undefined;
            goesOn = ends !== instruction.negate;
            break;
          }
          case "same": {
            const from = kept[3 * instruction.group];
            const to = kept[3 * instruction.group + 1];
            for (let index = from ?? 0; goesOn && index < (to ?? 0); index++, position++) {
              budget.left--;
              goesOn = text[index] === text[position];
            }
            break;
          }
        }
        if (!goesOn) break;
      }
    }
    return undefined;
  }

  #isEdge(kind: "start" | "end", text: readonly number[], position: number): boolean {
    const outside = kind === "start" ? position === 0 : position === text.length;
    const beside = text[kind === "start" ? position - 1 : position];
    return outside || (this.#multiline && beside !== undefined && LINE_ENDS.includes(beside));
  }
}

const LINE_ENDS = ["\n", "\r", "\u2028", "\u2029"].map((end) => end.charCodeAt(0));

const WORD = new Set(
  Array.from("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", (character) => character.charCodeAt(0)),
);
const isWord = (code: number | undefined): boolean => code !== undefined && WORD.has(code);

const codesOf = (text: string, unicode: boolean): number[] =>
  unicode
    ? Array.from(text, (character) => character.codePointAt(0) ?? 0)
    : Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
