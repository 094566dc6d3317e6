import assert from "node:assert/strict";
import { commonSchema } from "./common-schema";

const property = (schema: object, root: object = {}): unknown =>
  (commonSchema({ type: "object", properties: { it: schema }, ...root })["properties"] as Record<string, unknown>)[
    "it"
  ];

describe("commonSchema", () => {
  it("is that of an object, whatever came", () => {
    for (const schema of [undefined, {}, { type: "string" }, [], { type: "object" }, { properties: 7 }])
      assert.deepEqual(commonSchema(schema), { type: "object", properties: {} });
  });

  it("keeps what all servers take", () => {
    const schema = {
      type: "object",
      description: "What to read.",
      properties: {
        path: { type: "string", description: "Where.", minLength: 1 },
        lines: { type: "array", items: { type: "integer", minimum: 1 } },
        mode: { type: "string", enum: ["a", "b"] },
        inner: { type: "object", properties: { x: { type: "number" } }, required: ["x"] },
      },
      required: ["path"],
    };
    assert.deepEqual(commonSchema(schema), schema);
  });

  for (const [what, given, cleaned] of [
    [
      "words that servers refuse",
      { type: "string", $comment: "x", format: "uri", examples: ["a"], markdownDescription: "b" },
      { type: "string" },
    ],
    ["a list without items", { type: "array" }, { type: "array", items: {} }],
    [
      "items in places",
      { type: "array", prefixItems: [{ type: "string" }] },
      { type: "array", items: { type: "string" } },
    ],
    [
      "an object without its type",
      { properties: { a: { type: "string" } } },
      { type: "object", properties: { a: { type: "string" } } },
    ],
    ["a text or nothing", { type: ["string", "null"] }, { type: "string" }],
    ["one of several types", { type: ["string", "number"] }, { anyOf: [{ type: "string" }, { type: "number" }] }],
    [
      "this or nothing",
      { description: "d", anyOf: [{ type: "string" }, { type: "null" }] },
      { type: "string", description: "d" },
    ],
    [
      "one of several",
      { oneOf: [{ type: "string" }, { type: "number" }] },
      { anyOf: [{ type: "string" }, { type: "number" }] },
    ],
    [
      "alternatives that only ask for properties",
      { type: "object", anyOf: [{ required: ["a"] }, { required: ["b"] }] },
      { type: "object" },
    ],
    ["a constant", { const: "x" }, { enum: ["x"] }],
    ["a choice or nothing", { type: ["string", "null"], enum: ["a", null] }, { type: "string", enum: ["a"] }],
    ["a choice between numbers", { type: "integer", enum: [1, 2] }, { type: "integer" }],
    ["a choice between this and that", { enum: ["a", 1] }, {}],
    ["anything", true, {}],
    ["a map", { type: "object", additionalProperties: { type: "string" } }, { type: "object" }],
    ["needed properties that do not exist", { type: "object", properties: {}, required: ["a"] }, { type: "object" }],
  ] as const)
    it(`says ${what} as servers take it`, () => assert.deepEqual(property(given as object), cleaned));

  it("puts what is referred to in its place, and follows no reference to itself", () => {
    const root = { $defs: { place: { type: "object", properties: { next: { $ref: "#/$defs/place" } } } } };
    assert.deepEqual(property({ $ref: "#/$defs/place" }, root), { type: "object", properties: { next: {} } });
    for (const ref of ["#", "#/$defs/none", "https://example.com/x", "#/$defs/__proto__"])
      assert.doesNotThrow(() => property({ $ref: ref }, root));
  });

  it("makes one of what must hold together, and of a choice at the top", () => {
    assert.deepEqual(
      property({
        allOf: [{ type: "object", properties: { a: { type: "string" } }, required: ["a"] }, { properties: { b: {} } }],
      }),
      { type: "object", properties: { a: { type: "string" }, b: {} }, required: ["a"] },
    );
    assert.deepEqual(
      commonSchema({
        anyOf: [{ properties: { a: { type: "string" } }, required: ["a"] }, { properties: { b: { type: "number" } } }],
      }),
      { type: "object", properties: { a: { type: "string" }, b: { type: "number" } } },
    );
  });

  it("is bounded where few words refer to very many", () => {
    const $defs = Object.fromEntries(
      Array.from({ length: 30 }, (_, at) => [
        `d${at}`,
        { type: "object", properties: { a: { $ref: `#/$defs/d${at + 1}` }, b: { $ref: `#/$defs/d${at + 1}` } } },
      ]),
    );
    assert.ok(JSON.stringify(property({ $ref: "#/$defs/d0" }, { $defs })).length < 500_000);
    let deep: object = {};
    for (let at = 0; at < 5_000; at++) deep = { type: "array", items: deep };
    assert.doesNotThrow(() => property(deep));
  });
});
