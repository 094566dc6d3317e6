/** What a reply is made from. */
export interface ReplyContext {
  model: string;
  /** Text of the last user message. */
  prompt: string;
  /** All messages as sent. */
  messages: readonly { role: string; content: string }[];
}

export type Reply = string | ((context: ReplyContext) => string);

/** First line of the prompt that carries words, shortened: what a heading can hold. */
function topicOf(prompt: string): string {
  const line =
    prompt
      .split("\n")
      .map((text) => text.trim())
      .find((text) => /[\p{L}\p{N}]/u.test(text)) ?? "your question";
  return line.length > 60 ? `${line.slice(0, 57).trimEnd()}…` : line;
}

/** An answer that looks like a model's: heading, list, fenced code, and it mentions what was asked. */
export function markdownReply({ model, prompt }: ReplyContext): string {
  return `## ${topicOf(prompt)}

Here is what matters most, in short:

- **Readability**: names say what a value means, and each function does one thing.
- **Errors**: a call over the network can fail or hang, so it needs a limit and a way out.
- **Tests**: the edge cases (an empty input, a very long one, non-ASCII text such as “naïve café” or 東京) deserve one each.

A small example:

\`\`\`ts
export async function ask(question: string, signal: AbortSignal): Promise<string> {
  const answer = await service.complete(question, { signal });
  return answer.content;
}
\`\`\`

Start with the first point; the other two follow from it. *Answered by ${model}.*
`;
}

/** Pieces of about a word, as models stream them; joined they are the text. */
export function toTokens(text: string): string[] {
  return text.match(/\s*\S{1,12}|\s+/gu) ?? [];
}

/** Roughly what a tokenizer counts. */
export function countTokens(text: string): number {
  return Math.max(1, Math.ceil(text.length / 4));
}
