import type fc from "fast-check";
import type { BlockWatch } from "./block-watch";

/** How large inputs may become: `small` for the run inside `npm test`, `full` for `npm run fuzz`. */
export interface Size {
  /** Characters of one repeated or long text. */
  text: number;
  /** Characters of one body. */
  body: number;
  /** Nesting of one JSON value. */
  depth: number;
}

export const sizes = {
  small: { text: 1_000, body: 8_000, depth: 40 },
  full: { text: 64 * 1024, body: 1024 * 1024, depth: 20_000 },
} satisfies Record<string, Size>;

/** One door through which foreign text comes in. */
export interface FuzzTarget<I> {
  name: string;
  /** What is fed, in a few words. */
  about: string;
  /** Values that can be printed: the input of a failing case is shown, shrunk. */
  input(size: Size): fc.Arbitrary<I>;
  /** Feeds one input. Whatever it throws is an alarm. @throws Alarm */
  run(input: I, watch: BlockWatch): Promise<void> | void;
}

/** A target whatever its input is. */
export type AnyTarget = FuzzTarget<unknown>;

/** Keeps the type of the input inside the target. */
export const target = <I>(one: FuzzTarget<I>): AnyTarget => one as AnyTarget;
