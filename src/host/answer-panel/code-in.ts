/** The answer's only code block, which may take the place of code; undefined where there is none or several: then a person must choose. */
export function codeIn(answer: string): string | undefined {
  let only: string | undefined;
  let open: { fence: string; from: number } | undefined;
  for (let start = 0; start < answer.length;) {
    const newline = answer.indexOf("\n", start);
    const end = newline < 0 ? answer.length : newline;
    const fence = fenceAt(answer, start);
    if (!open) {
      if (fence !== "" && newline >= 0) open = { fence, from: newline + 1 };
    } else if (fence.startsWith(open.fence) && answer.slice(start + fence.length, end).trim() === "") {
      if (only !== undefined) return undefined;
      only = answer.slice(open.from, Math.max(open.from, start - 1));
      open = undefined;
    }
    start = end + 1;
  }
  // A block that never ends may be another one, or the answer was cut off in it.
  return open ? undefined : only;
}

/** The run of at least three backticks or tildes that begins there, "" where there is none. */
function fenceAt(text: string, start: number): string {
  const mark = text[start];
  if (mark !== "`" && mark !== "~") return "";
  let end = start;
  while (text[end] === mark) end++;
  return end - start < 3 ? "" : text.slice(start, end);
}

/**
 * `code` as it belongs in the place of `replaced`: as far indented, and with a line's end where that had one.
 * @param inLine whether what is replaced begins behind something in its first line, which is its indentation as a rule
 */
export function fitted(code: string, replaced: string, inLine: boolean): string {
  const lines = code.split("\n");
  const indent = commonIndent(replaced.split("\n").slice(inLine ? 1 : 0));
  const missing = indent.startsWith(commonIndent(lines)) ? indent.slice(commonIndent(lines).length) : "";
  const indented = lines
    .map((line, index) => (line.trim() === "" || (inLine && index === 0) ? line : missing + line))
    .join("\n");
  return /\n$/.test(replaced) && !/\n$/.test(code) ? `${indented}\n` : indented;
}

/** The white space that all lines begin with which are not empty. */
function commonIndent(lines: string[]): string {
  const indents = lines.filter((line) => line.trim() !== "").map((line) => /^[ \t]*/.exec(line)![0]);
  return indents.reduce(
    (common, indent) => (indent.startsWith(common) ? common : common.startsWith(indent) ? indent : ""),
    indents[0] ?? "",
  );
}
