type Fields = Record<string, unknown>;

const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? (value as Fields[]) : []);
const NAME = /^[\w-]{1,64}$/;

/** What OpenAI's API finds wrong with tools, and with calls and their results (seen in its refusals). */
export function conversationProblem(json: Fields): string | undefined {
  for (const [index, tool] of listOf(json["tools"]).entries()) {
    const { name, parameters } = (tool["function"] ?? {}) as Fields;
    if (typeof name !== "string" || !NAME.test(name))
      return `Invalid 'tools[${index}].function.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`;
    const problem = schemaProblem(parameters as Fields | undefined, String(name));
    if (problem !== undefined) return problem;
  }
  let open: unknown[] = [];
  for (const message of listOf(json["messages"])) {
    if (message["role"] === "tool") {
      if (!open.includes(message["tool_call_id"]))
        return "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.";
      open = open.filter((id) => id !== message["tool_call_id"]);
      continue;
    }
    if (open.length > 0)
      return `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${open.join(", ")}`;
    const calls = listOf(message["tool_calls"]);
    if (calls.some(({ function: called }) => typeof (called as Fields)["arguments"] !== "string"))
      return "Invalid type for 'messages[1].tool_calls[0].function.arguments': expected a string, but got an object instead.";
    open = calls.map(({ id }) => id);
    for (const part of listOf(message["content"])) {
      const url = (part["image_url"] as Fields | undefined)?.["url"];
      if (part["type"] === "image_url" && !/^data:image\/[\w.+-]+;base64,[\w+/]+=*$/.test(String(url)))
        return "Invalid image data.";
    }
  }
  return open.length > 0 ? "An assistant message with 'tool_calls' must be followed by tool messages." : undefined;
}

function schemaProblem(schema: Fields | undefined, name: string): string | undefined {
  if (schema?.["type"] !== "object")
    return `Invalid schema for function '${name}': schema must be a JSON Schema of 'type: "object"', got 'type: "None"'.`;
  if (["oneOf", "anyOf", "allOf", "enum", "not"].some((word) => schema[word] !== undefined))
    return `Invalid schema for function '${name}': schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top level.`;
  if (/"type":"array"(?![^{}]*"items")/.test(JSON.stringify(schema)))
    return `Invalid schema for function '${name}': In context=('properties'), array schema missing items.`;
  return undefined;
}
