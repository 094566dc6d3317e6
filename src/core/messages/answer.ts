import * as v from "valibot";
import { MAX_QUESTION_CHARS } from "../model/limits";
import { headSchema } from "./turn";

/** What the answer panel and its page say to each other. Both sides check what arrives: a page is not to be trusted with more than this. */

/** Which question of the conversation something is about; they count from zero. */
const turn = v.pipe(v.number(), v.integer(), v.minValue(0));

const conversationId = v.pipe(v.string(), v.regex(/^[0-9a-z-]{1,64}$/));

const contextKind = v.picklist(["selection", "file", "problems", "changes"]);

/** Something of the editor that goes with the next question. */
const chip = v.object({
  id: v.string(),
  kind: contextKind,
  label: v.string(),
  /** What is told when one points at it: the whole path, the lines. */
  detail: v.string(),
});

/** What stands around the box that asks on. */
const composer = v.object({
  /** Who will be asked: “Auto”, or an endpoint and its model. `detail`: the same in a sentence. */
  target: v.object({ label: v.string(), detail: v.string() }),
  chips: v.array(chip),
  /** Questions that wait until the one that runs has ended, in their order. */
  queued: v.array(v.string()),
  /** Why somebody else may be asked than was meant: settings that cannot be used. */
  badSettings: v.optional(v.string()),
});

/** What the page remembers over a reload of the window. */
const memory = v.object({
  conversation: conversationId,
  /** What has been typed and not been sent. */
  draft: v.pipe(v.string(), v.maxLength(MAX_QUESTION_CHARS)),
});

const toPageSchema = v.variant("type", [
  /** Begins a conversation, or shows one anew: the page is emptied. Its questions follow, each with a `show`. */
  v.object({ type: v.literal("conversation"), id: conversationId, title: v.string() }),
  v.object({ type: v.literal("composer"), composer }),
  /** The whole of one question: a new one, or on a page that was just (re)loaded. `discarded`: texts of attempts that broke. */
  v.object({
    type: v.literal("show"),
    turn,
    head: headSchema,
    text: v.string(),
    discarded: v.array(v.object({ text: v.string(), reason: v.string() })),
  }),
  v.object({ type: v.literal("head"), turn, head: headSchema }),
  v.object({ type: v.literal("append"), turn, text: v.string() }),
  /** The text so far is set aside: another attempt answers from the start. */
  v.object({ type: v.literal("restart"), turn, reason: v.string() }),
  /** The cursor goes to the box. */
  v.object({ type: v.literal("focus") }),
  /** The answer to `areYouThere`. */
  v.object({ type: v.literal("here") }),
]);

const toHostSchema = v.variant("type", [
  v.object({ type: v.literal("ready") }),
  /** Asked again and again, so that a page whose host has died can say so. */
  v.object({ type: v.literal("areYouThere") }),
  v.object({
    type: v.picklist(["stop", "copy", "insert", "replace", "apply", "discard", "askAgain"]),
    turn,
  }),
  v.object({ type: v.picklist(["copyCode", "insertCode", "replaceByCode"]), turn, code: v.string() }),
  /** A button below an answer, by its place in `status.actions`. */
  v.object({ type: v.literal("action"), turn, index: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
  v.object({ type: v.literal("openLink"), href: v.pipe(v.string(), v.regex(/^https?:\/\//i)) }),
  v.object({ type: v.literal("ask"), text: v.pipe(v.string(), v.maxLength(MAX_QUESTION_CHARS)) }),
  /** Takes a question back that waits, by its place. */
  v.object({ type: v.literal("unqueue"), index: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
  v.object({ type: v.literal("addKind"), kind: contextKind }),
  v.object({ type: v.literal("removeChip"), id: v.string() }),
  v.object({
    type: v.picklist([
      "addContext",
      "showContext",
      "chooseModel",
      "newConversation",
      "openConversation",
      "runPrompt",
      "focusEditor",
      "openSettings",
    ]),
  }),
]);

export type ToPage = v.InferOutput<typeof toPageSchema>;
export type ToHost = v.InferOutput<typeof toHostSchema>;
/** What the page is told of one question, by whoever does not know which of the conversation it is. */
export type OfTurn = WithoutTurn<Extract<ToPage, { turn: number }>>;
type WithoutTurn<T> = T extends unknown ? Omit<T, "turn"> : never;
export type Composer = v.InferOutput<typeof composer>;
export type ContextChip = v.InferOutput<typeof chip>;
export type AnswerMemory = v.InferOutput<typeof memory>;

/** What a page has remembered, or undefined when that is nothing of use. */
export function parseMemory(raw: unknown): AnswerMemory | undefined {
  const result = v.safeParse(memory, raw);
  return result.success ? result.output : undefined;
}

/** The message, or undefined when it is none. */
export function parseToPage(raw: unknown): ToPage | undefined {
  const result = v.safeParse(toPageSchema, raw);
  return result.success ? result.output : undefined;
}

/** The message, or undefined when it is none. */
export function parseToHost(raw: unknown): ToHost | undefined {
  const result = v.safeParse(toHostSchema, raw);
  return result.success ? result.output : undefined;
}
