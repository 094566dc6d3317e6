import { isFields, type Fields } from "../../foreign/json";
import { MAX_JSON_DEPTH, MAX_SCHEMA_PARTS } from "../../model/limits";

/**
 * What all servers understand of JSON Schema. The rest is refused by one or the other with the whole request: references, conditions, formats, patterns of
 * names, and the words that editors add for themselves.
 */
const TAKEN = [
  "title",
  "description",
  "default",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "pattern",
];
const TYPES = new Set(["string", "number", "integer", "boolean", "object", "array"]);

/**
 * The schema of what a tool is called with, of an object, in words that all servers take. What it cannot say in these it says less strictly; for those that take all
 * of JSON Schema there is `full-schema`.
 */
export function commonSchema(schema: object | undefined): Fields {
  const cleaned = isFields(schema) ? new Cleaner(schema).clean(schema) : {};
  const { properties, required, description } = cleaned;
  // At the top no server takes anything but an object, nor a choice between several.
  const branches = Array.isArray(cleaned["anyOf"]) ? cleaned["anyOf"].filter(isFields) : [];
  const all: Fields = Object.assign({}, ...branches.map(propertiesOf), isFields(properties) ? properties : {});
  return {
    type: "object",
    ...(typeof description === "string" && { description }),
    properties: all,
    ...(Array.isArray(required) && required.length > 0 && { required }),
  };
}

const propertiesOf = ({ properties }: Fields): Fields => (isFields(properties) ? properties : {});

class Cleaner {
  readonly #root: Fields;
  /** References that are being followed: one to itself has no end. */
  readonly #followed: string[] = [];
  #parts = 0;

  constructor(root: Fields) {
    this.#root = root;
  }

  clean(schema: unknown, depth = 0): Fields {
    if (!isFields(schema) || depth > MAX_JSON_DEPTH || ++this.#parts > MAX_SCHEMA_PARTS) return {};
    const { $ref: ref } = schema;
    if (typeof ref === "string") return { ...this.#followedTo(ref, depth), ...ownWords(schema) };
    const merged = this.#withAllOf(schema, depth);
    const branches = this.#branches(merged, depth);
    const type = typeOf(merged);
    return {
      // One alternative is none: mostly it was this or nothing.
      ...(branches.length === 1 && branches[0]),
      ...ownWords(merged),
      ...enumOf(merged),
      ...(typeof type === "string" && { type }),
      ...(Array.isArray(type) && branches.length === 0 && { anyOf: type.map((one) => ({ type: one })) }),
      ...(branches.length > 1 && { anyOf: branches }),
      ...(type === "object" && this.#objectWords(merged, depth)),
      ...(type === "array" && { items: this.clean(firstOf(merged["items"] ?? merged["prefixItems"]), depth + 1) }),
    };
  }

  #objectWords({ properties, required }: Fields, depth: number): Fields {
    const cleaned = Object.fromEntries(
      Object.entries(isFields(properties) ? properties : {}).map(([name, value]) => [
        name,
        this.clean(value, depth + 1),
      ]),
    );
    const needed = Array.isArray(required) ? required.filter((name) => Object.hasOwn(cleaned, String(name))) : [];
    // Without any it is an object of whatever names, a map: an empty list would say to some servers that it has none.
    return {
      ...(Object.keys(cleaned).length > 0 && { properties: cleaned }),
      ...(needed.length > 0 && { required: needed }),
    };
  }

  /** Alternatives, without the one that says “or nothing”; none where one of them allows anything. */
  #branches({ anyOf, oneOf }: Fields, depth: number): Fields[] {
    const given: unknown = anyOf ?? oneOf;
    if (!Array.isArray(given)) return [];
    const branches = given
      .filter((branch) => !isFields(branch) || branch["type"] !== "null")
      .map((branch) => this.clean(branch, depth + 1));
    return branches.some((branch) => Object.keys(branch).length === 0) ? [] : branches;
  }

  /** What must hold together, as one. */
  #withAllOf(schema: Fields, depth: number): Fields {
    const all: unknown = schema["allOf"];
    if (!Array.isArray(all)) return schema;
    const parts = [...all.slice(0, MAX_JSON_DEPTH).map((part) => this.clean(part, depth + 1)), schema];
    const required = parts.flatMap(({ required: names }): unknown[] => (Array.isArray(names) ? names : []));
    const properties: Fields = Object.assign({}, ...parts.map(propertiesOf));
    return {
      ...(Object.assign({}, ...parts) as Fields),
      ...(Object.keys(properties).length > 0 && { properties }),
      ...(required.length > 0 && { required: [...new Set(required)] }),
    };
  }

  #followedTo(ref: string, depth: number): Fields {
    if (this.#followed.includes(ref)) return {};
    this.#followed.push(ref);
    const found = this.clean(this.#find(ref), depth + 1);
    this.#followed.pop();
    return found;
  }

  /** Within the schema only: `#/$defs/name`. */
  #find(ref: string): unknown {
    if (!ref.startsWith("#")) return undefined;
    let found: unknown = this.#root;
    for (const step of ref.slice(1).split("/").slice(1, MAX_JSON_DEPTH)) {
      const name = step.replace(/~1/g, "/").replace(/~0/g, "~");
      found = isFields(found) && Object.hasOwn(found, name) ? found[name] : undefined;
    }
    return found;
  }
}

const ownWords = (schema: Fields): Fields =>
  Object.fromEntries(TAKEN.filter((word) => isPlain(schema[word])).map((word) => [word, schema[word]]));

const isPlain = (value: unknown): boolean => ["string", "number", "boolean"].includes(typeof value);

/** One type, several, or undefined where the schema allows anything. `null` is left out: what may be nothing may as well be absent. */
function typeOf({ type, properties, items }: Fields): string | string[] | undefined {
  const types = (Array.isArray(type) ? type : [type]).filter(
    (one): one is string => typeof one === "string" && TYPES.has(one),
  );
  if (types.length > 1) return types;
  return types[0] ?? (isFields(properties) ? "object" : items === undefined ? undefined : "array");
}

/** A choice between texts. Gemini and older versions of Ollama refuse one that has anything else in it. */
function enumOf({ enum: given, const: only }: Fields): Fields {
  const values: unknown[] = Array.isArray(given)
    ? given.filter((value) => value !== null)
    : only === undefined
      ? []
      : [only];
  return values.length > 0 && values.every((value) => typeof value === "string") ? { enum: values } : {};
}

const firstOf = (items: unknown): unknown => (Array.isArray(items) ? items[0] : items);
