import * as v from "valibot";

/** One question of a conversation and its answer, as the panel's page shows it. */

const count = v.pipe(v.number(), v.minValue(0));

/** One part of the way an answer took. */
export const wayStepSchema = v.object({
  tone: v.picklist(["pending", "waiting", "failed", "answered", "note"]),
  text: v.string(),
});

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
  /** `notice`: what to know before reading; `ending`: why the answer ends where it does, and what was left out of the question. */
  v.object({
    phase: v.literal("done"),
    summary: v.string(),
    notice: v.optional(v.string()),
    ending: v.optional(v.string()),
    actions: v.array(actionButton),
  }),
  v.object({ phase: v.literal("stopped") }),
  /** The window or the extension ended in the middle; what had come is kept. */
  v.object({ phase: v.literal("interrupted") }),
  v.object({
    phase: v.literal("failed"),
    message: v.string(),
    lines: v.array(failureLine),
    actions: v.array(actionButton),
  }),
]);

/** Everything around the text of one answer. */
export const headSchema = v.object({
  question: v.string(),
  /** What the reader must know before trusting the answer: “Only the first 400 of 9000 lines were sent.” */
  notice: v.optional(v.string()),
  /** What the button says that puts the answer in the place of the code it is about. Absent: there is none. */
  replace: v.optional(v.string()),
  /** The code that was asked about: each block of the answer may replace it, or a change of it waits to be applied or discarded. Absent: there is none. */
  place: v.optional(v.picklist(["replaceable", "proposed"])),
  way: v.array(wayStepSchema),
  status,
  /** True while the text shown belongs to an attempt that broke and no other has begun to answer. */
  broken: v.boolean(),
});

export type AnswerHead = v.InferOutput<typeof headSchema>;
export type AnswerStatus = v.InferOutput<typeof status>;
export type FailureLine = v.InferOutput<typeof failureLine>;
export type WayStep = v.InferOutput<typeof wayStepSchema>;

/** True while something runs that can be stopped. */
export function isBusy({ phase }: AnswerStatus): boolean {
  return phase !== "done" && phase !== "stopped" && phase !== "interrupted" && phase !== "failed";
}
