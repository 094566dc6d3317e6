import { language } from "./t";

/** Made once for each language: making one takes longer than using it a hundred times. */
function once<T>(make: (tag: string) => T): () => T {
  let made: { tag: string; value: T } | undefined;
  return () => {
    const tag = language();
    if (made?.tag !== tag) made = { tag, value: make(tag) };
    return made.value;
  };
}

const whole = once((tag) => new Intl.NumberFormat(tag));
const point = once(
  (tag) => new Intl.NumberFormat(tag).formatToParts(0.5).find(({ type }) => type === "decimal")?.value,
);
const tenths = once((tag) => new Intl.NumberFormat(tag, { maximumFractionDigits: 1, useGrouping: false }));
const exactTenths = once(
  (tag) => new Intl.NumberFormat(tag, { minimumFractionDigits: 1, maximumFractionDigits: 1, useGrouping: false }),
);
const two = once((tag) => new Intl.NumberFormat(tag, { maximumSignificantDigits: 2, useGrouping: false }));
// As all texts of ours are written: without a comma before the “and”.
const and = once((tag) => new Intl.ListFormat(tag === "en" ? "en-GB" : tag, { type: "conjunction" }));
const month = once((tag) => new Intl.DateTimeFormat(tag, { month: "short", timeZone: "UTC" }));
const day = once((tag) => new Intl.DateTimeFormat(tag, { day: "numeric", month: "short", timeZone: "UTC" }));
const weekday = once((tag) => new Intl.DateTimeFormat(tag, { weekday: "short", timeZone: "UTC" }));

/** “12,345”. */
export const count = (value: number): string => whole().format(value);

/** “1.4”, “9”: at most one digit behind the point. */
export const decimal = (value: number): string => tenths().format(value);

/** “0.5”, “1000”: every digit of it, as somebody would type it. */
export const typed = (value: number): string => String(value).replace(".", point() ?? ".");

/** “1.4”, “9.0”: exactly one digit behind the point, so that what counts does not jump about. */
export const oneDecimal = (value: number): string => exactTenths().format(value);

/** “0.42”, “1.9”, “34”: two digits that mean something. */
export const twoDigits = (value: number): string => two().format(value);

/** “one”, “one and two”, “one, two and three”. */
export const listed = (items: readonly string[]): string => and().format(items);

/** “22 Nov”, by the clock of this machine. @param at epoch milliseconds */
export function dayAndMonth(at: number): string {
  const here = localDay(at);
  // Not as Americans write it: every text of ours has the day first.
  return language() === "en" ? `${new Date(here).getUTCDate()} ${month().format(here)}` : day().format(here);
}

/** “Tue”, by the clock of this machine. @param at epoch milliseconds */
export const dayOfWeek = (at: number): string => weekday().format(localDay(at));

/** The day that it is here, as a moment at which it is that day in UTC: what is made once must not remember the time zone. */
function localDay(at: number): number {
  const date = new Date(at);
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
}
