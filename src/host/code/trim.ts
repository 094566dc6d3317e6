/** A run of whole lines that fits a budget. Line numbers count from zero; `to` is included. */
export interface Excerpt {
  text: string;
  from: number;
  to: number;
  totalLines: number;
  /** False when all of the text fitted. */
  trimmed: boolean;
}

/** The lines around `focus` that fit into `maxChars`; a single line that does not fit is cut. */
export function trimAround(text: string, focus: number, maxChars: number): Excerpt {
  const lines = text.split("\n");
  const last = lines.length - 1;
  if (text.length <= maxChars) return { text, from: 0, to: last, totalLines: lines.length, trimmed: false };

  const middle = Math.min(Math.max(0, focus), last);
  let from = middle;
  let to = middle;
  let size = lengthOf(lines, middle);
  for (let grown = true; grown;) {
    grown = false;
    if (from > 0 && size + lengthOf(lines, from - 1) <= maxChars) {
      size += lengthOf(lines, --from);
      grown = true;
    }
    if (to < last && size + lengthOf(lines, to + 1) <= maxChars) {
      size += lengthOf(lines, ++to);
      grown = true;
    }
  }
  return {
    text: lines
      .slice(from, to + 1)
      .join("\n")
      .slice(0, maxChars),
    from,
    to,
    totalLines: lines.length,
    trimmed: true,
  };
}

/** A text holds binary data when it has NUL characters, or many replacement characters from bytes that are no UTF-8. */
export function looksBinary(text: string): boolean {
  const sample = text.slice(0, 8192);
  if (sample.includes("\0")) return true;
  const broken = sample.split("\uFFFD").length - 1;
  return broken > 8 && broken > sample.length / 50;
}

function lengthOf(lines: string[], index: number): number {
  return (lines[index]?.length ?? 0) + 1;
}
