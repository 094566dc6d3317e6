import { parseRegExpLiteral, type AST } from "@eslint-community/regexpp";

/** Characters that sets of patterns mostly hold, beside those that the pattern names. */
const COMMON = [" ", "a", "0", "/", "-", "_", "A", "\n", '"', ".", "\u00e9", "\u0301", "\u6f22", "\u0000"];

/** Ends that make a pattern give up what it has taken: none, a character that hardly any takes, and the one that `.` does not take. */
const TAILS = ["", "\u0001", "\n\u0001"];

/** A text that is mostly one piece over and over. */
export interface Repetition {
  lead: string;
  piece: string;
  tail: string;
}

/** The text of about that many UTF-16 code units. */
export function textOf({ lead, piece, tail }: Repetition, length: number): string {
  return lead + piece.repeat(Math.max(1, Math.ceil((length - lead.length) / piece.length))) + tail;
}

/**
 * Texts made of the pattern's own parts to make it try as much as it can: each part that repeats, fed with each character that it and its
 * neighbours take, behind what leads to it; and each beginning of the pattern over and over, for the search that starts at every character.
 */
export function worstRepetitions(pattern: RegExp): Repetition[] {
  const { pattern: tree } = parseRegExpLiteral(pattern);
  const sampler = new Sampler(pattern, tree);
  const pumps = new Map<string, Omit<Repetition, "tail">>();
  const add = (lead: string, piece: string): void => {
    if (piece !== "") pumps.set(`${lead}\u0000${piece}`, { lead, piece });
  };
  const walk = (list: readonly AST.Alternative[], lead: string): void => {
    for (const { elements } of list) {
      let before = "";
      elements.forEach((element, index) => {
        visit(element, lead + before);
        before += sampler.sample(element);
        // Inside a word that is written out there is nothing to repeat.
        if (element.type === "Character" && elements[index + 1]?.type === "Character") return;
        add("", lead + before);
        add(lead, before);
      });
    }
  };
  const visit = (element: AST.Element, lead: string): void => {
    if (element.type === "Quantifier") {
      for (const piece of sampler.samples(element.element)) {
        add(lead, piece);
        add("", piece);
      }
      visit(element.element, lead);
    } else if (
      element.type === "Group" ||
      element.type === "CapturingGroup" ||
      (element.type === "Assertion" && "alternatives" in element)
    ) {
      walk(element.alternatives, lead);
    }
  };
  walk(tree.alternatives, "");
  return [...pumps.values()].flatMap((pump) => TAILS.map((tail) => ({ ...pump, tail })));
}

/** Finds texts that parts of a pattern take. */
class Sampler {
  readonly #characters: string[];
  readonly #flags: string;

  constructor(pattern: RegExp, tree: AST.Pattern) {
    this.#flags = pattern.flags.replace(/[gym]/g, "");
    this.#characters = [...new Set([...literalsOf(tree), ...COMMON])];
  }

  /** One text that the element takes; what may be left out is there once. */
  sample(element: AST.Element): string {
    return this.samples(element)[0] ?? "";
  }

  /** Some texts that the element takes, one for each of its alternatives, and each of the characters known that a set takes. */
  samples(element: AST.Element): string[] {
    switch (element.type) {
      case "Character":
        return [String.fromCodePoint(element.value)];
      case "CharacterSet":
      case "CharacterClass": {
        const one = new RegExp(`^(?:${element.raw})$`, this.#flags);
        return this.#characters.filter((character) => one.test(character));
      }
      case "Group":
      case "CapturingGroup":
        return element.alternatives.map(({ elements }) => elements.map((each) => this.sample(each)).join(""));
      case "Quantifier":
        return this.samples(element.element).map((text) => text.repeat(Math.max(1, element.min)));
      default:
        return [];
    }
  }
}

function literalsOf(tree: AST.Pattern): string[] {
  const found = new Set<string>();
  JSON.stringify(tree, (key, value: unknown) => {
    if (key === "parent" || key === "resolved" || key === "references") return undefined;
    if (typeof value === "object" && value !== null && (value as AST.Node).type === "Character")
      found.add(String.fromCodePoint((value as AST.Character).value));
    return value;
  });
  return [...found];
}
