import { unlisted, type Fields } from "../../foreign/json";
import { verdictOf } from "./envelope";
import { plainNames } from "./plain-names";
import { isOfAnAnswer, saysNothing } from "./says-nothing";

/** Where servers that put no `error` around it say what went wrong. */
const FLAT = ["message", "msg", "error_message", "error_msg", "error_description"];

/** The error of the server's that a value inside an answer is, or has, in any of their shapes: nested, flat, in a list, in a choice, in an envelope (docs/servers.md). */
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
  if (isOfAnAnswer(fields)) return undefined;
  if (hasError(plainNames(fields))) return value;
  const verdict = verdictOf(fields);
  if (verdict !== undefined) return verdict === "good" ? undefined : value;
  return FLAT.some((name) => isSentence(fields[name])) || !saysNothing(fields["detail"]) ? value : undefined;
}

const hasError = (fields: Fields): boolean => !saysNothing(fields["error"]) || !saysNothing(fields["errors"]);

const isSentence = (value: unknown): boolean => typeof value === "string" && !saysNothing(value);
