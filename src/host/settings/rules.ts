/** What is wrong with one value: where it stands, what is allowed there, and what was found. */
export class BadValue extends Error {
  override readonly name = "BadValue";
  constructor(
    readonly path: string,
    readonly expected: string,
    readonly found: unknown,
  ) {
    super(`${path} must be ${expected}, but is ${shown(found)}.`);
  }
}

/** Turns a raw value into a checked one. @throws {BadValue} naming `path` and what is allowed. */
export type Rule<T> = (raw: unknown, path: string) => T;

export interface NumberRange {
  min: number;
  max: number;
  whole?: boolean;
  unit?: "seconds" | "days";
}

export function number(range: NumberRange): Rule<number> {
  const expected = describeRange(range);
  return (raw, path) => {
    const fits = typeof raw === "number" && Number.isFinite(raw) && raw >= range.min && raw <= range.max && (!range.whole || Number.isInteger(raw));
    if (!fits) throw new BadValue(path, expected, raw);
    return raw;
  };
}

export const flag: Rule<boolean> = (raw, path) => {
  if (typeof raw !== "boolean") throw new BadValue(path, "true or false", raw);
  return raw;
};

export const text: Rule<string> = (raw, path) => {
  if (typeof raw !== "string" || raw.trim() === "") throw new BadValue(path, "a text that is not empty", raw);
  return raw.trim();
};

export function choice<T extends string>(...options: T[]): Rule<T> {
  return (raw, path) => {
    const found = options.find((option) => option === raw);
    if (found === undefined) throw new BadValue(path, `one of ${options.map((option) => `"${option}"`).join(", ")}`, raw);
    return found;
  };
}

export function list<T>(entry: Rule<T>, expected: string): Rule<T[]> {
  return (raw, path) => {
    if (!Array.isArray(raw)) throw new BadValue(path, expected, raw);
    return raw.map((value, index) => entry(value, `${path}[${index}]`));
  };
}

export const textMap: Rule<Record<string, string>> = (raw, path) => {
  const entries = Object.entries(plainObject(raw, path, "an object of texts"));
  return Object.fromEntries(entries.map(([key, value]) => {
    if (typeof value !== "string") throw new BadValue(`${path}.${key}`, "a text", value);
    return [key, value];
  }));
};

type Shape = Record<string, Rule<unknown>>;
type Read<S extends Shape> = { [K in keyof S]?: ReturnType<S[K]> };

/** An object whose properties are all optional and of which none is unknown (a typing error must not be silently ignored). */
export function object<S extends Shape>(shape: S): Rule<Read<S>> {
  const names = Object.keys(shape);
  return (raw, path) => {
    const found = plainObject(raw, path, `an object with ${names.join(", ")}`);
    const read: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(found)) {
      const rule = Object.hasOwn(shape, key) ? shape[key] : undefined;
      if (!rule) throw new BadValue(`${path}.${key}`, `one of the known properties (${names.join(", ")})`, value);
      if (value !== undefined) read[key] = rule(value, `${path}.${key}`);
    }
    return read as Read<S>;
  };
}

export function plainObject(raw: unknown, path: string, expected: string): Record<string, unknown> {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) throw new BadValue(path, expected, raw);
  return raw as Record<string, unknown>;
}

function describeRange({ min, max, whole, unit }: NumberRange): string {
  const what = whole ? "a whole number" : "a number";
  return `${what}${unit ? ` of ${unit}` : ""} from ${min} to ${max}`;
}

function shown(value: unknown): string {
  const json = typeof value === "number" ? String(value) : (JSON.stringify(value) ?? "undefined");
  return json.length > 60 ? `${json.slice(0, 57)}…` : json;
}
