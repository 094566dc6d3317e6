import { isCancelSignal } from "../../async/cancel-signal";
import { mistaken } from "../../failure/request-mistake";
import type { ChatMessage } from "../../model/chat";
import type { ChatCall } from "../../endpoint/client";
import type { RequestOptions } from "../../model/request";
import { ownMessages } from "./input-messages";
import { checkToolChoice, ownTools } from "./input-tools";

/** What a request was given, checked, and no more its caller's to change. */
export interface RequestInput {
  messages: ChatMessage[];
  options: Omit<RequestOptions, "system">;
}

/**
 * Takes over what a caller gave. Each option is read once: what a getter throws, and what the caller changes later, is no matter of the running request.
 * Throws a TypeError or RangeError that names what is wrong, with the code `INVALID_REQUEST`: a caller's mistake is no endpoint's failure, and no defect of ours.
 */
export function requestInput(prompt: string | ChatMessage[], given: RequestOptions): RequestInput {
  try {
    return ownInput(prompt, given);
  } catch (error) {
    throw mistaken(error);
  }
}

function ownInput(prompt: string | ChatMessage[], given: RequestOptions): RequestInput {
  if (typeof given !== "object" || given === null) throw new TypeError("The options of a request must be an object.");
  const { signal, timeoutMs, model, endpoint, system, temperature, maxTokens, useCache, label, onAttempt } = given;
  const { toolChoice, thinking } = given;
  checkNumber("timeoutMs", timeoutMs, (value) => value > 0, "a number of milliseconds above 0");
  checkNumber("temperature", temperature, (value) => value >= 0, "a number of at least 0");
  checkNumber("maxTokens", maxTokens, isCount, "a whole number of at least 1");
  checkText("model", model);
  if (model?.trim() === "") throw new TypeError("model must be a text that is not empty.");
  checkText("endpoint", endpoint);
  checkText("system", system);
  checkToolChoice(toolChoice);
  const tools = ownTools(given.tools);
  if (signal && !isCancelSignal(signal)) throw new TypeError("signal must be an AbortSignal.");
  if (onAttempt !== undefined && typeof onAttempt !== "function") throw new TypeError("onAttempt must be a function.");
  checkLabel(label);
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
      ...(tools && { tools }),
      ...(tools && toolChoice && { toolChoice }),
      ...(thinking && { thinking: true }),
      ...(useCache !== undefined && { useCache }),
      ...(label && { label: { ...label } }),
      ...(onAttempt && { onAttempt }),
    },
  };
}

/** What an endpoint is asked, whichever it is. */
export function callOf({ messages, options }: RequestInput): Omit<ChatCall, "model"> {
  const { temperature, maxTokens, tools, toolChoice } = options;
  return {
    messages,
    stream: true,
    ...(temperature !== undefined && { temperature }),
    ...(maxTokens !== undefined && { maxTokens }),
    ...(tools && { tools }),
    ...(toolChoice && { toolChoice }),
  };
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

/** It goes into the history as it is. */
function checkLabel(label: unknown): void {
  if (label === undefined) return;
  if (typeof label !== "object" || label === null) throw new TypeError("label must be an object.");
  const { command, title } = label as { command?: unknown; title?: unknown };
  if (typeof command !== "string") throw new TypeError("label.command must be a text.");
  checkText("label.title", title);
}
