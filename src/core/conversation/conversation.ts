import * as v from "valibot";
import { wayStepSchema } from "../messages/turn";

/** A conversation as it is kept: what was asked, what was answered, and how each answer ended. */

const epochMs = v.pipe(v.number(), v.minValue(0));

/** How an answer ended, or that it had not when this was written. */
const end = v.variant("type", [
  v.object({ type: v.literal("running") }),
  /** `summary`: model, tokens and times in one line; `ending`: why the answer ends where it does. */
  v.object({ type: v.literal("done"), at: epochMs, summary: v.string(), ending: v.optional(v.string()) }),
  v.object({ type: v.literal("failed"), message: v.string() }),
  v.object({ type: v.literal("stopped") }),
  /** The window or the extension ended in the middle. */
  v.object({ type: v.literal("interrupted") }),
]);

const turn = v.object({
  /** What the header shows, in one line. */
  title: v.string(),
  notice: v.optional(v.string()),
  /** What was sent as the user's own message. */
  prompt: v.string(),
  /** What stood before it as the system's. */
  system: v.optional(v.string()),
  /** Which command asked. */
  command: v.string(),
  /** True where everything before it went with it as context. */
  follows: v.boolean(),
  askedAt: epochMs,
  answer: v.string(),
  /** Answers of attempts that broke, and why. */
  discarded: v.array(v.object({ text: v.string(), reason: v.string() })),
  way: v.array(wayStepSchema),
  end,
});

const conversation = v.object({
  version: v.literal(1),
  id: v.pipe(v.string(), v.regex(/^[0-9a-z-]{1,64}$/)),
  title: v.string(),
  updatedAt: epochMs,
  turns: v.array(turn),
});

export type TurnEnd = v.InferOutput<typeof end>;
export type KeptTurn = v.InferOutput<typeof turn>;
export type Conversation = v.InferOutput<typeof conversation>;

/** What a file says, or undefined when that is no conversation. */
export function parseConversation(raw: unknown): Conversation | undefined {
  const result = v.safeParse(conversation, raw);
  return result.success ? result.output : undefined;
}

/** The turn as one reads it whose window is gone: an answer that still ran was interrupted. */
export function afterItsWindow(kept: KeptTurn): KeptTurn {
  return kept.end.type === "running" ? { ...kept, end: { type: "interrupted" } } : kept;
}
