const HALF = /\\ud[89a-f][0-9a-f]{2}/;
const ESCAPE = /\\(?:ud[89a-f][0-9a-f]{2}|.)/g;

/**
 * JSON as it is sent. Half of a character in UTF-16, as is left where somebody cut a text in the middle of an emoji, becomes U+FFFD: what JSON makes of it is no Unicode
 * (RFC 8259, section 8.2), and servers refuse the whole request for it, or fail.
 */
export function jsonBody(value: unknown): string {
  const text = JSON.stringify(value);
  // Whole characters are never escaped, and each escape is taken as one: a backslash that is a text's own is none.
  return HALF.test(text) ? text.replace(ESCAPE, (escape) => (escape.length > 2 ? "\\ufffd" : escape)) : text;
}
