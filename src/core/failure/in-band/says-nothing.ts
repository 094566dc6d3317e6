import { firstWords } from "../../foreign/first-words";
import { isFields, type Fields } from "../../foreign/json";
import { MAX_JSON_DEPTH } from "../../model/limits";

/** Words for nothing, and for the opposite of an error. */
const NOTHING = new Set(["", "null", "none", "undefined", "false", "0", "{}", "[]", "ok", "success", "no error"]);

/** Fields of a piece of an answer, in any of the wire formats. Beside them a message is none of an error. */
const OF_AN_ANSWER = ["choices", "delta", "content", "content_block", "done"];

/** A piece of an answer, whatever it says. */
export const isOfAnAnswer = (fields: Fields): boolean =>
  OF_AN_ANSWER.some((name) => !saysNothing(fields[name])) ||
  (typeof fields["response"] === "string" && !saysNothing(fields["response"])) ||
  isFields(fields["message"]);

/** Whether a value is there for the form only: many servers send the field of an error with every piece, and nothing in it. */
export function saysNothing(value: unknown, depth = 0): boolean {
  switch (typeof value) {
    case "string":
      return NOTHING.has(firstWords(value).trim().toLowerCase());
    case "number":
      return value === 0 || value === 200;
    case "object":
      if (depth > MAX_JSON_DEPTH) return false;
      return value === null || Object.values(value).every((inner) => saysNothing(inner, depth + 1));
    default:
      return value === undefined || value === false;
  }
}
