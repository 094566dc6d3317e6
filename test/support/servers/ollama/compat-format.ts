import type { AnswerPlan, Dialect } from "../answer-parts";

/** The body of an error on /v1 routes; ends with a newline, as Ollama's does. */
export function compatError(status: number, message: string): string {
  const type = status === 400 ? "invalid_request_error" : status === 404 ? "not_found_error" : "api_error";
  return `${JSON.stringify({ error: { message, type, param: null, code: null } })}\n`;
}

function usageOf(plan: AnswerPlan): Record<string, number> {
  const completion = plan.thinking.length + plan.tokens.length;
  return {
    prompt_tokens: plan.promptTokens,
    completion_tokens: completion,
    total_tokens: plan.promptTokens + completion,
  };
}

/** SSE of Ollama's own /v1/chat/completions, its bogus chunk in place of an error included. */
export function compatDialect(model: string, includeUsage: boolean): Dialect {
  const id = `chatcmpl-${Math.floor(Math.random() * 999)}`;
  const created = Math.floor(Date.now() / 1000);
  const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
  const head = (name: string, at: number) => ({
    id,
    object: "chat.completion.chunk",
    created: at,
    model: name,
    system_fingerprint: "fp_ollama",
  });
  const chunk = (delta: unknown, finish: string | null) =>
    event({ ...head(model, created), choices: [{ index: 0, delta, finish_reason: finish }] });
  let role: { role?: string } = { role: "assistant" };
  const first = () => {
    const now = role;
    role = {};
    return now;
  };
  return {
    contentType: "text/event-stream",
    wholeContentType: "application/json",
    opening: () => "",
    thinking: (text) => chunk({ ...first(), content: "", reasoning: text }, null),
    token: (text) => chunk({ ...first(), content: text }, null),
    // Whole, in one chunk.
    call: ({ name, input }, index) =>
      chunk(
        {
          ...first(),
          content: "",
          tool_calls: [
            {
              id: `call_${Math.random().toString(36).slice(2, 10)}`,
              index,
              type: "function",
              function: { name, arguments: JSON.stringify(input) },
            },
          ],
        },
        null,
      ),
    finish: (plan) =>
      chunk({}, plan.finishReason) +
      (includeUsage ? event({ ...head(model, created), choices: [], usage: usageOf(plan) }) : "") +
      (plan.doneMarker ? "data: [DONE]\n\n" : ""),
    // The error line of the model is read as an empty answer: no text, no reason, no [DONE], and a model without a name.
    error: () =>
      event({
        ...head("", Math.floor(Date.now() / 1000)),
        choices: [{ index: 0, delta: { content: "" }, finish_reason: null }],
      }),
    frame: (text) => `data: ${text}\n\n`,
    whole: (plan) => {
      if (plan.error) return compatError(500, typeof plan.error.body === "string" ? plan.error.body : "unexpected EOF");
      const message = {
        role: "assistant",
        content: plan.tokens.join(""),
        ...(plan.thinking.length > 0 && { reasoning: plan.thinking.join("") }),
      };
      return JSON.stringify({
        id,
        object: "chat.completion",
        created,
        model,
        system_fingerprint: "fp_ollama",
        choices: [{ index: 0, message, finish_reason: plan.terminal ? plan.finishReason : null }],
        usage: usageOf(plan),
      });
    },
  };
}
