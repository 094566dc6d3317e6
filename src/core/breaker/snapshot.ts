import type { BreakerSnapshot } from "./types";

/** Clocks of two runs may differ a little; a snapshot further ahead than this was not saved by a clock to be believed. */
const FUTURE_TOLERANCE_MS = 60_000;

const toJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** Of all fields in any order, since a store may change that. */
function checksum(content: object): number {
  let sum = 0;
  for (const char of JSON.stringify(Object.entries(content).sort())) sum = (sum * 31 + char.charCodeAt(0)) | 0;
  return sum;
}

/** Makes plain JSON of it, with a checksum. */
export function seal(content: Omit<BreakerSnapshot, "version" | "checksum">): BreakerSnapshot {
  const plain = toJson({ version: 1 as const, ...content });
  return { ...plain, checksum: checksum(plain) };
}

/** A copy of what `value` carries if it is a snapshot to be believed at `wallNow` (epoch milliseconds), else undefined. Never throws. */
export function unseal(value: unknown, wallNow: number): Omit<BreakerSnapshot, "checksum"> | undefined {
  try {
    const { checksum: sum, ...content } = toJson(value) as BreakerSnapshot;
    if (content.version === 1 && content.savedAt <= wallNow + FUTURE_TOLERANCE_MS && checksum(content) === sum) return content;
  } catch {
    // No JSON can be made of it.
  }
  return undefined;
}
