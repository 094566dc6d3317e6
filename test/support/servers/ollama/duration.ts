const unitsMs: Record<string, number> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/**
 * `keep_alive` as Ollama reads it: a number of seconds or a Go duration ("5m", "1h30m", "100ms"); negative means for ever.
 * @returns milliseconds, Infinity for ever, undefined when it is neither.
 */
export function parseKeepAlive(value: unknown): number | undefined {
  if (typeof value === "number") return value < 0 ? Infinity : value * 1_000;
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  if (/^-/.test(text)) return Infinity;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1_000;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join("") !== text) return undefined;
  return parts.reduce((sum, part) => sum + Number(part[1]) * (unitsMs[part[2] ?? ""] ?? 0), 0);
}

/** Milliseconds as Ollama reports durations. */
export function nanoseconds(ms: number): number {
  return Math.round(ms * 1e6);
}
