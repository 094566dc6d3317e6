import type { AnswerPlan, Dialect } from "../answer-parts";
import { nanoseconds } from "./duration";
import { ollamaErrors } from "./error-texts";

/** RFC 3339 with microseconds, as Go writes it. */
export function goTime(epochMs = Date.now()): string {
  return new Date(epochMs)
    .toISOString()
    .replace(
      /(\.\d{3})Z$/,
      (_all, ms: string) => `${ms}${String(Math.floor(Math.random() * 1_000)).padStart(3, "0")}Z`,
    );
}

export interface NativeTiming {
  /** Time the load took, in milliseconds; 0 when the model was there. */
  loadMs: number;
  /** Of `performance.now()`. */
  startedAt: number;
}

/** Durations and counts at the end of an answer; zeros are left out, as Go's omitempty does. */
function metrics(plan: AnswerPlan, timing: NativeTiming): Record<string, number> {
  const totalMs = performance.now() - timing.startedAt;
  const promptMs = Math.min(12, totalMs / 4);
  const all: [string, number][] = [
    ["total_duration", nanoseconds(totalMs)],
    ["load_duration", nanoseconds(timing.loadMs)],
    ["prompt_eval_count", plan.promptTokens],
    ["prompt_eval_duration", nanoseconds(promptMs)],
    ["eval_count", plan.thinking.length + plan.tokens.length],
    ["eval_duration", nanoseconds(Math.max(0, totalMs - timing.loadMs - promptMs))],
  ];
  return Object.fromEntries(all.filter(([, value]) => value > 0));
}

/** NDJSON of /api/chat and /api/generate. */
export function nativeDialect(route: "chat" | "generate", model: string, timing: NativeTiming): Dialect {
  const object = (text: string, thinking: string | undefined) =>
    route === "chat"
      ? {
          model,
          created_at: goTime(),
          message: { role: "assistant", content: text, ...(thinking !== undefined && { thinking }) },
        }
      : { model, created_at: goTime(), response: text, ...(thinking !== undefined && { thinking }) };
  const line = (value: unknown) => `${JSON.stringify(value)}\n`;
  const ending = (plan: AnswerPlan) => ({
    done: true,
    // It stopped, whatever it has called.
    done_reason: plan.finishReason === "tool_calls" ? "stop" : plan.finishReason,
    ...(route === "generate" && { context: [128006, 882, 128007] }),
    ...metrics(plan, timing),
  });
  return {
    contentType: "application/x-ndjson",
    wholeContentType: "application/json; charset=utf-8",
    opening: () => "",
    thinking: (text) => line({ ...object("", text), done: false }),
    token: (text) => line({ ...object(text, undefined), done: false }),
    // Whole, with the arguments as an object.
    call: ({ name, input }, index) =>
      line({
        model,
        created_at: goTime(),
        message: {
          role: "assistant",
          content: "",
          tool_calls: [
            { id: `call_${Math.random().toString(36).slice(2, 10)}`, function: { index, name, arguments: input } },
          ],
        },
        done: false,
      }),
    finish: (plan) => line({ ...object("", undefined), ...ending(plan) }),
    error: (body) => line(typeof body === "object" && body !== null ? body : { error: body ?? ollamaErrors.midStream }),
    frame: (text) => `${text}\n`,
    whole: (plan) => {
      if (plan.error) return JSON.stringify({ error: plan.error.body ?? ollamaErrors.midStream });
      const content = object(plan.tokens.join(""), plan.thinking.length > 0 ? plan.thinking.join("") : undefined);
      const calls = plan.calls.map(({ name, input }) => ({ function: { name, arguments: input } }));
      if (calls.length > 0 && "message" in content) Object.assign(content.message ?? {}, { tool_calls: calls });
      return JSON.stringify({ ...content, ...(plan.terminal ? ending(plan) : { done: false }) });
    },
  };
}
