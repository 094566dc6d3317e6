import type { ChatMessage, MessagePart, ToolResultPart } from "../../model/chat";
import { isText, partsOf } from "./message-text";

/** Stands for a result that was never given: servers refuse a call without one. */
const NO_RESULT = "No result was given.";

/**
 * A conversation in which each call of a tool has its result right behind it, in the order of the calls, as servers want it: whoever cuts a conversation
 * to length, or tells results in several messages, need not care. A result without a call is told in words. Each call has an id that no other has: some servers
 * count anew in every answer, and others refuse a conversation in which an id comes twice.
 */
export function pairedCalls(messages: readonly ChatMessage[]): ChatMessage[] {
  const all = joinedAnswers(messages);
  const paired: ChatMessage[] = [];
  const used = new UsedIds();
  for (let at = 0; at < all.length; at++) {
    const message = all[at]!;
    const calls = partsOf(message).filter((part) => part.type === "tool_call");
    if (calls.length === 0) {
      paired.push(withoutResults(message));
      continue;
    }
    let end = at + 1;
    while (end < all.length && all[end]!.role !== "assistant") end++;
    const following = all.slice(at + 1, end);
    const results = following.flatMap(partsOf).filter((part) => part.type === "tool_result");
    const taken = new Set<MessagePart>();
    const ids = calls.map(({ id }) => used.take(id));
    const answers = calls.map(({ id: told }, index): ToolResultPart => {
      const id = ids[index]!;
      const result = results.find((one) => one.id === told && !taken.has(one));
      if (result) taken.add(result);
      return result
        ? { ...result, id }
        : { type: "tool_result", id, content: [{ type: "text", text: NO_RESULT }], isError: true };
    });
    paired.push(withCallIds(message, ids), { role: "user", content: answers });
    for (const next of following) {
      const rest = isText(next) ? next : { ...next, content: partsOf(next).filter((part) => !taken.has(part)) };
      if (isText(rest) || rest.content.length > 0) paired.push(withoutResults(rest));
    }
    at = end - 1;
  }
  return paired;
}

/** Ids that are taken, each with the highest number that was put behind it: thousands of calls may have the same one. */
class UsedIds {
  readonly #numbers = new Map<string, number>();

  /** @returns the id itself, or with the next number that makes it one that no call has */
  take(id: string): string {
    let number = this.#numbers.get(id);
    if (number === undefined) {
      this.#numbers.set(id, 1);
      return id;
    }
    let own: string;
    do own = `${id}_${++number}`;
    while (this.#numbers.has(own));
    this.#numbers.set(id, number).set(own, 1);
    return own;
  }
}

/** @param ids of its calls, in their order */
function withCallIds(message: ChatMessage, ids: readonly string[]): ChatMessage {
  let at = 0;
  const content = partsOf(message).map((part) => (part.type === "tool_call" ? { ...part, id: ids[at++]! } : part));
  return { ...message, content };
}

/** Calls may be told in several messages too. */
function joinedAnswers(messages: readonly ChatMessage[]): ChatMessage[] {
  const joined: ChatMessage[] = [];
  /** What the last one is made of, where it was joined from several: thousands may follow each other. */
  let parts: MessagePart[] | undefined;
  for (const message of messages) {
    const last = joined.at(-1);
    if (last?.role !== "assistant" || message.role !== "assistant" || (isText(last) && isText(message))) {
      joined.push(message);
      parts = undefined;
      continue;
    }
    if (!parts) joined[joined.length - 1] = { role: "assistant", content: (parts = [...partsOf(last)]) };
    parts.push(...partsOf(message));
  }
  return joined;
}

function withoutResults(message: ChatMessage): ChatMessage {
  if (isText(message)) return message;
  const content = partsOf(message).flatMap((part): MessagePart[] =>
    part.type === "tool_result" ? [{ type: "text", text: "[Result of a tool] " }, ...part.content] : [part],
  );
  return { ...message, content };
}
