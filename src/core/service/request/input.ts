import type { CancelSignal } from "../../async/cancel-signal";
import type { ChatMessage } from "../../model/chat";
import { textOf } from "../../endpoint/message/message-text";
import type { RequestOptions } from "../../model/request";

/** What a request was given, checked, and no more its caller's to change. */
export interface RequestInput {
  messages: ChatMessage[];
  options: Omit<RequestOptions, "system">;
}

/**
 * Takes over what a caller gave. Each option is read once: what a getter throws, and what the caller changes later, is no matter of the running request.
 * Throws a TypeError or RangeError that names what is wrong: a caller's mistake is no endpoint's failure.
 */
export function requestInput(prompt: string | ChatMessage[], given: RequestOptions): RequestInput {
  if (typeof given !== "object" || given === null) throw new TypeError("The options of a request must be an object.");
  const { signal, timeoutMs, model, endpoint, system, temperature, maxTokens, useCache, label, onAttempt } = given;
  checkNumber("timeoutMs", timeoutMs, (value) => value > 0, "a number of milliseconds above 0");
  checkNumber("temperature", temperature, (value) => value >= 0, "a number of at least 0");
  checkNumber("maxTokens", maxTokens, isCount, "a whole number of at least 1");
  checkText("model", model);
  checkText("endpoint", endpoint);
  checkText("system", system);
  if (signal && !isSignal(signal)) throw new TypeError("signal must be an AbortSignal.");
  if (onAttempt !== undefined && typeof onAttempt !== "function") throw new TypeError("onAttempt must be a function.");
  const messages = ownMessages(prompt);
  if (system !== undefined) messages.unshift({ role: "system", content: system });
  return {
    messages,
    options: {
      ...(signal && { signal }),
      ...(timeoutMs !== undefined && { timeoutMs }),
      ...(model !== undefined && { model }),
      ...(endpoint !== undefined && { endpoint }),
      ...(temperature !== undefined && { temperature }),
      ...(maxTokens !== undefined && { maxTokens }),
      ...(useCache !== undefined && { useCache }),
      ...(label && { label: { ...label } }),
      ...(onAttempt && { onAttempt }),
    },
  };
}

function ownMessages(prompt: string | ChatMessage[]): ChatMessage[] {
  const given: ChatMessage[] = typeof prompt === "string" ? [{ role: "user", content: prompt }] : prompt;
  if (!Array.isArray(given)) throw new TypeError("The prompt must be a text or a list of messages.");
  const messages = given.map((message) => ({ ...message }));
  if (messages.some(({ content }) => typeof content !== "string"))
    throw new TypeError("Every message of the prompt must have a text as its content.");
  if (messages.every((message) => textOf(message).trim() === "")) throw new TypeError("The prompt is empty.");
  return messages;
}

const isCount = (value: number): boolean => Number.isInteger(value) && value > 0;

function checkNumber(name: string, value: unknown, allowed: (value: number) => boolean, what: string): void {
  if (value === undefined || (Number.isFinite(value) && allowed(value as number))) return;
  throw new RangeError(
    `${name} must be ${what}, not ${typeof value === "string" ? JSON.stringify(value) : String(value)}`,
  );
}

function checkText(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== "string") throw new TypeError(`${name} must be a text.`);
}

/** Anything that can be listened to like an AbortSignal: some runtimes have classes of their own. */
function isSignal(value: unknown): value is CancelSignal {
  const { aborted, addEventListener, removeEventListener } = value as Partial<CancelSignal>;
  return (
    typeof aborted === "boolean" && typeof addEventListener === "function" && typeof removeEventListener === "function"
  );
}
