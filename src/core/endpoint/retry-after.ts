type Headers = Record<string, string>;

/**
 * How long an answer asks to be left alone, in milliseconds from now, from its headers: `retry-after-ms`, `retry-after` (seconds or a date),
 * else the reset of the rate limit that is used up. Undefined where it does not say.
 * @param wallNow epoch milliseconds
 */
export function retryAfterFromHeaders(headers: Headers, wallNow: number): number | undefined {
  const exact = number(headers["retry-after-ms"] ?? headers["x-ms-retry-after-ms"]);
  if (exact !== undefined) return exact;
  const plain = headers["retry-after"];
  const hint = plain === undefined ? undefined : (seconds(plain) ?? duration(plain) ?? untilDate(plain, wallNow));
  return hint ?? resetOfExhausted(headers, wallNow);
}

const number = (text: string | undefined): number | undefined => (text !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined);

const seconds = (text: string): number | undefined => {
  const value = number(text);
  return value === undefined ? undefined : value * 1_000;
};

/** A date as HTTP writes it, in all three forms (RFC 9110, 5.6.7), or as RFC 3339 does: `Date.parse` takes "-5" and "about 10" for dates too. */
const date = /^\s*([a-z]{3,9},? [\da-z -]+ \d\d:\d\d:\d\d\b|\d{4}-\d\d-\d\dT\d\d:\d\d)/i;
/** The oldest form names no time zone and means GMT. */
const asctime = /^\s*[a-z]{3} [a-z]{3} +\d+ \S+ \d{4}\s*$/i;

function untilDate(text: string, wallNow: number): number | undefined {
  const at = date.test(text) ? Date.parse(asctime.test(text) ? `${text} GMT` : text) : NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - wallNow);
}

/** `1s`, `6m0s`, `1h2m3.5s`, `120ms`: durations as Go writes them, which OpenAI and Groq send. */
export function duration(text: string): number | undefined {
  if (!/^\s*(\d+(\.\d+)?(ms|h|m|s|d)\s*)+$/i.test(text)) return undefined;
  const unit = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as Record<string, number>;
  let total = 0;
  for (const [, value, name] of text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s|d)/gi)) total += Number(value) * (unit[name?.toLowerCase() ?? ""] ?? 0);
  return Math.round(total);
}

/**
 * `…-remaining-<what>: 0` names the limit that is used up, `…-reset-<what>` when it is refilled. The reset of a limit that is not used up
 * says nothing about this refusal (Groq's requests are counted by the day).
 */
function resetOfExhausted(headers: Headers, wallNow: number): number | undefined {
  let longest: number | undefined;
  for (const [name, remaining] of Object.entries(headers)) {
    if (!/ratelimit.*remaining/.test(name) || Number(remaining) > 0 || remaining.trim() === "") continue;
    const reset = headers[name.replace("remaining", "reset")];
    const ms = reset === undefined ? undefined : resetTime(reset, wallNow);
    if (ms !== undefined) longest = Math.max(longest ?? 0, ms);
  }
  return longest;
}

/** A duration, seconds, an epoch in seconds or milliseconds (OpenRouter), or a date (Anthropic, RFC 3339). */
function resetTime(text: string, wallNow: number): number | undefined {
  const value = number(text);
  if (value === undefined) return duration(text) ?? untilDate(text, wallNow);
  if (value > 1e11) return Math.max(0, value - wallNow);
  if (value > 1e9) return Math.max(0, value * 1_000 - wallNow);
  return value * 1_000;
}

/**
 * The wait that the text of an error asks for: "Please try again in 7m12.5s", "retry in 48.1s", "try again in 20 seconds"; or Gemini's
 * `RetryInfo` among the error's details. Undefined where there is none.
 */
export function retryAfterFromBody(message: string, details: readonly unknown[]): number | undefined {
  for (const detail of details) {
    const delay = (detail as { retryDelay?: unknown } | null)?.retryDelay;
    if (typeof delay === "string") return duration(delay);
  }
  const [, amount, word] = /(?:try again|retry|wait|available)\s+(?:in|after)\s+((?:\d+(?:\.\d+)?\s*(?:ms|h|m|s|d)(?![a-z])\s*)+|\d+(?:\.\d+)?)\s*(milliseconds?|seconds?|minutes?|hours?)?/i.exec(message) ?? [];
  if (amount === undefined) return undefined;
  if (word === undefined) return duration(amount) ?? seconds(amount);
  const unit = /^milli/i.test(word) ? 1 : /^s/i.test(word) ? 1_000 : /^m/i.test(word) ? 60_000 : 3_600_000;
  return Math.round(Number(amount) * unit);
}
