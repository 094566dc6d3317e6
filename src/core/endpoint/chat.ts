import { beginning } from "../foreign/first-words";
import { tokenNumber } from "../foreign/token-number";
import { MAX_NAME_CHARS } from "../model/limits";

/** What a server says of a number of tokens, if it can be one, else 0. */
export const tokenCount = (value: unknown): number => tokenNumber(value) ?? 0;

/** A name as a server gives it, within bounds: it is shown, stored and sent back. */
export const shortName = (name: string): string => beginning(name, MAX_NAME_CHARS);
