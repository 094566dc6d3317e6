import * as v from "valibot";

/*
 * What `/v1/models` sends (https://docs.anthropic.com/en/api/models-list). Unknown fields are let through, used ones must have their type. The events of a
 * stream are checked by hand in anthropic-reader.ts, as they come by the thousand.
 */

/** `max_tokens`: the longest answer of the model; older servers leave it out. */
const model = v.looseObject({
  id: v.string(),
  max_tokens: v.fallback(v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))), undefined),
});

export const modelListSchema = v.looseObject({ data: v.array(model) });
export type AnthropicModel = v.InferOutput<typeof model>;
