import assert from "node:assert/strict";
import { MAX_CALL_ID_CHARS, MAX_IMAGE_BYTES, MAX_PARTS, MAX_TOOLS } from "../../model/limits";
import type { ChatMessage } from "../../model/chat";
import type { RequestOptions } from "../../model/request";
import { requestInput } from "./input";

const input = (messages: unknown, options: object = {}) =>
  requestInput(messages as ChatMessage[], options as RequestOptions);
const user = (...content: unknown[]) => [{ role: "user", content }];
const text = { type: "text", text: "hi" };
const image = { type: "image", mimeType: "image/png", data: new Uint8Array([1]) };
const call = { type: "tool_call", id: "a", name: "read", input: { path: ["x"] } };
const cyclic: Record<string, unknown> = {};
cyclic["self"] = cyclic;

describe("a prompt with parts", () => {
  it("is no more its caller's to change", () => {
    const data = new Uint8Array([1]);
    const made = { path: ["x"] };
    const messages = [
      { role: "user", content: [text, { ...image, data, more: 1 }] },
      { role: "assistant", content: [{ ...call, input: made }] },
      { role: "user", content: [{ type: "tool_result", id: "a", content: [text], isError: true }] },
    ];
    const { messages: own } = input(messages);
    const before = structuredClone(own);
    data[0] = 9;
    made.path.push("y");
    assert.deepEqual(own, before);
    assert.deepEqual(own, [
      { role: "user", content: [text, image] },
      { role: "assistant", content: [call] },
      { role: "user", content: [{ type: "tool_result", id: "a", content: [text], isError: true }] },
    ]);
  });

  for (const [what, messages] of [
    ["no parts", user()],
    ["blanks only", user({ type: "text", text: " \n" })],
    ["a part of no type", user({ text: "hi" })],
    ["a part that is nothing", user(null)],
    ["a text that is none", user({ type: "text", text: 7 })],
    ["an image of another type", user({ ...image, mimeType: "text/html" })],
    ["an image without a type", user({ ...image, mimeType: undefined })],
    ["an image as text", user({ ...image, data: "aGk=" })],
    ["an empty image", user({ ...image, data: new Uint8Array(0) })],
    ["an image of the assistant", [{ role: "assistant", content: [image] }]],
    ["a call of the user", user(call)],
    [
      "a result of the assistant",
      [{ role: "assistant", content: [{ type: "tool_result", id: "a", content: [text] }] }],
    ],
    ["a result that is a text", user({ type: "tool_result", id: "a", content: "hi" })],
    ["a call in a result", user({ type: "tool_result", id: "a", content: [call] })],
    ["a result without an id", user({ type: "tool_result", content: [text] })],
    ["a call without a name", [{ role: "assistant", content: [{ ...call, name: "" }] }]],
    ["a call with a list", [{ role: "assistant", content: [{ ...call, input: [] }] }]],
    ["a call with what goes round", [{ role: "assistant", content: [{ ...call, input: cyclic }] }]],
    ["a role of its own", [{ role: "tool", content: [text] }]],
  ] as [string, unknown][])
    it(`is a TypeError with ${what}`, () => assert.throws(() => input(messages), TypeError));

  for (const [what, messages] of [
    ["too many parts", user(...Array.from({ length: MAX_PARTS + 1 }, () => text))],
    ["an image that is too large", user({ ...image, data: new Uint8Array(MAX_IMAGE_BYTES + 1) })],
    [
      "images that are too large together",
      user(...Array.from({ length: 4 }, () => ({ ...image, data: new Uint8Array(MAX_IMAGE_BYTES) }))),
    ],
    ["an id that is too long", user({ type: "tool_result", id: "x".repeat(MAX_CALL_ID_CHARS + 1), content: [text] })],
  ] as [string, unknown][])
    it(`is a RangeError with ${what}`, () => assert.throws(() => input(messages), RangeError));
});

it("a prompt may have ids with more in them than a name, as some gateways make them", () => {
  const long = { ...call, id: `call_1__thought__${"x".repeat(4_000)}` };
  assert.deepEqual(input([{ role: "assistant", content: [long] }]).messages[0]?.content, [long]);
});

describe("tools of a request", () => {
  it("are taken over as they are, and none is no option", () => {
    const tools = [{ name: "read", description: "Reads.", inputSchema: { type: "object" } }, { name: "now" }];
    const { options } = input("hi", { tools, toolChoice: "required", thinking: true });
    assert.deepEqual(options, { tools, toolChoice: "required", thinking: true });
    assert.notEqual(options.tools![0]!.inputSchema, tools[0]!.inputSchema);
    assert.deepEqual(input("hi", { tools: [], toolChoice: "required" }).options, {});
  });

  let deep: object = {};
  for (let at = 0; at < 200; at++) deep = { properties: { deep } };
  for (const [what, options, kind] of [
    ["are no list", { tools: {} }, TypeError],
    ["hold nothing", { tools: [null] }, TypeError],
    ["have no name", { tools: [{ name: "" }] }, TypeError],
    ["are described by a number", { tools: [{ name: "a", description: 7 }] }, TypeError],
    ["take a text", { tools: [{ name: "a", inputSchema: "{}" }] }, TypeError],
    ["take what goes round", { tools: [{ name: "a", inputSchema: cyclic }] }, TypeError],
    ["are nested without end", { tools: [{ name: "a", inputSchema: deep }] }, RangeError],
    ["have one name", { tools: [{ name: "a" }, { name: "a" }] }, RangeError],
    ["are too many", { tools: Array.from({ length: MAX_TOOLS + 1 }, (_, at) => ({ name: `t${at}` })) }, RangeError],
    ["are chosen in another way", { tools: [{ name: "a" }], toolChoice: "any" }, RangeError],
  ] as [string, object, new () => Error][])
    it(`are refused where they ${what}`, () => assert.throws(() => input("hi", options), kind));
});
