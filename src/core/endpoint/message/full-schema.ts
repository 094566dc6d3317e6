import { isFields, type Fields } from "../../foreign/json";
import { MAX_JSON_DEPTH, MAX_SCHEMA_PARTS } from "../../model/limits";
import { commonSchema } from "./common-schema";

/** What says nothing of a value: where the schema is from, and what editors add for themselves. */
const IDLE = new Set([
  "$schema",
  "$id",
  "$comment",
  "markdownDescription",
  "enumDescriptions",
  "markdownEnumDescriptions",
  "enumItemLabels",
  "deprecationMessage",
  "markdownDeprecationMessage",
  "defaultSnippets",
  "errorMessage",
  "patternErrorMessage",
  "doNotSuggest",
  "suggestSortText",
]);
/** What no server takes beside the properties at the top. */
const NOT_AT_THE_TOP = ["$ref", "anyOf", "oneOf", "allOf", "not", "enum", "const"];
/** Words whose value has schemas under names of the author's own. */
const NAMED = new Set(["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"]);
/** Words whose value is no schema, whatever it looks like. */
const VALUES = new Set(["enum", "const", "default", "examples", "required", "dependentRequired", "type"]);

/**
 * The schema of what a tool is called with, of an object, with all that JSON Schema can say: formats, conditions, maps, references, recursion. What is refused
 * wherever it stands is mended; a schema that has a choice at its top, or is beyond all bounds, is said in the common words.
 */
export function fullSchema(schema: object | undefined): Fields {
  if (!isFields(schema) || NOT_AT_THE_TOP.some((word) => schema[word] !== undefined)) return commonSchema(schema);
  const copied = new Copy(schema).made();
  return copied ? { ...copied, type: "object", properties: copied["properties"] ?? {} } : commonSchema(schema);
}

class Copy {
  readonly #root: Fields;
  #parts = 0;
  #tooMuch = false;

  constructor(root: Fields) {
    this.#root = root;
  }

  /** Undefined: it has no bounds. */
  made(): Fields | undefined {
    const made = this.#schema(this.#root, 0);
    return this.#tooMuch || !isFields(made) ? undefined : made;
  }

  #schema(given: unknown, depth: number): unknown {
    if (!this.#fits(depth)) return {};
    if (typeof given === "boolean") return given;
    if (!isFields(given)) return {};
    const made = Object.fromEntries(
      Object.entries(given).flatMap(([word, value]) => {
        if (IDLE.has(word) || (word === "$ref" && !this.#leads(value))) return [];
        return [[word, this.#valueOf(word, value, depth + 1)]];
      }),
    );
    // OpenAI refuses a list of which nothing is said.
    const isList = [made["type"]].flat().includes("array");
    return isList && made["items"] === undefined && made["prefixItems"] === undefined ? { ...made, items: {} } : made;
  }

  #valueOf(word: string, value: unknown, depth: number): unknown {
    if (VALUES.has(word)) return this.#plain(value, depth);
    if (NAMED.has(word)) {
      const named = isFields(value) ? Object.entries(value) : [];
      return Object.fromEntries(named.map(([name, schema]) => [name, this.#schema(schema, depth)]));
    }
    if (Array.isArray(value)) return value.map((schema: unknown) => this.#schema(schema, depth));
    return isFields(value) ? this.#schema(value, depth) : value;
  }

  /** A value as it is, as long as it has bounds. */
  #plain(value: unknown, depth: number): unknown {
    if (typeof value !== "object" || value === null) return value;
    if (!this.#fits(depth)) return null;
    for (const part of Object.values(value)) this.#plain(part, depth + 1);
    return value;
  }

  #fits(depth: number): boolean {
    if (depth > MAX_JSON_DEPTH || ++this.#parts > MAX_SCHEMA_PARTS) this.#tooMuch = true;
    return !this.#tooMuch;
  }

  /** Within the schema only, and to something: `#/$defs/name`. */
  #leads(ref: unknown): boolean {
    if (typeof ref !== "string" || !ref.startsWith("#")) return false;
    let found: unknown = this.#root;
    for (const step of ref.slice(1).split("/").slice(1, MAX_JSON_DEPTH)) {
      const name = step.replace(/~1/g, "/").replace(/~0/g, "~");
      found = isFields(found) && Object.hasOwn(found, name) ? found[name] : undefined;
    }
    return found !== undefined;
  }
}
