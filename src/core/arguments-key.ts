/**
 * One string for one list of arguments, for plain data only: undefined when two different lists might look the same (functions, class
 * instances, symbols, …). Signals are left out: they say how long to wait, not what is asked.
 */
export function argumentsKey(name: string, args: readonly unknown[]): string | undefined {
  try {
    return JSON.stringify([name, ...args.filter((value) => !(value instanceof AbortSignal)).map(plain)]);
  } catch {
    return undefined;
  }
}

/** The same value with the order of keys made one, and what JSON would drop or flatten told apart. */
function plain(value: unknown): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : { number: String(value) };
    case "undefined":
      return { undefined: true };
    case "object":
      return value === null ? null : composite(value);
    default:
      throw new TypeError(`A ${typeof value} is no plain data`);
  }
}

function composite(value: object): unknown {
  if (Array.isArray(value)) return value.map(plain);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw new TypeError("An instance of a class is no plain data");
  const entries = Object.entries(value).filter(([, field]) => !(field instanceof AbortSignal) && field !== undefined);
  return { object: entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, field]) => [key, plain(field)]) };
}
