import type { AnswerPlan, Dialect } from "../answer-parts";
import { anthropicError } from "./errors";

const event = (value: { type: string; [field: string]: unknown }) =>
  `event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`;
const overloaded = anthropicError("overloaded_error", "Overloaded");

/** The plan's words for an end, in Anthropic's. */
const STOP_REASONS: Record<string, string> = { stop: "end_turn", length: "max_tokens", tool_calls: "tool_use" };
const stopReason = ({ finishReason }: AnswerPlan) =>
  Object.hasOwn(STOP_REASONS, finishReason) ? STOP_REASONS[finishReason] : finishReason;

const outputTokens = ({ thinking, tokens }: AnswerPlan) => thinking.length + tokens.length;

let answers = 0;

/** The events of `POST /v1/messages`, one content block after the other (https://docs.anthropic.com/en/api/messages-streaming). */
export function messagesDialect(model: string, promptTokens: number): Dialect {
  const id = `msg_${(++answers).toString(36).padStart(8, "0")}`;
  const usage = {
    input_tokens: promptTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    output_tokens: 1,
    service_tier: "standard",
  };
  const message = { id, type: "message", role: "assistant", model };
  let index = -1;
  let open: "thinking" | "text" | undefined;
  const close = () => {
    const before =
      open === "thinking"
        ? event({
            type: "content_block_delta",
            index,
            delta: { type: "signature_delta", signature: "EqQBCgIYAhIM1gbcDa9GJwZA2b3h" },
          })
        : "";
    const frame = open === undefined ? "" : before + event({ type: "content_block_stop", index });
    open = undefined;
    return frame;
  };
  const begin = (type: "thinking" | "text") => {
    if (open === type) return "";
    const closed = close();
    open = type;
    index++;
    return (
      closed +
      event({
        type: "content_block_start",
        index,
        content_block: type === "text" ? { type, text: "" } : { type, thinking: "", signature: "" },
      })
    );
  };
  return {
    contentType: "text/event-stream; charset=utf-8",
    wholeContentType: "application/json",
    headersAtOnce: true,
    signOfLife: event({ type: "ping" }),
    opening: () =>
      event({
        type: "message_start",
        message: { ...message, content: [], stop_reason: null, stop_sequence: null, usage },
      }) + event({ type: "ping" }),
    thinking: (text) =>
      begin("thinking") +
      event({ type: "content_block_delta", index, delta: { type: "thinking_delta", thinking: text } }),
    token: (text) => begin("text") + event({ type: "content_block_delta", index, delta: { type: "text_delta", text } }),
    call: ({ name, input }, at) => {
      const closed = close();
      index++;
      const begins = { type: "tool_use", id: `toolu_${answers}x${at}`, name, input: {} };
      const pieces = ["", ...(JSON.stringify(input).match(/.{1,7}/gsu) ?? [])];
      return [
        closed,
        event({ type: "content_block_start", index, content_block: begins }),
        ...pieces.map((piece) =>
          event({ type: "content_block_delta", index, delta: { type: "input_json_delta", partial_json: piece } }),
        ),
        event({ type: "content_block_stop", index }),
      ].join("");
    },
    finish: (plan) => {
      const delta = event({
        type: "message_delta",
        delta: { stop_reason: stopReason(plan), stop_sequence: null },
        usage: { output_tokens: outputTokens(plan) },
      });
      return close() + delta + (plan.doneMarker ? event({ type: "message_stop" }) : "");
    },
    error: (body) => `event: error\ndata: ${JSON.stringify(body ?? overloaded)}\n\n`,
    frame: (text) => `event: content_block_delta\ndata: ${text}\n\n`,
    whole: (plan) => {
      if (plan.error) return JSON.stringify(plan.error.body ?? overloaded);
      const content = [
        ...(plan.thinking.length > 0
          ? [{ type: "thinking", thinking: plan.thinking.join(""), signature: "EqQBCgIYAhIM1gbcDa9GJwZA2b3h" }]
          : []),
        ...(plan.tokens.length > 0 ? [{ type: "text", text: plan.tokens.join("") }] : []),
        ...plan.calls.map(({ name, input }, at) => ({ type: "tool_use", id: `toolu_${answers}x${at}`, name, input })),
      ];
      return JSON.stringify({
        ...message,
        content,
        stop_reason: plan.terminal ? stopReason(plan) : null,
        stop_sequence: null,
        usage: { ...usage, output_tokens: outputTokens(plan) },
      });
    },
  };
}
