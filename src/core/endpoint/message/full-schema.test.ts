import assert from "node:assert/strict";
import { commonSchema } from "./common-schema";
import { fullSchema } from "./full-schema";

describe("fullSchema", () => {
  it("keeps all that JSON Schema says: formats, maps, conditions, constants, recursion", () => {
    const schema = {
      type: "object",
      description: "What to write.",
      properties: {
        when: { type: "string", format: "date-time" },
        headers: { type: "object", additionalProperties: { type: "string" } },
        size: { type: ["integer", "null"], exclusiveMinimum: 0, multipleOf: 2 },
        kind: { const: "file" },
        either: { oneOf: [{ type: "string", minLength: 1 }, { type: "null" }] },
        tree: { $ref: "#/$defs/node" },
        // A property may have the name of any word.
        $comment: { type: "string" },
        enum: { type: "array", items: { enum: [1, null, { a: [] }] }, uniqueItems: true },
        pair: { type: "array", prefixItems: [{ type: "string" }, { type: "number" }] },
      },
      required: ["kind"],
      additionalProperties: false,
      if: { properties: { kind: { const: "file" } } },
      then: { required: ["when"] },
      $defs: { node: { type: "object", properties: { next: { $ref: "#/$defs/node" } } } },
    };
    assert.deepEqual(fullSchema(schema), schema);
  });

  it("leaves out what says nothing of a value, and references that lead nowhere", () => {
    assert.deepEqual(
      fullSchema({
        $schema: "http://json-schema.org/draft-07/schema#",
        $id: "https://example.com/x",
        properties: {
          a: { type: "string", markdownDescription: "b", $comment: "c", defaultSnippets: [{}] },
          b: { $ref: "https://example.com/x", description: "d" },
          c: { $ref: "#/$defs/__proto__" },
          d: { type: "array" },
          e: { type: ["array", "null"] },
          f: true,
          g: 7,
        },
      }),
      {
        type: "object",
        properties: {
          a: { type: "string" },
          b: { description: "d" },
          c: {},
          d: { type: "array", items: {} },
          e: { type: ["array", "null"], items: {} },
          f: true,
          g: {},
        },
      },
    );
  });

  it("is that of an object, whatever came", () => {
    for (const schema of [undefined, {}, { type: "string" }, [], { type: "object" }, { properties: 7 }])
      assert.deepEqual(fullSchema(schema), { type: "object", properties: {} });
  });

  it("is said in the common words where there is a choice at the top, or no bound", () => {
    const choice = { anyOf: [{ properties: { a: { type: "string", format: "uri" } } }] };
    let deep: object = {};
    for (let at = 0; at < 5_000; at++) deep = { type: "object", properties: { x: deep } };
    const wide = { properties: Object.fromEntries(Array.from({ length: 6_000 }, (_, at) => [`p${at}`, {}])) };
    const values = { properties: { a: { enum: Array.from({ length: 6_000 }, () => [[]]) } } };
    const circle: { properties: Record<string, unknown> } = { properties: {} };
    circle.properties["self"] = circle;
    for (const schema of [choice, deep, wide, values, circle])
      assert.deepEqual(fullSchema(schema), commonSchema(schema));
  });
});
