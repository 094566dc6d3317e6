import { Buffer } from "node:buffer";
import fc from "fast-check";
import { KEY, MARKUP } from "./showable";
import type { Size } from "./target";

/** Words that some pattern of the code looks for: repeated, they are what makes a pattern that is not linear slow. */
const TOKENS = [
  "models/",
  "model",
  "model not found ",
  "request (1 tokens",
  "exceeds ",
  "input token count ",
  'option "',
  "context length is ",
  "maximum context length of 1",
  "try again in ",
  "1s",
  "1ms",
  "retry after 9",
  "Bearer ",
  "sk-",
  "key-aaaaaaaaaaaa",
  "AIzaAAAAAAAAAA",
  "/",
  "//",
  ".",
  " ",
  ". ",
  "\t",
  "\r\n",
  "data: ",
  "data:\n",
  ": ping\n",
  "{",
  "[",
  '"',
  "\\",
  "(",
  "[x](",
  "[[",
  "](command:",
  "`",
  "|",
  "| a ",
  "*",
  "_",
  "<",
  "<a ",
  "&amp;",
  "1",
  "0",
  "-",
  ",",
  "=",
  "\u0000",
  "\u202e",
  "\ud83d",
  "\ude00",
  "😀",
  "a\u0301",
  "\ufeff",
  "http://",
  "http://a@",
  "@",
  "%",
  "%0a",
  "unauthorized",
  "rate_limit",
  "mon, ",
  "A",
] as const;

/** Beginnings of other scripts' words, controls, marks of direction, halves of characters. */
const ODD = [
  "\u0000",
  "\u0007",
  "\u001b[2J",
  "\r",
  "\n",
  "\u2028",
  "\u202e",
  "\u2066",
  "\u200b",
  "\ufeff",
  "\ud800",
  "\udfff",
  "\ud83d",
  "é",
  "漢字",
  "👩‍👩‍👧",
  "ﷺ",
  "\u0085",
  "\u009b31m",
] as const;

const spellingsOfKey = [
  KEY,
  KEY.toUpperCase(),
  KEY.toLowerCase(),
  KEY.slice(0, 24),
  KEY.slice(6),
  Buffer.from(KEY).toString("base64"),
  `Bearer ${KEY}`,
  JSON.stringify(KEY),
  `${KEY.slice(0, 14)} ${KEY.slice(14)}`,
] as const;

/** A token many times over, as long as a text may be. */
export const repeated = (size: Size): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom(...TOKENS),
      fc.oneof({ weight: 3, arbitrary: fc.nat(40) }, { weight: 1, arbitrary: fc.nat(size.text) }),
      fc.constantFrom("", "x", " not found", ".", "!", "\n", "“"),
    )
    .map(([token, chars, tail]) => token.repeat(Math.ceil(chars / token.length)).slice(0, chars) + tail);

/** Text as somebody writes it who wants to do harm, or who is only odd; not the key, which who writes it does not know. */
export const hostileText = (size: Size): fc.Arbitrary<string> => mixed(size, [...MARKUP, ...ODD]);

/** The same, from a server that was sent the key and may say it again. */
export const hostileReply = (size: Size): fc.Arbitrary<string> => mixed(size, [...MARKUP, ...ODD, ...spellingsOfKey]);

const mixed = (size: Size, words: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...words) },
    { weight: 3, arbitrary: repeated(size) },
    { weight: 2, arbitrary: fc.string({ maxLength: 40 }) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
    {
      weight: 2,
      arbitrary: fc
        .array(fc.oneof(fc.constantFrom<string>(...words, ...TOKENS), fc.string({ maxLength: 10 })), { maxLength: 12 })
        .map((parts) => parts.join("")),
    },
  );

/** Numbers where arithmetic goes wrong. */
export const hostileNumber: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(
    0,
    -0,
    -1,
    1,
    0.5,
    1e-300,
    2 ** 31,
    2 ** 32,
    2 ** 53 - 1,
    2 ** 53,
    -(2 ** 53),
    1e21,
    1e300,
    Number.MAX_VALUE,
    8.64e15,
    8.64e15 + 1,
    1_767_225_600_000,
  ),
  fc.double(),
  fc.integer(),
);

/** Names that mean something to JavaScript. */
export const hostileName = (size: Size): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constantFrom(
      "__proto__",
      "constructor",
      "prototype",
      "toString",
      "valueOf",
      "toJSON",
      "then",
      "length",
      "hasOwnProperty",
      "",
    ),
    hostileText(size),
  );
