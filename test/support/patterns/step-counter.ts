import { compile, type Instruction } from "./compile";

/** One search: how many steps it took, and what it found. */
export interface Search {
  steps: number;
  /** True: it was given up at the limit. */
  exceeded: boolean;
  found?: { start: number; end: number };
}

interface Way {
  at: number;
  position: number;
  /** Of groups: start and end of the last round; of loops: where the round began. Shared until written. */
  slots: readonly (number | undefined)[];
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
  #last: { text: string; characters: string[] } | undefined;

  constructor(pattern: RegExp) {
    this.#program = compile(pattern);
    this.#unicode = pattern.unicode;
    this.#multiline = pattern.multiline;
    this.#sticky = pattern.sticky;
    this.#global = pattern.global;
  }

  /** All matches of a pattern with `g`, as `replace`, `match` and `matchAll` look for them; else the first one. Steps of all searches together. */
  searchAll(text: string, limit: number): Search {
    const characters = this.#characters(text);
    const total: Search = { steps: 0, exceeded: false };
    for (let from = 0; from <= characters.length; ) {
      const one = this.#search(characters, from, limit - total.steps);
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
    const characters = this.#characters(text);
    let start = 0;
    // A character outside the basic plane has two code units.
    if (characters.length === text.length) start = from;
    else for (let units = 0; units < from; start++) units += characters[start]?.length ?? 1;
    return this.#search(characters, start, limit);
  }

  /** Kept for the next search, which mostly goes on in the same text. */
  #characters(text: string): string[] {
    if (this.#last?.text !== text) this.#last = { text, characters: this.#unicode ? [...text] : text.split("") };
    return this.#last.characters;
  }

  #search(text: readonly string[], from: number, limit: number): Search {
    const budget = { left: limit };
    for (let start = from; start <= text.length; start++) {
      const end = this.#run(this.#program, text, start, [], budget);
      if (budget.left < 0) return { steps: limit, exceeded: true };
      if (end !== undefined) return { steps: limit - budget.left, exceeded: false, found: { start, end } };
      if (this.#sticky) break;
    }
    return { steps: limit - budget.left, exceeded: false };
  }

  /** @returns where the first way that leads to a match ends */
  #run(program: Instruction[], text: readonly string[], start: number, slots: Way["slots"], budget: { left: number }): number | undefined {
    const ways: Way[] = [{ at: 0, position: start, slots }];
    for (let way = ways.pop(); way; way = ways.pop()) {
      let { at, position, slots: kept } = way;
      const write = (index: number, value: number): void => {
        const copy = [...kept];
        copy[index] = value;
        kept = copy;
      };
      for (;;) {
        if (--budget.left < 0) return undefined;
        const instruction = program[at] as Instruction;
        if (instruction.op === "match") return position;
        let goesOn = true;
        at++;
        switch (instruction.op) {
          case "take": {
            const character = text[position];
            goesOn = character !== undefined && instruction.accepts(character);
            position++;
            break;
          }
          case "fork":
            ways.push({ at: instruction.second, position, slots: kept });
            at = instruction.first;
            break;
          case "jump":
            at = instruction.to;
            break;
          case "open":
            write(3 * instruction.group, position);
            break;
          case "close":
            write(3 * instruction.group + 1, position);
            break;
          case "mark":
            write(3 * instruction.register + 2, position);
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

  #isEdge(kind: "start" | "end", text: readonly string[], position: number): boolean {
    const outside = kind === "start" ? position === 0 : position === text.length;
    const beside = text[kind === "start" ? position - 1 : position];
    return outside || (this.#multiline && (beside === "\n" || beside === "\r" || beside === "\u2028" || beside === "\u2029"));
  }
}

const isWord = (character: string | undefined): boolean => character !== undefined && ((character >= "a" && character <= "z") || (character >= "A" && character <= "Z") || (character >= "0" && character <= "9") || character === "_");
