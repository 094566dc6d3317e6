import type { CircuitState } from "../../src/core/breaker/types";

export interface Row {
  /** Milliseconds since the demo began. */
  atMs: number;
  what: string;
  state: CircuitState;
  /** How long it took, as text with its unit. */
  took?: string;
}

const widths = { time: 8, what: 78, state: 9, took: 9 };
const colours: Record<CircuitState, number> = { closed: 32, half_open: 33, open: 31 };

/** Cuts or fills to a width; the table stays a table whatever a message says. */
function fit(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
}

/** Rows as they happen, with colours only where a terminal shows them. */
export class Table {
  constructor(
    private readonly write: (line: string) => void,
    private readonly coloured: boolean,
  ) {}

  head(): void {
    this.write(this.paint(1, `${"time".padStart(widths.time)}  ${fit("what happened", widths.what)}  ${fit("breaker", widths.state)}  ${"took".padStart(widths.took)}`));
    this.write("─".repeat(widths.time + widths.what + widths.state + widths.took + 6));
  }

  row({ atMs, what, state, took = "" }: Row): void {
    const time = `${(atMs / 1000).toFixed(2)} s`.padStart(widths.time);
    this.write(`${time}  ${fit(what, widths.what)}  ${this.paint(colours[state], fit(state, widths.state))}  ${took.padStart(widths.took)}`);
  }

  private paint(code: number, text: string): string {
    return this.coloured ? `\u001b[${code}m${text}\u001b[0m` : text;
  }
}

/** A time in the unit that reads best: 38 µs, 12 ms, 1.4 s. */
export function durationText(ms: number): string {
  if (ms < 1) return `${(ms * 1000).toFixed(0)} µs`;
  return ms < 1000 ? `${ms.toFixed(ms < 10 ? 1 : 0)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
