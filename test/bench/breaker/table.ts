export interface Row {
  what: string;
  ours: string;
  peers: string[];
  target?: string;
  met?: boolean;
}

/** Prints the rows with a mark on each that misses its target. */
export function printTable(title: string, peers: string[], rows: Row[]): void {
  const lines = [
    ["", "llm-breaker", ...peers, "target", ""],
    ...rows.map(({ what, ours, peers: theirs, target, met }) => [
      what,
      ours,
      ...theirs,
      target ?? "",
      met === undefined ? "" : met ? "met" : "MISSED",
    ]),
  ];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => (line[column] as string).length))) ?? [];
  console.log(title);
  for (const line of lines)
    console.log(
      line
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column] as number) : cell.padStart(widths[column] as number),
        )
        .join("  ")
        .trimEnd(),
    );
  const missed = rows.filter(({ met }) => met === false).length;
  console.log(
    missed === 0
      ? "All targets are met."
      : `${missed} of ${rows.filter(({ met }) => met !== undefined).length} targets missed.`,
  );
}
