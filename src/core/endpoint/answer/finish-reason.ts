import { firstWords } from "../../foreign/first-words";
import { shortName } from "../chat";
import { isFields } from "./said";

/** What a server's word for why an answer ends means. */
export type Finish =
  /** No such word: the answer goes on. */
  | { type: "none" }
  /** The answer is complete. `reason`: in the service's words, or in the server's where it is a word of its own. */
  | { type: "complete"; reason: string }
  /** The server could not complete it. */
  | { type: "failed"; word: string };

/** Words of many servers, as {@link plain} writes them, in those that the service uses for all. */
const COMPLETE: Record<string, string> = {
  ...meaning(
    "stop",
    "stop eos eos_token end end_turn end_of_turn stop_sequence stop_token complete completed done finished success",
  ),
  ...meaning(
    "length",
    "length max_length max_tokens max_new_tokens max_output_tokens max_completion_tokens token_limit model_length context_length model_context_window_exceeded",
  ),
  ...meaning(
    "content_filter",
    "content_filter content_filtered refusal safety recitation blocklist prohibited_content spii sensitive guardrail_intervened",
  ),
  ...meaning("tool_calls", "tool_calls tool_call tool_use function_call function_calls"),
};

/** What stands where no reason is given yet. */
const NONE = new Set(["", "null", "none", "undefined", "unspecified", "unfinished", "not_finished"]);

/** Anything that says one of these names a failure. */
const FAILED =
  /error|abort|cancel|fail|time_?d?_?out|deadline|overload|unavailable|insufficient|rate_limit|quota|out_of_memory|^oom|interrupt|preempt|evict|disconnect|shut_?down|crash|exception|killed|^terminated$/;

/** @param given text, or an object that says it in its type */
export function readFinish(given: unknown): Finish {
  const word = isFields(given) ? (given["type"] ?? given["reason"]) : given;
  if (typeof word !== "string") return { type: "none" };
  const plainWord = Object.hasOwn(COMPLETE, word) ? word : plain(word);
  if (NONE.has(plainWord)) return { type: "none" };
  if (Object.hasOwn(COMPLETE, plainWord)) return { type: "complete", reason: COMPLETE[plainWord]! };
  const name = shortName(word.trim());
  return FAILED.test(plainWord) ? { type: "failed", word: name } : { type: "complete", reason: name };
}

/** `finishReason`, `FINISH-REASON` and `finish_reason` are one word; some write the field's name before it. */
function plain(word: string): string {
  return firstWords(word)
    .trim()
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[\s.-]/g, "_")
    .replace(/^(?:finish|stop|done)_reason_/, "");
}

function meaning(reason: string, words: string): Record<string, string> {
  return Object.fromEntries(words.split(" ").map((word) => [word, reason]));
}
