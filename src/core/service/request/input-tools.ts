import type { ToolChoice, ToolDefinition } from "../../model/chat";
import { MAX_NAME_CHARS, MAX_SCHEMA_CHARS, MAX_TOOLS } from "../../model/limits";
import { ownJson, ownList, ownText } from "./input-values";

const CHOICES: ReadonlySet<unknown> = new Set<ToolChoice>(["auto", "required", "none"]);

/** The tools of a request, no more their caller's to change; undefined where there are none. Throws a TypeError or RangeError that names what is wrong. */
export function ownTools(given: ToolDefinition[] | undefined): ToolDefinition[] | undefined {
  if (given === undefined) return undefined;
  const tools = ownList("tools", given, MAX_TOOLS).map(ownTool);
  const names = new Set(tools.map(({ name }) => name));
  const twice = tools.find(({ name }) => !names.delete(name));
  if (twice) throw new RangeError(`There are two tools named ${JSON.stringify(twice.name)}.`);
  return tools.length > 0 ? tools : undefined;
}

export function checkToolChoice(given: unknown): void {
  if (given !== undefined && !CHOICES.has(given))
    throw new RangeError('toolChoice must be "auto", "required" or "none".');
}

function ownTool(tool: ToolDefinition): ToolDefinition {
  const { description, inputSchema, name: givenName } = tool ?? {};
  const name = ownText("The name of a tool", givenName, MAX_NAME_CHARS);
  const which = `the tool ${JSON.stringify(name)}`;
  if (description !== undefined && typeof description !== "string")
    throw new TypeError(`The description of ${which} must be a text.`);
  if (description && description.length > MAX_SCHEMA_CHARS)
    throw new RangeError(`The description of ${which} has more than ${MAX_SCHEMA_CHARS} characters.`);
  return {
    name,
    ...(description !== undefined && { description }),
    ...(inputSchema !== undefined && {
      inputSchema: ownJson(`The inputSchema of ${which}`, inputSchema, MAX_SCHEMA_CHARS),
    }),
  };
}
