/** The numbers an option or a saved field may have: from, to, and whether only whole ones. */
export type NumberRule = readonly [min: number, max: number, whole?: boolean];

const MOST = Number.MAX_SAFE_INTEGER;
/** Times may be fractions of a millisecond, but no clock tells less than a microsecond. */
const LEAST_MS = 0.001;

export const COUNT: NumberRule = [1, MOST, true];
export const TALLY: NumberRule = [0, MOST, true];
export const TIME: NumberRule = [LEAST_MS, MOST];
export const DELAY: NumberRule = [0, MOST];
export const SHARE: NumberRule = [0, 1];
export const FACTOR: NumberRule = [1, Number.MAX_VALUE];

export function obeys(value: unknown, [min, max, whole]: NumberRule): value is number {
  return typeof value === "number" && value >= min && value <= max && (!whole || Number.isInteger(value));
}
