import { isFields, type Fields, type Said, type ToolCallPart } from "./said";

/** The calls of tools in a message, or the next pieces of them: a list, one alone, or the older form with a single call. */
export function callsOf({ tool_calls: calls, function_call: call }: Fields): Said[] {
  const given: unknown[] = Array.isArray(calls) ? calls : isFields(calls) ? [calls] : [];
  return [...given, ...(isFields(call) ? [{ function: call }] : [])].map(callOf);
}

/** A call whose name and input stand in a field of their own, or beside the rest. */
function callOf(call: unknown): Said {
  if (!isFields(call)) return { type: "tool_call" };
  const called = isFields(call["function"]) ? call["function"] : call;
  const place = call["index"] ?? called["index"];
  return {
    type: "tool_call",
    part: {
      ...placeOf(place),
      ...textField("id", call["id"]),
      ...textField("name", called["name"]),
      ...inputField(called["arguments"] ?? called["parameters"] ?? called["input"]),
    },
  };
}

/** One part of a message that is a call, such as Anthropic's `tool_use`, or the next piece of the JSON of one. A call of the server's own tools is none of ours. */
export function callOfPart(part: Fields, type: string): Said {
  if (type === "input_json_delta") return { type: "tool_call", part: inputField(part["partial_json"]) };
  if (type !== "tool_use" && type !== "tool_call" && type !== "function_call") return { type: "tool_call" };
  const { type: said, part: call = {} } = callOf(part) as Said & { type: "tool_call" };
  // The block begins with an empty object, whatever follows.
  const { input, ...rest } = call;
  const isEmpty = typeof input === "object" && Object.keys(input).length === 0;
  return { type: said, part: isEmpty || input === undefined ? rest : call };
}

const placeOf = (place: unknown): Pick<ToolCallPart, "place"> =>
  typeof place === "number" || typeof place === "string" ? { place } : {};

const textField = (name: "id" | "name", value: unknown): ToolCallPart =>
  typeof value === "string" && value !== "" ? { [name]: value } : {};

const inputField = (input: unknown): Pick<ToolCallPart, "input"> =>
  typeof input === "string" || (typeof input === "object" && input !== null) ? { input } : {};
