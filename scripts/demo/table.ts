import type { CircuitState } from "../../src/core/breaker/types";

export interface Row {
  /** Milliseconds since the demo began. */
  atMs: number;
  what: string;
  state: CircuitState;
  /** How long it took, as text with its unit. */
  took?: string;
}

const widths = { time: 8, what: 82, state: 9, took: 9 };
const colours: Record<CircuitState, number> = { closed: 32, half_open: 33, open: 31 };

/** Lines of at most `width` characters, broken at spaces; the table stays a table whatever a message says. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line === "") lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(`  ${word}`);
  }
  return lines;
}

/** Rows as they happen, with colours only where a terminal shows them. */
export class Table {
  readonly #write: (line: string) => void;
  readonly #coloured: boolean;

  constructor(write: (line: string) => void, coloured: boolean) {
    this.#write = write;
    this.#coloured = coloured;
  }

  head(): void {
    this.#write(
      this.#paint(
        1,
        `${"time".padStart(widths.time)}  ${"what happened".padEnd(widths.what)}  ${"breaker".padEnd(widths.state)}  ${"took".padStart(widths.took)}`,
      ),
    );
    this.#write("─".repeat(widths.time + widths.what + widths.state + widths.took + 6));
  }

  row({ atMs, what, state, took = "" }: Row): void {
    const time = `${(atMs / 1000).toFixed(2)} s`.padStart(widths.time);
    const [first = "", ...more] = wrap(what, widths.what);
    this.#write(
      `${time}  ${first.padEnd(widths.what)}  ${this.#paint(colours[state], state.padEnd(widths.state))}  ${took.padStart(widths.took)}`.trimEnd(),
    );
    for (const line of more) this.#write(`${" ".repeat(widths.time)}  ${line}`);
  }

  #paint(code: number, text: string): string {
    return this.#coloured ? `\u001b[${code}m${text}\u001b[0m` : text;
  }
}

/** A time in microseconds, as refusals are told. */
export const microseconds = (ms: number): string => `${Math.round(ms * 1000)} µs`;

/** A time in the unit that reads best: 38 µs, 12 ms, 1.4 s. */
export function durationText(ms: number): string {
  if (ms < 1) return microseconds(ms);
  return ms < 1000 ? `${ms.toFixed(ms < 10 ? 1 : 0)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
