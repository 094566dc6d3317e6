import * as v from "valibot";

/** What the answer panel and its page say to each other. Both sides check what arrives: a page is not to be trusted with more than this. */

const count = v.pipe(v.number(), v.minValue(0));

/** One part of the way an answer took. */
const wayStep = v.object({ tone: v.picklist(["pending", "waiting", "failed", "answered", "note"]), text: v.string() });

const actionButton = v.object({ label: v.string(), primary: v.boolean() });

/** What became of one endpoint. `endpoint`: whose breaker it tells of, if of one. `nextTryInMs`: time until that lets a trial call through; 0: it does. */
const failureLine = v.object({ text: v.string(), endpoint: v.optional(v.string()), nextTryInMs: v.optional(count) });

/** What is going on. Times are durations, not points in time: the page may run on another machine than the host. */
const status = v.variant("phase", [
  v.object({ phase: v.literal("asking"), endpoint: v.string(), elapsedMs: count }),
  v.object({ phase: v.literal("waiting"), text: v.string(), remainingMs: count }),
  v.object({ phase: v.literal("queued"), endpoint: v.string(), position: count, elapsedMs: count }),
  v.object({ phase: v.literal("loading"), model: v.string(), elapsedMs: count }),
  /** Signs of life, but no text yet. */
  v.object({ phase: v.literal("thinking"), endpoint: v.string(), elapsedMs: count }),
  v.object({ phase: v.literal("answering"), endpoint: v.string(), elapsedMs: count }),
  v.object({
    phase: v.literal("pulling"),
    model: v.string(),
    text: v.string(),
    fraction: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  }),
  /** `notice`: what to know before reading; `ending`: why the answer ends where it does. */
  v.object({
    phase: v.literal("done"),
    summary: v.string(),
    notice: v.optional(v.string()),
    ending: v.optional(v.string()),
    actions: v.array(actionButton),
  }),
  v.object({ phase: v.literal("stopped") }),
  v.object({
    phase: v.literal("failed"),
    message: v.string(),
    lines: v.array(failureLine),
    actions: v.array(actionButton),
  }),
]);

/** Everything around the answer's text. */
const head = v.object({
  question: v.string(),
  /** What the reader must know before trusting the answer: “Only the first 400 of 9000 lines were sent.” */
  notice: v.optional(v.string()),
  /** What the button says that puts the answer in the place of the code it is about. Absent: there is none. */
  replace: v.optional(v.string()),
  way: v.array(wayStep),
  status,
  /** True while the text shown belongs to an attempt that broke and no other has begun to answer. */
  broken: v.boolean(),
  /** When the answer ended, in epoch milliseconds of the host: by that the history finds it after a reload. Absent: there is nothing to find. */
  endedAt: v.optional(count),
});

/** What the page remembers over a reload of the window. */
const memory = v.object({ endedAt: count });
export type AnswerMemory = v.InferOutput<typeof memory>;

const toPageSchema = v.variant("type", [
  /** The whole of it: a new question, or a page that was just (re)loaded. */
  v.object({
    type: v.literal("show"),
    head,
    text: v.string(),
    discarded: v.array(v.object({ text: v.string(), reason: v.string() })),
  }),
  v.object({ type: v.literal("head"), head }),
  v.object({ type: v.literal("append"), text: v.string() }),
  /** The text so far is set aside: another attempt answers from the start. */
  v.object({ type: v.literal("restart"), reason: v.string() }),
]);

const toHostSchema = v.variant("type", [
  v.object({ type: v.literal("ready") }),
  v.object({ type: v.picklist(["stop", "copy", "insert", "replace", "askAgain"]) }),
  v.object({ type: v.literal("copyCode"), code: v.string() }),
  v.object({ type: v.literal("insertCode"), code: v.string() }),
  /** A button below the answer, by its place in `status.actions`. */
  v.object({ type: v.literal("action"), index: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
  v.object({ type: v.literal("openLink"), href: v.pipe(v.string(), v.regex(/^https?:\/\//i)) }),
]);

export type ToPage = v.InferOutput<typeof toPageSchema>;
export type ToHost = v.InferOutput<typeof toHostSchema>;
export type AnswerHead = v.InferOutput<typeof head>;
export type AnswerStatus = v.InferOutput<typeof status>;
export type FailureLine = v.InferOutput<typeof failureLine>;
export type WayStep = v.InferOutput<typeof wayStep>;

/** True while something runs that can be stopped. */
export function isBusy(status: AnswerStatus): boolean {
  return status.phase !== "done" && status.phase !== "stopped" && status.phase !== "failed";
}

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
