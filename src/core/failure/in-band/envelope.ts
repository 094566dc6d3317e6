import { isFields, parseJson, unlisted, type Fields } from "../../foreign/json";
import { plainNames } from "./plain-names";
import { isOfAnAnswer, saysNothing } from "./says-nothing";

/*
 * Some gateways put every answer into an envelope of their own: `{"code": 0, "msg": "ok", "data": …}`, `{"success": true, "result": …}` (docs/servers.md). What is
 * in there is the answer, unless the envelope says that the call went wrong. Names are those of {@link plainNames}.
 */

/** Where the answer is. */
const INSIDE = ["data", "result", "response", "body", "payload", "output"];

/** Where it says how the call went, as a number, as yes or no, in a word. */
const CODES = ["code", "errcode", "errorcode", "ret", "retcode", "status", "statuscode", "errno"];
const FLAGS = ["success", "succeeded", "succeed", "ok"];
const STATES = ["status", "state", "code", "result"];
/** Where it says all of that. */
const HEADS = ["baseresp", "base", "meta", "header"];

/** How many are opened, one in the other. */
const MOST_ENVELOPES = 4;

const GOOD_WORDS = new Set(["success", "succeeded", "successful", "ok"]);
const BAD_WORDS = new Set(["error", "fail", "failed", "failure", "exception"]);
/** Longer than any of them. */
const LONGEST_WORD = 16;

/** How the call went. `odd`: by a code that may be anything, which is no success where there is no answer either. */
type Verdict = "good" | "odd" | "bad";

/** What is in the envelopes; the value itself where it is in none, or in one that says that the call went wrong. */
export function withoutEnvelope(given: unknown): unknown {
  let value = given;
  for (let opened = 0; opened < MOST_ENVELOPES; opened++) {
    const inner = insideOf(value);
    if (inner === undefined) return value;
    value = inner;
  }
  return value;
}

function insideOf(given: unknown): Fields | undefined {
  const value = unlisted(given);
  if (!isFields(value) || isOfAnAnswer(value) || !saysNothing(value["error"])) return undefined;
  const fields = plainNames(value);
  const inner = INSIDE.map((name) => openedText(fields[name])).find((one) => isFields(one) && !saysNothing(one));
  return verdictOf(value) === "bad" ? undefined : (inner as Fields | undefined);
}

/** Whether it says that all is well, and holds nothing. */
export const isEmptyEnvelope = (given: Fields): boolean => {
  const fields = plainNames(given);
  return verdictOf(given) === "good" && INSIDE.every((name) => saysNothing(fields[name]));
};

/** What a value says of the call, where it is an envelope; undefined where it does not say. Whoever calls has seen that it is no piece of an answer. */
export function verdictOf(given: Fields): Verdict | undefined {
  const fields = plainNames(given);
  const verdicts = [fields, ...HEADS.map((name) => fields[name])].flatMap((head) => verdictsOf(head));
  return (["bad", "good", "odd"] as const).find((verdict) => verdicts.includes(verdict));
}

function verdictsOf(head: unknown): (Verdict | undefined)[] {
  if (!isFields(head)) return [];
  const fields = plainNames(head);
  return [
    ...CODES.map((name) => verdictOfCode(fields[name])),
    ...FLAGS.map((name) => (typeof fields[name] === "boolean" ? (fields[name] ? "good" : "bad") : undefined)),
    ...STATES.map((name) => verdictOfWord(fields[name])),
  ];
}

/** 0 and what HTTP calls a success are good, what it calls a failure is none. */
function verdictOfCode(code: unknown): Verdict | undefined {
  const number = typeof code === "string" && /^-?\d{1,9}$/.test(code) ? Number(code) : code;
  if (typeof number !== "number") return undefined;
  if (number === 0 || (number >= 200 && number < 300)) return "good";
  return number >= 400 && number < 600 ? "bad" : "odd";
}

function verdictOfWord(word: unknown): Verdict | undefined {
  const known = typeof word === "string" && word.length < LONGEST_WORD ? word.trim().toLowerCase() : "";
  if (GOOD_WORDS.has(known)) return "good";
  return BAD_WORDS.has(known) ? "bad" : undefined;
}

/** An object in a text, where it was written twice. */
const openedText = (value: unknown): unknown =>
  typeof value === "string" && value.trimStart().startsWith("{") ? parseJson(value) : value;
