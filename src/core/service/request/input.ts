import type { ChatMessage } from "../../model/chat";
import type { RequestOptions } from "../../model/request";

/**
 * What a request sends, from what its caller gave. Throws a TypeError or RangeError that names what is wrong: a caller's mistake is no
 * endpoint's failure.
 */
export function requestMessages(prompt: string | ChatMessage[], options: RequestOptions): ChatMessage[] {
  checkNumber("timeoutMs", options.timeoutMs, (value) => value > 0, "a number of milliseconds above 0");
  checkNumber("temperature", options.temperature, (value) => value >= 0, "a number of at least 0");
  checkNumber(
    "maxTokens",
    options.maxTokens,
    (value) => Number.isInteger(value) && value > 0,
    "a whole number of at least 1",
  );
  const messages: ChatMessage[] = typeof prompt === "string" ? [{ role: "user", content: prompt }] : prompt;
  if (!Array.isArray(messages)) throw new TypeError("The prompt must be a text or a list of messages.");
  for (const message of messages)
    if (typeof message?.content !== "string")
      throw new TypeError("Every message of the prompt must have a text as its content.");
  if (messages.every(({ content }) => content.trim() === "")) throw new TypeError("The prompt is empty.");
  // Copies: the caller may change its own while the request runs.
  const own = messages.map((message) => ({ ...message }));
  return options.system === undefined ? own : [{ role: "system", content: options.system }, ...own];
}

function checkNumber(name: string, value: unknown, allowed: (value: number) => boolean, what: string): void {
  if (value === undefined || (typeof value === "number" && Number.isFinite(value) && allowed(value))) return;
  throw new RangeError(
    `${name} must be ${what}, not ${typeof value === "string" ? JSON.stringify(value) : String(value)}`,
  );
}
