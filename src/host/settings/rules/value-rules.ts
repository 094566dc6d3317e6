import { t } from "../../../core/l10n/t";
import { nearest } from "../../../core/foreign/nearest";
import { namesSecret } from "../../../core/model/secret-names";
import { shownName, shownValue } from "./shown-value";

/** In the place of a value that may be a secret: the message says nothing of what was found. */
export const UNSHOWN = Symbol("unshown");

/** What is wrong with one value: where it stands, what is allowed there, and what was found. */
export class BadValue extends Error {
  override readonly name = "BadValue";
  constructor(
    readonly path: string,
    readonly expected: string,
    readonly found: unknown,
  ) {
    super(
      found === UNSHOWN
        ? t("{0} must be {1}.", path, expected)
        : t("{0} must be {1}, but is {2}.", path, expected, shownValue(found)),
    );
  }
}

/** Turns a raw value into a checked one. @throws {BadValue} naming `path` and what is allowed. */
export type Rule<T> = (raw: unknown, path: string) => T;

export interface NumberRange {
  min: number;
  max: number;
  whole?: boolean;
  /** 0 is allowed too, and means something else than a small number does. */
  orZero?: true;
  unit?: "seconds" | "days";
}

export function number(range: NumberRange): Rule<number> {
  return (raw, path) => {
    if (typeof raw !== "number" || !isWithin(raw, range)) throw new BadValue(path, describeRange(range), raw);
    return raw;
  };
}

function isWithin(value: number, { min, max, whole, orZero }: NumberRange): boolean {
  if (value === 0 && orZero) return true;
  return Number.isFinite(value) && value >= min && value <= max && (!whole || Number.isInteger(value));
}

export const flag: Rule<boolean> = (raw, path) => {
  if (typeof raw !== "boolean") throw new BadValue(path, t("true or false"), raw);
  return raw;
};

export const text: Rule<string> = (raw, path) => {
  if (typeof raw !== "string" || raw.trim() === "") throw new BadValue(path, t("a text that is not empty"), raw);
  return raw.trim();
};

export function choice<T extends string>(...options: T[]): Rule<T> {
  return (raw, path) => {
    const found = options.find((option) => option === raw);
    if (found === undefined) throw new BadValue(path, oneOf(options), raw);
    return found;
  };
}

/** What is allowed where one of a few words is. */
export const oneOf = (options: readonly string[]): string =>
  t("one of {0}", options.map((option) => JSON.stringify(option)).join(", "));

export function list<T>(entry: Rule<T>, expected: string): Rule<T[]> {
  return (raw, path) => {
    if (!Array.isArray(raw)) throw new BadValue(path, expected, raw);
    return raw.map((value, index) => entry(value, `${path}[${index}]`));
  };
}

/** Keys in settings would end up in dotfile repositories and settings sync; SecretStorage is the only place for them. */
export const KEYS_ELSEWHERE = t("left out: keys are stored with “LLM: Set API Key…”");

type Shape = Record<string, Rule<unknown>>;
type Read<S extends Shape> = { [K in keyof S]?: ReturnType<S[K]> };

/**
 * An object whose properties are all optional and of which none is unknown (a typing error must not be silently ignored). What an unknown one holds
 * is never shown: it may be a key under a name with a typing error.
 */
export function object<S extends Shape>(shape: S): Rule<Read<S>> {
  const names = Object.keys(shape);
  return (raw, path) => {
    const found = plainObject(raw, path, t("an object with {0}", handful(names)));
    const read: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(found)) {
      const rule = Object.hasOwn(shape, key) ? shape[key] : undefined;
      if (!rule)
        throw new BadValue(`${path}.${shownName(key)}`, namesSecret(key) ? KEYS_ELSEWHERE : known(key, names), UNSHOWN);
      if (value !== undefined) read[key] = rule(value, `${path}.${key}`);
    }
    return read as Read<S>;
  };
}

/** Names that somebody still reads in a sentence. */
const MOST_NAMES = 6;

const handful = (names: readonly string[]): string =>
  names.length > MOST_NAMES ? `${names.slice(0, MOST_NAMES).join(", ")}, …` : names.join(", ");

function known(key: string, names: readonly string[]): string {
  const meant = nearest(key, names);
  if (meant !== undefined) return t("one of the known properties, perhaps “{0}”", meant);
  return t("one of the known properties ({0})", handful(names));
}

export function plainObject(raw: unknown, path: string, expected: string, shown = raw): Record<string, unknown> {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) throw new BadValue(path, expected, shown);
  return raw as Record<string, unknown>;
}

function describeRange({ min, max, whole, orZero, unit }: NumberRange): string {
  const range = whole ? wholeNumbers(min, max, unit) : numbers(min, max, unit);
  return orZero ? t("0 or {0}", range) : range;
}

function numbers(min: number, max: number, unit: NumberRange["unit"]): string {
  if (unit === "seconds") return t("a number of seconds from {0} to {1}", min, max);
  return unit === "days" ? t("a number of days from {0} to {1}", min, max) : t("a number from {0} to {1}", min, max);
}

function wholeNumbers(min: number, max: number, unit: NumberRange["unit"]): string {
  if (unit === "seconds") return t("a whole number of seconds from {0} to {1}", min, max);
  return unit === "days"
    ? t("a whole number of days from {0} to {1}", min, max)
    : t("a whole number from {0} to {1}", min, max);
}
