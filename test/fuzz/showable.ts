import { Buffer } from "node:buffer";
import { must } from "./alarm";

/** The key that endpoints of the fuzzer have. No message, log line or row may hold it, in whatever spelling. */
export const KEY = "sk-Canary0123456789abcdefSECRET";

/** Markup that does something when it is drawn raw. */
export const MARKUP = [
  "[x](command:canary)",
  "[Details](command:workbench.action.openSettings)",
  '[x](https://canary.example "t")',
  "[x](file:///canary)",
  "$(zap)",
  "<img src=x onerror=canary()>",
  "</script><script>canary()</script>",
  "![x](https://canary.example/i.png)",
] as const;

/** What VS Code makes a live link of in notifications and descriptions (its linkedText parser). */
const LIVE_LINK = /\[[^\]]+\]\((?:(?:https?:\/\/|command:|file:)[^)\s]+)(?: (["']).+?\1)?\)/i;

/** Control characters, the two separators of Unicode, marks of direction. Notices and messages are one line. */
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Our own sentence, an address, and at most two quotes of 200 characters. */
const LONGEST_MESSAGE_CHARS = 700;

/** A part of the key of this length gives it away. */
const TELLING_CHARS = 16;

/** Held by every text that a person reads as a sentence, wherever it is shown: one line, bounded, whole characters, no key. */
export function mustBeClean(message: string, what: string, longest = LONGEST_MESSAGE_CHARS): void {
  must(message.length <= longest, "raw", () => `${what} is ${message.length} characters long: “${shown(message)}”`);
  must(
    !INVISIBLE.test(message),
    "raw",
    () => `${what} holds a control character or a mark of direction: “${shown(message)}”`,
  );
  must(!LONE_SURROGATE.test(message), "raw", () => `${what} holds half a character: “${shown(message)}”`);
  mustHoldNoKey(message, what);
}

/** Held by everything that reaches a notification: clean, and without a live link. */
export function mustBeSafeInNotice(message: string, what: string): void {
  mustBeClean(message, what);
  must(!LIVE_LINK.test(message), "raw", () => `${what} holds a live link: “${shown(message)}”`);
}

export function mustHoldNoKey(text: string, what: string): void {
  const lower = text.toLowerCase();
  const key = KEY.toLowerCase();
  for (let at = 0; at + TELLING_CHARS <= key.length; at++) {
    must(
      !lower.includes(key.slice(at, at + TELLING_CHARS)),
      "raw",
      () => `${what} holds the key or a part of it: “${shown(text)}”`,
    );
  }
  const base64 = Buffer.from(KEY).toString("base64").replace(/=+$/, "");
  must(
    !text.includes(base64) && !text.includes(base64.slice(0, -2)),
    "raw",
    () => `${what} holds the key in base64: “${shown(text)}”`,
  );
}

const shown = (text: string): string => {
  const json = JSON.stringify(text).slice(1, -1).replaceAll('"', "'");
  return json.length <= 300 ? json : `${json.slice(0, 200)}…${json.slice(-80)}`;
};
