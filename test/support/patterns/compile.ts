import { parseRegExpLiteral, type AST } from "@eslint-community/regexpp";

/** What a matcher that tries one way after the other does next. `to` and its like are indices into the program. */
export type Instruction =
  | { op: "take"; accepts: (code: number) => boolean }
  | { op: "fork"; first: number; second: number }
  | { op: "jump"; to: number }
  | { op: "open" | "close"; group: number }
  | { op: "edge"; kind: "start" | "end" }
  | { op: "word"; negate: boolean }
  | { op: "look"; program: Instruction[]; negate: boolean }
  | { op: "same"; group: number }
  | { op: "mark"; register: number }
  | { op: "moved"; register: number }
  | { op: "match" };

/** A pattern as a program, in the order in which ECMAScript tries its ways. Throws for what the sources do not use and this does not know. */
export function compile(pattern: RegExp): Instruction[] {
  const literal = parseRegExpLiteral(pattern);
  const registers = { next: 0 };
  return [...alternatives(literal.pattern.alternatives, pattern.flags, registers), { op: "match" }];
}

type Registers = { next: number };

/** Programs are moved by adding to what they jump to. */
function moved(program: Instruction[], by: number): Instruction[] {
  return program.map((instruction) => {
    if (instruction.op === "jump") return { ...instruction, to: instruction.to + by };
    if (instruction.op === "fork")
      return { ...instruction, first: instruction.first + by, second: instruction.second + by };
    return instruction;
  });
}

const joined = (parts: Instruction[][]): Instruction[] =>
  parts.reduce<Instruction[]>((whole, part) => [...whole, ...moved(part, whole.length)], []);

function alternatives(list: readonly AST.Alternative[], flags: string, registers: Registers): Instruction[] {
  return list
    .map((alternative) => joined(alternative.elements.map((element) => elementOf(element, flags, registers))))
    .reduceRight((rest, one) => [
      { op: "fork", first: 1, second: one.length + 2 },
      ...moved(one, 1),
      { op: "jump", to: one.length + 2 + rest.length },
      ...moved(rest, one.length + 2),
    ]);
}

function elementOf(node: AST.Element, flags: string, registers: Registers): Instruction[] {
  switch (node.type) {
    case "Character":
    case "CharacterSet":
    case "CharacterClass":
      return [{ op: "take", accepts: acceptor(node.raw, flags) }];
    case "Group":
      return alternatives(node.alternatives, flags, registers);
    case "CapturingGroup": {
      const group = groupsOf(node).indexOf(node) + 1;
      return [
        { op: "open", group },
        ...moved(alternatives(node.alternatives, flags, registers), 1),
        { op: "close", group },
      ];
    }
    case "Backreference":
      if (typeof node.ref !== "number") throw new Error(`${node.raw} is not understood`);
      return [{ op: "same", group: node.ref }];
    case "Assertion":
      if (node.kind === "word") return [{ op: "word", negate: node.negate }];
      if (node.kind === "start" || node.kind === "end") return [{ op: "edge", kind: node.kind }];
      if (node.kind === "lookahead")
        return [
          {
            op: "look",
            negate: node.negate,
            program: [...alternatives(node.alternatives, flags, registers), { op: "match" }],
          },
        ];
      throw new Error(`${node.raw} is not understood`);
    case "Quantifier":
      return repeated(node, flags, registers);
    default:
      throw new Error(`${node.raw} is not understood`);
  }
}

function groupsOf(node: AST.Node): AST.CapturingGroup[] {
  let root: AST.Node = node;
  while (root.parent) root = root.parent;
  const groups: AST.CapturingGroup[] = [];
  const walk = (at: unknown): void => {
    if (typeof at !== "object" || at === null) return;
    const {
      type,
      alternatives: list,
      elements,
      element,
      pattern,
    } = at as { type?: string; alternatives?: unknown[]; elements?: unknown[]; element?: unknown; pattern?: unknown };
    if (type === "CapturingGroup") groups.push(at as AST.CapturingGroup);
    for (const child of [
      ...(list ?? []),
      ...(type === "Alternative" ? (elements ?? []) : []),
      ...(type === "Quantifier" ? [element] : []),
      pattern,
    ])
      walk(child);
  };
  walk(root);
  return groups;
}

function repeated({ element, min, max, greedy }: AST.Quantifier, flags: string, registers: Registers): Instruction[] {
  const body = elementOf(element, flags, registers);
  const fork = (into: number, past: number): Instruction => ({
    op: "fork",
    first: greedy ? into : past,
    second: greedy ? past : into,
  });
  const must = joined(Array.from({ length: min }, () => body));
  if (max !== Infinity) {
    // Each further one may be left out, and with it all after it.
    let may: Instruction[] = [];
    for (let more = min; more < max; more++)
      may = [fork(1, 1 + body.length + may.length), ...moved(body, 1), ...moved(may, 1 + body.length)];
    return joined([must, may]);
  }
  const register = registers.next++;
  // A round that takes nothing ends the loop.
  const loop: Instruction[] = [
    fork(1, body.length + 4),
    { op: "mark", register },
    ...moved(body, 2),
    { op: "moved", register },
    { op: "jump", to: 0 },
  ];
  return joined([must, loop]);
}

/** Whether an element takes a character is asked of the runtime itself, once a character. */
function acceptor(raw: string, flags: string): (code: number) => boolean {
  const one = new RegExp(`^(?:${raw})$`, flags.replace(/[gym]/g, ""));
  const known: (boolean | undefined)[] = [];
  return (code) => (known[code] ??= nativeTest(one, String.fromCodePoint(code)));
}

/** The runtime's own, whatever a test has put in its place. */
const nativeExec = RegExp.prototype.exec;
const nativeTest = (pattern: RegExp, text: string): boolean => nativeExec.call(pattern, text) !== null;
