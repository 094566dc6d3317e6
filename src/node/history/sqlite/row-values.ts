import { parseBoundedJson } from "../../../core/foreign/json";
import { isFailureKind, type FailureKind } from "../../../core/model/failure-kinds";
import { MAX_JSON_DEPTH } from "../../../core/model/limits";
import type { SqlValue } from "./sqlite-module";

/*
 * Single values of a row. SQLite keeps in a column whatever it is given, and another version, another window or a disk may have given something else: then
 * that value is as if it were not there, and the rest of the row is shown.
 */

/** The latest point in time that a `Date` can hold, in epoch milliseconds. */
const LATEST_MS = 8.64e15;

/** More text than the attempts of any request take. */
const MOST_ATTEMPTS_CHARS = 4 * 1024 * 1024;

/** Epoch milliseconds; 0 where there is no such time. */
export const timeIn = (value: SqlValue | undefined): number =>
  typeof value === "number" && Math.abs(value) <= LATEST_MS ? value : 0;

/** Milliseconds that something took; 0 where they are none. */
export const durationIn = (value: SqlValue | undefined): number =>
  typeof value === "number" && value >= 0 && value <= LATEST_MS ? value : 0;

/** A finite number, where there is one. */
export const numberOf = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) ? value : undefined;

/** A kind that this version knows: newer ones may have more. */
export const kindIn = (word: string | undefined): FailureKind | undefined => (isFailureKind(word) ? word : undefined);

/** [endpoint, step, start after the request's, duration, outcome, ttft, kind, status, message, model, time in our queue], without the nulls at the end. */
export type AttemptValues = [
  number,
  number,
  number,
  number,
  number,
  (number | null)?,
  (number | null)?,
  (number | null)?,
  (string | null)?,
  (number | null)?,
  number?,
];

/** The attempts in a row's text. */
export function attemptValues(text: string): AttemptValues[] {
  try {
    const value = parseBoundedJson(text, { chars: MOST_ATTEMPTS_CHARS, depth: MAX_JSON_DEPTH });
    return Array.isArray(value) ? value.filter(isAttempt) : [];
  } catch {
    return [];
  }
}

/** The numbers that every attempt has. */
const NUMBERS = 5;

function isAttempt(value: unknown): value is AttemptValues {
  return (
    Array.isArray(value) &&
    value.length >= NUMBERS &&
    value.slice(0, NUMBERS).every((number) => typeof number === "number" && Math.abs(number) <= LATEST_MS)
  );
}
