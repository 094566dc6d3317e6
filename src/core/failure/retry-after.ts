import { firstWords } from "../foreign/first-words";
import { MAX_HINT_MS } from "../model/limits";
import { pastSpace, readDuration, readSeconds } from "./duration-words";

type Headers = Record<string, string>;

/**
 * How long an answer asks to be left alone, in milliseconds from now, from its headers: `retry-after-ms`, `retry-after` (seconds, a date or an
 * epoch), else the reset of the rate limit that is used up. Never more than {@link MAX_HINT_MS}; undefined where it does not say.
 * @param wallNow epoch milliseconds
 * @param limited the answer says that a limit is used up (429), so that a reset alone is that limit's
 */
export function retryAfterFromHeaders(headers: Headers, wallNow: number, limited = false): number | undefined {
  const exact = headers["retry-after-ms"] ?? headers["x-ms-retry-after-ms"];
  const plain = headers["retry-after"];
  const ms =
    (exact === undefined ? undefined : fromNumber(firstOf(firstWords(exact)), 1, wallNow)) ??
    (plain === undefined ? undefined : wait(firstOf(firstWords(plain)), wallNow));
  return asHint(ms ?? resetOfLimit(headers, wallNow, limited));
}

/** A header that stands twice comes as a list. A date has a comma too, behind its day of the week. */
const firstOf = (text: string): string => /^\s*(\d+(?:\.\d+)?)\s*,/.exec(text)?.[1] ?? text;

/**
 * The wait that the text of an error asks for: "Please try again in 7m12.5s", "retry in 48.1s", "try again in 20 seconds"; or Gemini's
 * `RetryInfo` among the error's details. Never more than {@link MAX_HINT_MS}; undefined where there is none.
 */
export function retryAfterFromBody(message: string, details: readonly unknown[]): number | undefined {
  for (const detail of details.slice(0, MOST_DETAILS)) {
    const delay = (detail as { retryDelay?: unknown } | null)?.retryDelay;
    if (typeof delay === "string") return asHint(duration(firstWords(delay)));
  }
  return asHint(fromWords(firstWords(message)));
}

/** Gemini sends three. */
const MOST_DETAILS = 100;

/** Nobody is left alone for longer because a server says so: it may err, and it may mean harm. No time, or one that has passed, asks for nothing. */
const asHint = (ms: number | undefined): number | undefined =>
  ms !== undefined && ms > 0 ? Math.round(Math.min(ms, MAX_HINT_MS)) : undefined;

/** Seconds, a duration, a date (Anthropic's resets), an epoch in seconds or milliseconds (OpenRouter's resets). */
const wait = (text: string, wallNow: number): number | undefined =>
  fromNumber(text, 1_000, wallNow) ?? duration(text) ?? untilDate(text, wallNow);

/** From here on, and up to the next, a number is no wait but a point in time since 1970, in seconds, milliseconds, microseconds, nanoseconds. */
const EPOCH_SECONDS = 1e9;
const EPOCH_MS = 1e11;
const EPOCH_US = 1e14;
const EPOCH_NS = 1e17;

/** @param unitMs what one of the number is, in milliseconds, where it is a wait */
function fromNumber(text: string, unitMs: number, wallNow: number): number | undefined {
  if (!/^\s*\d+(?:\.\d+)?\s*$/.test(text)) return undefined;
  const value = Number(text);
  if (value >= EPOCH_NS) return value / 1e6 - wallNow;
  if (value >= EPOCH_US) return value / 1e3 - wallNow;
  if (value >= EPOCH_MS) return value - wallNow;
  return value >= EPOCH_SECONDS ? value * 1_000 - wallNow : value * unitMs;
}

/** A date as HTTP writes it, in all three forms (RFC 9110, 5.6.7), or as RFC 3339 does: `Date.parse` takes "-5" and "about 10" for dates too. */
const DATE = /^\s*([a-z]{3,9},? [\da-z -]{1,20} \d\d:\d\d:\d\d\b|\d{4}-\d\d-\d\dT\d\d:\d\d)/i;
/** The oldest form names no time zone and means GMT. */
const ASCTIME = /^\s*[a-z]{3} [a-z]{3} {1,2}\d{1,2} [\d:]{8} \d{4}\s*$/i;

function untilDate(text: string, wallNow: number): number | undefined {
  const at = DATE.test(text) ? Date.parse(ASCTIME.test(text) ? `${text} GMT` : text) : NaN;
  return Number.isNaN(at) ? undefined : at - wallNow;
}

/** `1s`, `6m0s`, `1h2m3.5s`, `120ms`: the whole text as a duration, in milliseconds. */
export function duration(text: string): number | undefined {
  const read = readDuration(text, pastSpace(text, 0));
  return read?.end === text.length ? Math.round(read.ms) : undefined;
}

/** The reset of a limit, from whichever of the known headers says it. */
function resetOfLimit(headers: Headers, wallNow: number, limited: boolean): number | undefined {
  return (
    resetOfExhausted(headers, wallNow) ??
    resetInOneHeader(headers["ratelimit"]) ??
    (limited ? lonelyReset(headers, wallNow) : undefined)
  );
}

/** `x-ratelimit-…`, `x-rate-limit-…`, `anthropic-ratelimit-…`, `ratelimit-…` */
const isLimit = (name: string, what: string): boolean =>
  (name.includes("ratelimit") || name.includes("rate-limit")) && name.includes(what);

/**
 * `…-remaining-<what>: 0` names the limit that is used up, `…-reset-<what>` when it is refilled. The reset of a limit that is not used up
 * says nothing about this refusal (Groq's requests are counted by the day).
 */
function resetOfExhausted(headers: Headers, wallNow: number): number | undefined {
  let longest: number | undefined;
  for (const [name, remaining] of Object.entries(headers)) {
    if (!isLimit(name, "remaining") || remaining.trim() === "" || Number(remaining) > 0) continue;
    const reset = headers[name.replace("remaining", "reset")];
    const ms = reset === undefined ? undefined : wait(firstWords(reset), wallNow);
    if (ms !== undefined) longest = Math.max(longest ?? 0, ms);
  }
  return longest;
}

/** `limit=100, remaining=0, reset=20`, and later `"default";r=0;t=20`: drafts of "RateLimit header fields for HTTP". */
function resetInOneHeader(given: string | undefined): number | undefined {
  const text = given === undefined ? "" : firstWords(given);
  if (!/\b(?:remaining|r)=0(?!\d)/.test(text)) return undefined;
  const seconds = /\b(?:reset|t)=(\d{1,9})(?!\d)/.exec(text)?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1_000;
}

/** The soonest reset, where nothing is said of what remains. */
function lonelyReset(headers: Headers, wallNow: number): number | undefined {
  if (Object.keys(headers).some((name) => isLimit(name, "remaining"))) return undefined;
  const waits = Object.entries(headers)
    .filter(([name]) => isLimit(name, "reset"))
    .map(([, reset]) => wait(firstWords(reset), wallNow))
    .filter((ms) => ms !== undefined);
  return waits.length === 0 ? undefined : Math.min(...waits);
}

const WAIT = /(?:try again|retry|wait|available)\s{1,9}(?:in|after)\s{1,9}/i;

function fromWords(text: string): number | undefined {
  const asked = WAIT.exec(text);
  if (!asked) return undefined;
  const at = asked.index + asked[0].length;
  return readDuration(text, at)?.ms ?? readSeconds(text, at);
}
