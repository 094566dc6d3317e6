/** A fenced block of an answer in Markdown. */
export interface CodeBlock {
  /** What stands behind the fence: “ts”, “python title=x”, “”. */
  readonly info: string;
  readonly code: string;
  /** False when the answer ends before the block does. */
  readonly whole: boolean;
}

/** The fenced blocks of an answer, in order. Fences in a block that are shorter than its own belong to its code. */
export function codeBlocks(answer: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let open: { fence: string; indent: string; info: string; lines: string[] } | undefined;
  for (const line of answer.split(/\r?\n/)) {
    const { indent, fence, rest } = fenceOf(line);
    if (!open) {
      // A tick in what follows the ticks: that is code within a line.
      if (fence !== "" && !(fence.startsWith("`") && rest.includes("`")))
        open = { fence, indent, info: rest.trim(), lines: [] };
    } else if (fence.startsWith(open.fence) && rest.trim() === "") {
      blocks.push({ info: open.info, code: open.lines.join("\n"), whole: true });
      open = undefined;
    } else open.lines.push(withoutIndent(line, open.indent));
  }
  if (open) blocks.push({ info: open.info, code: open.lines.join("\n").replace(/\n$/, ""), whole: false });
  return blocks;
}

/** What may take the place of so many stretches of code: a whole block for each. Undefined where there are more or fewer blocks: then a person must choose. */
export function codeFor(answer: string, stretches: number): string[] | undefined {
  const blocks = codeBlocks(answer);
  return blocks.length === stretches && blocks.every(({ whole }) => whole) ? blocks.map(({ code }) => code) : undefined;
}

/** The run of at least three backticks or tildes that a line begins with, "" where there is none. In a list it is indented. */
function fenceOf(line: string): { indent: string; fence: string; rest: string } {
  const [indent] = /^[ \t]*/.exec(line)!;
  const mark = line[indent.length];
  let end = indent.length;
  if (mark === "`" || mark === "~") while (line[end] === mark) end++;
  return end - indent.length < 3
    ? { indent: "", fence: "", rest: line }
    : { indent, fence: line.slice(indent.length, end), rest: line.slice(end) };
}

/** A line of a block whose fence is indented, as in a list: the code is indented with it. */
function withoutIndent(line: string, indent: string): string {
  let end = 0;
  while (end < indent.length && (line[end] === " " || line[end] === "\t")) end++;
  return line.slice(end);
}
