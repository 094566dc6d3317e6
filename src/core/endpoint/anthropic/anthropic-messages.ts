import type { ChatMessage, ImagePart, MessagePart, TextPart, ToolChoice, ToolDefinition } from "../../model/chat";
import { base64 } from "../message/base64";
import { isText, partsOf, wordsIn } from "../message/message-text";

/** Stands for what was before a conversation that begins with an answer: the API wants it to begin with a question. */
const UNKNOWN_QUESTION = "[…]";

interface Turn {
  role: "user" | "assistant";
  content: string | Block[];
}

type Block = { type: string; text?: string } & Record<string, unknown>;

/**
 * System messages stand apart; the others alternate and begin with the user's: neighbours of one role become one, and messages without a word are
 * left out, as the API refuses both.
 */
export function anthropicTurns(messages: ChatMessage[]): { system: string; turns: Turn[] } {
  const said = messages.filter((message) => !isBlank(message));
  const system = said
    .filter(({ role }) => role === "system")
    .map((message) => wordsIn(partsOf(message)))
    .join("\n\n");
  const turns: Turn[] = [];
  for (const message of said) {
    const { role } = message;
    if (role === "system") continue;
    const content = isText(message) ? message.content : partsOf(message).flatMap(blockOf);
    const last = turns.at(-1);
    if (last?.role === role) last.content = joined(last.content, content);
    else turns.push({ role, content });
  }
  // A question that somebody put into the system's mouth is still one.
  if (turns.length === 0) return { system: "", turns: [{ role: "user", content: system }] };
  if (turns[0]?.role === "assistant") turns.unshift({ role: "user", content: UNKNOWN_QUESTION });
  const last = turns.at(-1)!;
  // An answer that is to be gone on with must not end with a blank.
  if (last.role === "assistant" && typeof last.content === "string") last.content = last.content.trimEnd();
  return { system, turns };
}

export const anthropicTools = (tools: ToolDefinition[]): object[] =>
  tools.map(({ name, description, inputSchema }) => ({
    name,
    ...(description !== undefined && { description }),
    input_schema: inputSchema,
  }));

const CHOICES: Record<ToolChoice, string> = { auto: "auto", required: "any", none: "none" };

export const anthropicChoice = (choice: ToolChoice): object => ({ type: CHOICES[choice] });

const isBlank = (message: ChatMessage): boolean =>
  partsOf(message).every((part) => part.type === "text" && part.text.trim() === "");

const joined = (one: Turn["content"], other: Turn["content"]): Turn["content"] =>
  typeof one === "string" && typeof other === "string" ? `${one}\n\n${other}` : [...blocksOf(one), ...blocksOf(other)];

const blocksOf = (content: Turn["content"]): Block[] =>
  typeof content === "string" ? [{ type: "text", text: content }] : content;

/** Text without a word is refused. */
function blockOf(part: MessagePart): Block[] {
  switch (part.type) {
    case "text":
    case "image":
      return shownBlock(part);
    case "tool_call":
      return [{ type: "tool_use", id: part.id, name: part.name, input: part.input }];
    case "tool_result": {
      const content = part.content.flatMap(shownBlock);
      return [
        {
          type: "tool_result",
          tool_use_id: part.id,
          ...(content.length > 0 && { content }),
          ...(part.isError && { is_error: true }),
        },
      ];
    }
  }
}

function shownBlock(part: TextPart | ImagePart): Block[] {
  if (part.type === "image")
    return [{ type: "image", source: { type: "base64", media_type: part.mimeType, data: base64(part.data) } }];
  return part.text.trim() === "" ? [] : [{ type: "text", text: part.text }];
}
