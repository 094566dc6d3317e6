import { MAX_TOKENS } from "../model/limits";

/** What a server says of a number of tokens, if it can be one. */
export const tokenNumber = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MAX_TOKENS ? value : undefined;
