import { replaceHidden } from "../../core/foreign/hidden-characters";
import { MAX_COMMIT_MESSAGE_CHARS } from "../../core/model/limits";

/** What models put around a message, opening and closing. */
const QUOTES = ['""', "''", "``", "“”"];

/** The message alone, of what a model wrote around one: no fence, no quotation marks, nothing that cannot be seen. */
export function commitText(answer: string): string {
  const lines = replaceHidden(answer.slice(0, MAX_COMMIT_MESSAGE_CHARS), () => "")
    .trim()
    .split(/\r?\n/);
  const start = lines.findIndex(isFence);
  const end = lines.findIndex((line, index) => index > start && isFence(line));
  const inside = start === -1 ? lines : lines.slice(start + 1, end === -1 ? undefined : end);
  return unquoted(
    inside
      .map((line) => line.trimEnd())
      .join("\n")
      .trim(),
  );
}

const isFence = (line: string): boolean => line.startsWith("```") || line.startsWith("~~~");

function unquoted(text: string): string {
  const inner = text.slice(1, -1);
  const isQuoted = QUOTES.some(
    ([open = "", close = ""]) =>
      text.length > 1 &&
      text.startsWith(open) &&
      text.endsWith(close) &&
      !inner.includes(open) &&
      !inner.includes(close),
  );
  return isQuoted ? inner.trim() : text;
}
