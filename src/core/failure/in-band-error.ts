import { firstWords } from "../foreign/first-words";
import { unlisted } from "../foreign/json";
import { MAX_JSON_DEPTH } from "../model/limits";

type Fields = Record<string, unknown>;

/** Words for nothing, and for the opposite of an error. */
const NOTHING = new Set(["", "null", "none", "undefined", "false", "0", "{}", "[]", "ok", "success", "no error"]);

/** Fields of a piece of an answer, in any of the wire formats. Beside them a message is none of an error. */
const OF_AN_ANSWER = ["choices", "delta", "content", "content_block", "done", "response"];

/** Where servers that put no `error` around it say what went wrong. */
const FLAT = ["message", "msg", "error_message", "error_msg", "error_description"];

/** The error of the server's that a value inside an answer is, or has, in any of their shapes: nested, flat, in a list, in a choice (docs/servers.md). */
export function inBandError(given: unknown): unknown {
  const value = unlisted(given);
  if (typeof value !== "object" || value === null) return undefined;
  const fields = value as Fields;
  if (hasError(fields) || fields["type"] === "error" || fields["object"] === "error") return value;
  const { choices } = fields;
  const broken = Array.isArray(choices)
    ? (choices as (Fields | null)[]).find((choice) => choice && hasError(choice))
    : undefined;
  if (broken) return broken;
  if (OF_AN_ANSWER.some((name) => !saysNothing(fields[name]))) return undefined;
  return FLAT.some((name) => isSentence(fields[name])) || !saysNothing(fields["detail"]) ? value : undefined;
}

const hasError = (fields: Fields): boolean => !saysNothing(fields["error"]) || !saysNothing(fields["errors"]);

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

const isSentence = (value: unknown): boolean => typeof value === "string" && !saysNothing(value);
