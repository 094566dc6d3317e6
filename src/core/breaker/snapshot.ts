import { stringify } from "./intrinsics";
import type { BreakerSnapshot } from "./types";

const toJson = <T>(value: T): T => JSON.parse(stringify(value)) as T;

/** Of all fields in any order, since a store may change that. It begins at 1 since a window was saved in another form when it began at 0. */
const checksum = (content: object): number => [...stringify(Object.entries(content).sort())].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) | 0, 1);

/** Makes plain JSON of it, with a checksum. */
export function seal(content: Omit<BreakerSnapshot, "version" | "checksum">): BreakerSnapshot {
  const plain = toJson({ version: 1 as const, ...content });
  return { ...plain, checksum: checksum(plain) };
}

/** A copy of what `value` carries if it is a snapshot to be believed at `wallNow` (epoch milliseconds), else undefined. Never throws. */
export function unseal(value: unknown, wallNow: number): Omit<BreakerSnapshot, "checksum"> | undefined {
  try {
    const { checksum: sum, ...content } = toJson(value) as BreakerSnapshot;
    // Clocks of two runs may differ a little; one that is further ahead is not to be believed.
    if (content.version === 1 && content.savedAt <= wallNow + 60_000 && checksum(content) === sum) return content;
  } catch {
    // No JSON can be made of it.
  }
  return undefined;
}
