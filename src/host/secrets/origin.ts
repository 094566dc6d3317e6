/** `https://openrouter.ai` of `https://openrouter.ai/api/v1`; undefined when it is no web address. */
export function originOf(address: string): string | undefined {
  try {
    const { origin, protocol } = new URL(address);
    return protocol === "http:" || protocol === "https:" ? origin : undefined;
  } catch {
    return undefined;
  }
}
