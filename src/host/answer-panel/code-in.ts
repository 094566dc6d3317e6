/** The answer's only code block, which may take the place of code; undefined where there is none or several: then a person must choose. */
export function codeIn(answer: string): string | undefined {
  const blocks = [...answer.matchAll(/^(`{3,}|~{3,})[^\n]*\n([\s\S]*?)^\1[`~]*[ \t]*$/gm)];
  return blocks.length === 1 ? blocks[0]?.[2]?.replace(/\n$/, "") : undefined;
}

/**
 * `code` as it belongs in the place of `replaced`: as far indented, and with a line's end where that had one.
 * @param inLine whether what is replaced begins behind something in its first line, which is its indentation as a rule
 */
export function fitted(code: string, replaced: string, inLine: boolean): string {
  const lines = code.split("\n");
  const indent = commonIndent(replaced.split("\n").slice(inLine ? 1 : 0));
  const missing = indent.startsWith(commonIndent(lines)) ? indent.slice(commonIndent(lines).length) : "";
  const indented = lines.map((line, index) => (line.trim() === "" || (inLine && index === 0) ? line : missing + line)).join("\n");
  return /\n$/.test(replaced) && !/\n$/.test(code) ? `${indented}\n` : indented;
}

/** The white space that all lines begin with which are not empty. */
function commonIndent(lines: string[]): string {
  const indents = lines.filter((line) => line.trim() !== "").map((line) => /^[ \t]*/.exec(line)![0]);
  return indents.reduce((common, indent) => (indent.startsWith(common) ? common : common.startsWith(indent) ? indent : ""), indents[0] ?? "");
}
