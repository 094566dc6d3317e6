import * as v from "valibot";

/*
 * What Ollama sends (docs/servers.md). Unknown fields are let through, used ones must have their type.
 * The lines of a stream are checked by hand in ollama-reader.ts, as they come by the ten thousand.
 */

/** Bytes; what cannot be a number of them is left out (JSON knows no Infinity, but 1e999 is read as that). */
const bytes = v.fallback(v.optional(v.pipe(v.number(), v.finite(), v.minValue(0))), undefined);

const model = v.looseObject({
  name: v.string(),
  size: bytes,
  model: v.optional(v.string()),
  modified_at: v.optional(v.string()),
  capabilities: v.optional(v.nullable(v.array(v.string()))),
  details: v.optional(v.nullable(v.looseObject({ family: v.optional(v.string()) }))),
  /** Only of a model that another server runs: what is asked of it is sent on to there. */
  remote_host: v.fallback(v.optional(v.string()), undefined),
  /** Only of a model in memory: when it shall be unloaded. */
  expires_at: v.optional(v.string()),
  /** Only of a model in memory, in tokens; older versions do not tell. */
  context_length: v.fallback(v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))), undefined),
});

export const versionSchema = v.looseObject({ version: v.string() });
/** The answer to a load. */
export const loadedSchema = v.looseObject({ done: v.optional(v.boolean()), error: v.optional(v.unknown()) });
/** Of `/api/tags` and `/api/ps`. */
export const modelsSchema = v.looseObject({ models: v.nullable(v.array(model)) });
export type OllamaModel = v.InferOutput<typeof model>;

/** Of `/api/show`. */
export const showSchema = v.looseObject({
  capabilities: v.fallback(v.optional(v.nullable(v.array(v.string()))), undefined),
  model_info: v.fallback(v.optional(v.nullable(v.record(v.string(), v.unknown()))), undefined),
});

export const pullSchema = v.looseObject({ status: v.string(), total: bytes, completed: bytes });
