import type { TextMessage } from "../model/chat";

/** What of an earlier question goes with the next one. */
export interface EarlierTurn {
  prompt: string;
  answer: string;
}

export interface FittedContext {
  messages: TextMessage[];
  /** How many of the oldest questions were left out because the model's window does not hold them. */
  leftOut: number;
}

/**
 * The messages of a question with everything before it as context. Where that is more than fits, the oldest questions go first, each with its answer;
 * the question itself always stays whole. Questions without an answer say nothing to a model and are left out unmentioned.
 * @param maxChars what all messages may have together
 */
export function fittedContext(
  earlier: readonly EarlierTurn[],
  question: readonly TextMessage[],
  maxChars: number,
): FittedContext {
  const answered = earlier.filter(({ answer }) => answer.trim() !== "");
  let room = maxChars - question.reduce((sum, { content }) => sum + content.length, 0);
  let from = answered.length;
  while (from > 0) {
    const { prompt, answer } = answered[from - 1]!;
    room -= prompt.length + answer.length;
    if (room < 0) break;
    from--;
  }
  const context = answered.slice(from).flatMap(({ prompt, answer }): TextMessage[] => [
    { role: "user", content: prompt },
    { role: "assistant", content: answer },
  ]);
  const system = question.filter(({ role }) => role === "system");
  const rest = question.filter(({ role }) => role !== "system");
  return { messages: [...system, ...context, ...rest], leftOut: from };
}
