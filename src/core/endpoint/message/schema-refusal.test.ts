import assert from "node:assert/strict";
import { insteadOf } from "./schema-refusal";

describe("what is sent after a refusal of a tool's schema", () => {
  const tools = [{ name: "a", inputSchema: { type: "object", properties: { at: { type: "string", format: "uri" } } } }];
  const common = [{ name: "a", inputSchema: { type: "object", properties: { at: { type: "string" } } } }];

  for (const refusal of [
    "tools.0.custom.input_schema: JSON schema is invalid. It must match JSON Schema draft 2020-12",
    "json: cannot unmarshal array into Go struct field .tools.function.parameters.properties.type of type string",
    `Unknown name "format" at 'tools[0].function_declarations[0].parameters.properties[0].value': Cannot find field.`,
    "failed to parse grammar",
  ])
    it(`is the same in common words: ${refusal.slice(0, 40)}`, () => {
      assert.deepEqual(insteadOf(tools, JSON.stringify({ error: { message: refusal } })), common);
    });

  it("is nothing where it was about something else, or nothing can be said in fewer words", () => {
    assert.equal(insteadOf(tools, "max_tokens is too large"), undefined);
    assert.equal(insteadOf(common, "the schema is invalid"), undefined);
    assert.equal(insteadOf(undefined, "the schema is invalid"), undefined);
  });
});
