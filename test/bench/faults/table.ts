import type { Contestant } from "./contestants";
import type { FaultCase } from "./fault-case";
import type { Cell } from "./try-out";
import { isBetter, type Verdict } from "./verdict";

export interface Row {
  fault: FaultCase;
  /** One for each contestant; undefined where the two cannot meet. */
  cells: readonly (Cell | undefined)[];
}

const marks = /(<!-- faults:begin -->\n)[\s\S]*?(<!-- faults:end -->)/;
/** What is wrong stands out without colours. */
const bold: ReadonlySet<Verdict> = new Set(["wrong success", "hang", "wrong failure"]);

/** The results as a Markdown table, under a line that says when and with what. */
export function asMarkdown(contestants: readonly Contestant[], rows: readonly Row[], ran: string): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    ran,
    "",
    line(["what the server does", ...contestants.map(({ column }) => column)]),
    line(["---", ...contestants.map(() => "---")]),
    ...rows.map(({ fault, cells }) => line([fault.name, ...cells.map(cellText)])),
  ].join("\n");
}

function cellText(cell: Cell | undefined): string {
  if (!cell) return "–";
  const { verdict, tookMs } = cell;
  const words = bold.has(verdict) ? `**${verdict}**` : verdict;
  return verdict === "hang" ? words : `${words}, ${(tookMs / 1000).toFixed(1)} s`;
}

/** The README's text between the marks, or none where they are missing. */
export const tableIn = (readme: string): string | undefined => marks.exec(readme)?.[0];

export const withTable = (readme: string, table: string): string =>
  readme.replace(marks, (_all, begin: string, end: string) => `${begin}${table}\n${end}`);

/** The rows on which another contestant does better than the first one. */
export const beaten = (rows: readonly Row[]): Row[] =>
  rows.filter(({ cells: [ours, ...others] }) =>
    others.some((other) => ours && other && isBetter(other.verdict, ours.verdict)),
  );
