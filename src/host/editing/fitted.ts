/** How a file is indented, and where in it the code is to stand. */
export interface Surroundings {
  /** One level: a tab, or spaces. */
  readonly unit: string;
  /** The white space that the line begins with in which the code begins. */
  readonly lineIndent: string;
  /** Whether the code begins within that line, behind its indentation or more. */
  readonly inLine: boolean;
}

/** `code` as it belongs in the place of `replaced`: as far indented, by the file's own tabs or spaces, and with a line's end where that had one. Line feeds alone. */
export function fitted(code: string, replaced: string, { unit, lineIndent, inLine }: Surroundings): string {
  const given = byUnit(code.replaceAll("\r\n", "\n").split("\n"), unit);
  const own = commonIndent(given) ?? "";
  const lines = given.map((line) => line.slice(own.length));
  const base = inLine ? lineIndent : (commonIndent(replaced.split("\n")) ?? lineIndent);
  const missing = inLine && own === "" && keepsIndent(lines, replaced) ? "" : base;
  const indented = lines
    .map((line, index) => (line === "" || (inLine && index === 0) ? line : missing + line))
    .join("\n");
  return replaced.endsWith("\n") && !indented.endsWith("\n") ? `${indented}\n` : indented;
}

/**
 * Whether code is indented as it stood in the file already: what is selected from the middle of a line has no indentation in its first line
 * and all of it in the others, and models often answer in the same shape.
 */
function keepsIndent(lines: string[], replaced: string): boolean {
  const before = commonIndent(replaced.split("\n").slice(1)) ?? "";
  const now = commonIndent(lines.slice(1)) ?? "";
  return before !== "" && now.length >= before.length;
}

/** The white space that all lines begin with which are not blank; undefined where all are. */
function commonIndent(lines: string[]): string | undefined {
  const indents = lines.filter((line) => line.trim() !== "").map(indentOf);
  return indents.length === 0
    ? undefined
    : indents.reduce((common, indent) => {
        let same = 0;
        while (same < common.length && common[same] === indent[same]) same++;
        return common.slice(0, same);
      });
}

/** The lines with their levels of indentation written as the file writes them; blank lines are empty. What is less than a level, as an alignment, stays. */
function byUnit(lines: string[], unit: string): string[] {
  const level = levelOf(lines, unit);
  return lines.map((line) => {
    const indent = indentOf(line);
    const text = line.slice(indent.length);
    if (text === "") return "";
    let [levels, rest] = [0, indent];
    while (level !== "" && rest.startsWith(level)) [levels, rest] = [levels + 1, rest.slice(level.length)];
    return unit.repeat(levels) + rest + text;
  });
}

/** What the code itself uses for one level: a tab, or as many spaces as all its indents can be divided by. "" where that cannot be told. */
function levelOf(lines: string[], unit: string): string {
  const indents = lines.filter((line) => line.trim() !== "").map(indentOf);
  if (indents.some((indent) => indent.startsWith("\t"))) return "\t";
  const width = indents.reduce((divisor, { length }) => greatestDivisor(divisor, length), 0);
  // Code that is all one level deep, or all two, looks the same: then the file knows better.
  if (!unit.startsWith("\t") && width % unit.length === 0) return unit;
  return width < 2 ? "" : " ".repeat(width > 4 && width % 4 === 0 ? 4 : width);
}

function greatestDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestDivisor(other, one % other);
}

function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)![0];
}
