import { soundContent } from "./snapshot-shape";
import type { BreakerSnapshot } from "./types";

const VERSION = 2;

/** Clocks of two runs may differ a little; a snapshot from further ahead is not to be believed. Milliseconds. */
const LONGEST_AHEAD_MS = 60_000;

type Content = Omit<BreakerSnapshot, "version" | "checksum">;

/** Makes plain JSON of it, with version and checksum. */
export function writeSnapshot(content: Content): BreakerSnapshot {
  const plain = plainCopy({ version: VERSION, ...content }) as Omit<BreakerSnapshot, "checksum">;
  return { ...plain, checksum: checksumOf(plain) };
}

/** A copy of what `value` carries if it is a snapshot to be believed at `wallNow` (epoch milliseconds), else undefined. Never throws. */
export function readSnapshot(value: unknown, wallNow: number): Content | undefined {
  try {
    const { checksum, ...rest } = plainCopy(value) as BreakerSnapshot;
    if (rest.version !== VERSION || checksumOf(rest) !== checksum) return undefined;
    const content = soundContent(rest);
    return content && content.savedAt <= wallNow + LONGEST_AHEAD_MS ? content : undefined;
  } catch {
    // No JSON can be made of it, or it is no object.
    return undefined;
  }
}

const plainCopy = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Over all fields, in an order of its own, since a store may change theirs. It finds damage, not malice: whoever can write to the store can count too. */
function checksumOf(content: object): number {
  let sum = 0;
  for (const char of JSON.stringify(sorted(content))) sum = (Math.imul(sum, 31) + char.charCodeAt(0)) | 0;
  return sum;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, field]) => [name, sorted(field)]);
}
