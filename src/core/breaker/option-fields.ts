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
  const fields: Partial<Record<K, unknown>> = {};
  let unknown: string | undefined;
  try {
    for (const field of known) fields[field] = (value as Record<K, unknown>)[field];
    unknown = Object.keys(value).find(
      (field) => !known.includes(field as K) && (value as Record<string, unknown>)[field] !== undefined,
    );
  } catch (error) {
    // A getter that throws, or a proxy that has been revoked.
    throw new RangeError(`${name} must be an object that can be read`, { cause: error });
  }
  if (unknown === undefined) return fields;
  throw new RangeError(`${name} has no ${described(unknown)}; known are ${known.join(", ")}`);
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
