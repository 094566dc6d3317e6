import { shortName } from "../../endpoint/chat";
import type { TextMessage } from "../../model/chat";
import {
  MAX_HISTORY_ATTEMPT_MESSAGE_CHARS,
  MAX_HISTORY_ATTEMPTS,
  MAX_HISTORY_MESSAGES,
  MAX_HISTORY_PROMPTS_CHARS,
  MAX_HISTORY_SENTENCE_CHARS,
  MAX_HISTORY_TEXT_CHARS,
  MAX_NAME_CHARS,
} from "../../model/limits";
import { beginning } from "../../foreign/first-words";
import type { AttemptRecord } from "../../model/attempt";
import type { RequestEntry, StoredRequest } from "../types";

/** Stands behind a text that was cut: in the text itself, so that whoever reads, exports or reopens it sees it. */
const MARK = /\[Cut: [^\]]{1,100}\]$/;

/** What the history keeps of a request: everything of one that is no longer than usual, else the beginnings of its texts, marked. */
export function boundedEntry(entry: RequestEntry): RequestEntry {
  const { title, model, finishReason, errorMessage } = entry;
  return {
    ...entry,
    content: cutText(entry.content, MAX_HISTORY_TEXT_CHARS),
    messages: boundedMessages(entry.messages),
    attempts: entry.attempts.slice(-MAX_HISTORY_ATTEMPTS).map(boundedAttempt),
    ...(title !== undefined && { title: flat(title, MAX_HISTORY_SENTENCE_CHARS) }),
    ...(model !== undefined && { model: shortName(model) }),
    ...(finishReason !== undefined && { finishReason: shortName(finishReason) }),
    ...(errorMessage !== undefined && { errorMessage: flat(errorMessage, MAX_HISTORY_SENTENCE_CHARS) }),
  };
}

/** True for a text of which the history keeps the beginning only. */
export const isCut = (text: string): boolean => MARK.test(text.slice(-120));

/** Whether the history keeps only the beginning of what was asked or answered. */
export const isCutRequest = ({ messages = [], content = "" }: StoredRequest): boolean =>
  isCut(content) || messages.some((message) => isCut(message.content));

/** The last messages matter most: what was asked stands there. */
function boundedMessages(messages: TextMessage[]): TextMessage[] {
  const kept: TextMessage[] = [];
  let room = MAX_HISTORY_PROMPTS_CHARS;
  for (const message of messages.slice(-MAX_HISTORY_MESSAGES).reverse()) {
    const content = cutText(message.content, Math.min(room, MAX_HISTORY_TEXT_CHARS));
    room = Math.max(0, room - message.content.length);
    kept.push({ role: message.role, content });
  }
  const lost = messages.length - kept.length;
  if (lost > 0) kept.push({ role: "system", content: `[Cut: ${lost} earlier messages are not kept in the history.]` });
  return kept.reverse();
}

function boundedAttempt(attempt: AttemptRecord): AttemptRecord {
  const { message, model } = attempt;
  const fits = (message?.length ?? 0) <= MAX_HISTORY_ATTEMPT_MESSAGE_CHARS && (model?.length ?? 0) <= MAX_NAME_CHARS;
  if (fits) return attempt;
  return {
    ...attempt,
    ...(message !== undefined && { message: flat(message, MAX_HISTORY_ATTEMPT_MESSAGE_CHARS) }),
    ...(model !== undefined && { model: shortName(model) }),
  };
}

/** Joined, not added: a part of a text, as the runtime keeps it, keeps the whole in memory; what is joined is a copy. */
function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  return [
    beginning(text, length),
    `\n\n[Cut: the history keeps ${length.toLocaleString("en")} of ${text.length.toLocaleString("en")} characters.]`,
  ].join("");
}

const flat = (text: string, length: number): string =>
  text.length <= length ? text : [beginning(text, length), "…"].join("");
