import * as v from "valibot";
import { tokenCount } from "../chat";

/*
 * What OpenAI-compatible servers send (docs/servers.md). Unknown fields are let through, used ones must have their type.
 * The events of a stream are checked by hand in openai-reader.ts, as they come by the ten thousand.
 */

export const modelListSchema = v.looseObject({
  data: v.array(
    v.looseObject({ id: v.string(), created: v.fallback(v.optional(v.pipe(v.number(), v.finite())), undefined) }),
  ),
});

const tokens = v.pipe(v.unknown(), v.transform(tokenCount));
export const usageSchema = v.looseObject({ prompt_tokens: tokens, completion_tokens: tokens, total_tokens: tokens });
