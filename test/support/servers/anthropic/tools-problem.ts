type Fields = Record<string, unknown>;

const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? (value as Fields[]) : []);
const IMAGES = ["image/jpeg", "image/png", "image/gif", "image/webp"];

/** What the API finds wrong with tools, and with calls and their results (seen in its refusals). */
export function toolsProblem(messages: unknown, tools: unknown): string | undefined {
  for (const [index, { name, input_schema: schema }] of listOf(tools).entries()) {
    if (!/^[\w-]{1,128}$/.test(String(name)))
      return `tools.${index}.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'`;
    const given = (schema ?? {}) as Fields;
    if (given["type"] !== "object") return `tools.${index}.custom.input_schema.type: Input should be 'object'`;
    if (["oneOf", "anyOf", "allOf"].some((word) => given[word] !== undefined))
      return `tools.${index}.custom.input_schema: input_schema does not support oneOf, allOf, or anyOf at the top level`;
  }
  let open: unknown[] = [];
  for (const [index, message] of listOf(messages).entries()) {
    const blocks = listOf(message["content"]);
    const results = blocks.filter(({ type }) => type === "tool_result").map(({ tool_use_id: id }) => id);
    if (open.some((id) => !results.includes(id)))
      return `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${open.join(", ")}.`;
    if (results.some((id) => !open.includes(id)))
      return `messages.${index}.content.0: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${results.join(", ")}.`;
    const calls = blocks.filter(({ type }) => type === "tool_use");
    if (calls.some(({ id }) => !/^[\w-]+$/.test(String(id))))
      return `messages.${index}.content.0.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'`;
    open = calls.map(({ id }) => id);
    const sources = blocks.filter(({ type }) => type === "image").map(({ source }) => source as Fields);
    if (sources.some(({ media_type: type }) => !IMAGES.includes(String(type))))
      return `messages.${index}.content.0.image.source.base64.media_type: Input should be ${IMAGES.join(", ")}`;
    if (blocks.some(({ type, text }) => type === "text" && String(text).trim() === ""))
      return "messages: text content blocks must contain non-whitespace text";
  }
  return undefined;
}
