import type { TargetResult, Told } from "./fuzz-target";
import { LONGEST_BLOCK_MS } from "./run-cases";

const COLUMNS = ["target", "cases", "cases/s", "longest block", "growth", "alarms"] as const;

/** One line a target, for the end of a run. */
export function table(results: ReadonlyMap<string, TargetResult>): string {
  const rows = [...results].map(([name, { cases, tookMs, longestBlockMs, growthBytes, findings }]) => [
    name,
    String(cases),
    String(Math.round(cases / Math.max(0.001, tookMs / 1_000))),
    `${longestBlockMs.toFixed(1)} ms${longestBlockMs > LONGEST_BLOCK_MS ? " !" : ""}`,
    growthBytes === undefined ? "not known" : `${Math.round(growthBytes / 1024)} KB`,
    String(findings.length),
  ]);
  const widths = COLUMNS.map((column, index) => Math.max(column.length, ...rows.map((row) => row[index]!.length)));
  return [COLUMNS, ...rows]
    .map((row) =>
      row.map((cell, index) => (index === 0 ? cell.padEnd(widths[index]!) : cell.padStart(widths[index]!))).join("  "),
    )
    .join("\n");
}

/** What was found, and the command that finds it again. */
export function findingText(target: string, { kind, message, shown, stack, seed, path, times }: Told): string {
  const again = `npm run fuzz -- --target ${target} --seed ${seed}${path === "" ? "" : ` --path ${path}`}`;
  const lines = stack.split("\n");
  const own = lines.filter((line) => /^\s+at .*\/(src|test\/fuzz)\//.test(line)).slice(0, 4);
  // A process that died has said something else.
  const frames = own.length > 0 ? own : lines.slice(-6);
  return [
    `${target}: ${kind}: ${message}${times > 1 ? ` (${times} times)` : ""}`,
    ...(shown === "" ? [] : [`  input: ${shown}`]),
    ...frames,
    `  again: ${again}`,
  ]
    .map(printable)
    .join("\n");
}

/** Hostile inputs are printed on a terminal. */
const printable = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    character === "\n" ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
