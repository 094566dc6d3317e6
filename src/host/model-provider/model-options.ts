/** What of a caller's `modelOptions` means something to every endpoint. All else is dropped: unknown names, and those beginning with `_`, which editors keep for themselves. */
export interface KnownOptions {
  temperature?: number;
  maxTokens?: number;
}

/** The names under which callers give the length of an answer. */
const LENGTHS = ["max_tokens", "maxTokens", "max_completion_tokens", "maxOutputTokens"];

export function knownOptions(options: Readonly<Record<string, unknown>> | undefined): KnownOptions {
  const temperature = options?.["temperature"];
  const maxTokens = LENGTHS.map((name) => options?.[name]).find(isLength);
  return {
    ...(typeof temperature === "number" && temperature >= 0 && Number.isFinite(temperature) && { temperature }),
    ...(maxTokens !== undefined && { maxTokens }),
  };
}

const isLength = (value: unknown): value is number => Number.isInteger(value) && (value as number) > 0;
