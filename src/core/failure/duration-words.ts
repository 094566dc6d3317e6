/** A number with its unit, at one place of a text. */
const PART = /(\d+(?:\.\d+)?)\s*(ms|milliseconds?|seconds?|minutes?|hours?|days?|[hmsd])(?![a-z])/iy;
const NUMBER = /\d+(?:\.\d+)?/y;

/** A duration that was read, and where what follows it begins. */
export interface ReadDuration {
  /** May be infinite: a number may have any length. */
  ms: number;
  end: number;
}

/** `6m0s`, `1h2m3.5s`, `120ms`, `20 seconds`, `2 minutes 5 s` from `start` on: durations as Go and as people write them. */
export function readDuration(text: string, start: number): ReadDuration | undefined {
  let ms = 0;
  let end = start;
  for (;;) {
    PART.lastIndex = end;
    const [whole, value, unit] = PART.exec(text) ?? [];
    if (whole === undefined || unit === undefined) break;
    ms += Number(value) * millisecondsIn(unit.toLowerCase());
    end = pastSpace(text, end + whole.length);
  }
  return end === start ? undefined : { ms, end };
}

function millisecondsIn(unit: string): number {
  if (unit === "ms" || unit.startsWith("milli")) return 1;
  if (unit.startsWith("s")) return 1_000;
  if (unit.startsWith("m")) return 60_000;
  return unit.startsWith("h") ? 3_600_000 : 86_400_000;
}

/** A number without a unit, which means seconds; none where a word follows that is a unit of its own ("in 3 weeks") or what is counted ("after 3 attempts"). */
export function readSeconds(text: string, start: number): number | undefined {
  NUMBER.lastIndex = start;
  const digits = NUMBER.exec(text)?.[0];
  if (digits === undefined) return undefined;
  const next = text.charAt(pastSpace(text, start + digits.length));
  return next.toLowerCase() === next.toUpperCase() ? Number(digits) * 1_000 : undefined;
}

/** Where the white space ends that begins at `start`, if any does. */
export function pastSpace(text: string, start: number): number {
  let end = start;
  while (end < text.length && text.charAt(end).trim() === "") end++;
  return end;
}
