import { searchable } from "./search-terms";
import type { RequestEntry } from "../types";

const titleLength = 160;

/** One line that says what a request was about. */
export function titleOf(entry: Pick<RequestEntry, "title" | "messages">): string {
  const text = entry.title ?? entry.messages.findLast((message) => message.role === "user")?.content ?? "";
  // Cut first: a prompt can be a whole file.
  const line = text
    .slice(0, 4 * titleLength)
    .replace(/\s+/g, " ")
    .trim();
  return line.length <= titleLength ? line : `${line.slice(0, titleLength - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/** What a text filter looks into: title, prompts and answer, but not the system prompt, which is the same everywhere. */
export function searchTextOf(entry: Pick<RequestEntry, "title" | "messages" | "content">): string {
  const spoken = entry.messages.filter((message) => message.role !== "system").map((message) => message.content);
  return searchable([...(entry.title === undefined ? [] : [entry.title]), ...spoken, entry.content].join("\n"));
}

/** The endpoints a request tried or skipped, each once, in a steady order. */
export function touchedEndpoints(entry: Pick<RequestEntry, "attempts" | "endpoint">): string[] {
  const touched = new Set(entry.attempts.map((attempt) => attempt.endpoint));
  if (entry.endpoint !== undefined) touched.add(entry.endpoint);
  return [...touched].sort();
}
