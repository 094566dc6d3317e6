/** How much of a value an error repeats. */
const LONGEST_DESCRIPTION = 200;

/**
 * The known fields of an object that a caller gave, each read once.
 * @param name what the object is called in errors
 * @throws RangeError when it is no object, cannot be read, or has a field that nobody knows
 */
export function readFields<K extends string>(
  value: unknown,
  name: string,
  known: readonly K[],
): Partial<Record<K, unknown>> {
  if (typeof value !== "object" || value === null)
    throw new RangeError(`${name} must be an object, but is ${described(value)}`);
  try {
    const fields: Partial<Record<K, unknown>> = {};
    for (const field of known) fields[field] = (value as Record<K, unknown>)[field];
    const unknown = Object.entries(value).find(([field, given]) => given !== undefined && !known.includes(field as K));
    if (unknown === undefined) return fields;
    throw new RangeError(`${name} has no ${described(unknown[0])}; known are ${known.join(", ")}`);
  } catch (error) {
    if (error instanceof RangeError) throw error;
    // A getter that throws, or a proxy that has been revoked.
    throw new RangeError(`${name} must be an object that can be read`, { cause: error });
  }
}

/** A value in an error's words, whatever it is: objects as JSON where they have one. */
export function described(value: unknown): string {
  const text = describedWhole(value);
  return text.length <= LONGEST_DESCRIPTION ? text : `${text.slice(0, LONGEST_DESCRIPTION)}…`;
}

function describedWhole(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (typeof value !== "string" && typeof value !== "object") return String(value);
  try {
    return JSON.stringify(value) ?? "an object";
  } catch {
    // It refers to itself, holds a BigInt, or cannot be read.
    return "an object";
  }
}
