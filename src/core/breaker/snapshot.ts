import type { BreakerSnapshot } from "./types";

/** Clocks of two runs may differ a little; a snapshot further ahead than this was not saved by a clock to be believed. */
const FUTURE_TOLERANCE_MS = 60_000;

/** Of all fields in any order, since a store may change that. */
function checksum(content: object): number {
  let sum = 0;
  for (const char of JSON.stringify(Object.entries(content).sort())) sum = (sum * 31 + char.charCodeAt(0)) | 0;
  return sum;
}

/** Makes plain JSON of it, with a checksum. */
export function seal(content: Omit<BreakerSnapshot, "version" | "checksum">): BreakerSnapshot {
  const plain = JSON.parse(JSON.stringify({ version: 1, ...content })) as BreakerSnapshot;
  return { ...plain, checksum: checksum(plain) };
}

/** A copy of `value` if it is a snapshot to be believed at `wallNow` (epoch milliseconds), else undefined. Never throws. */
export function unseal(value: unknown, wallNow: number): BreakerSnapshot | undefined {
  try {
    const saved = JSON.parse(JSON.stringify(value)) as BreakerSnapshot;
    const { checksum: sum, ...content } = saved;
    return saved.version === 1 && saved.savedAt <= wallNow + FUTURE_TOLERANCE_MS && checksum(content) === sum ? saved : undefined;
  } catch {
    return undefined;
  }
}
