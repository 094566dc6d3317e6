import assert from "node:assert/strict";
import { partsOf } from "../../core/endpoint/message/message-text";
import { pairedCalls } from "../../core/endpoint/message/paired-calls";
import { requestInput } from "../../core/service/request/input";
import { requestMessages, requestTools, titleOf } from "./request-messages";

const text = (value: string) => ({ value, audience: undefined });
const given = (role: number, content: unknown) => ({ role, content, name: undefined }) as never;

describe("the messages of a chat", () => {
  it("are the service's, in their roles; words alone stay a text", () => {
    assert.deepEqual(
      requestMessages([
        given(3, [text("Be brief")]),
        given(1, [text("a"), text("b")]),
        given(2, "c"),
        given(9, [text("d")]),
      ]),
      [
        { role: "system", content: "Be brief" },
        { role: "user", content: "ab" },
        { role: "assistant", content: "c" },
        { role: "user", content: "d" },
      ],
    );
  });

  it("carry calls of tools and their results, with words, values and pictures", () => {
    const data = Uint8Array.of(1, 2);
    assert.deepEqual(
      requestMessages([
        given(2, [
          text("I look"),
          { callId: "1", name: "look", input: { at: "x" } },
          { callId: "2", name: "bad", input: 5 },
        ]),
        given(1, [
          {
            callId: "1",
            content: [
              text("seen"),
              { value: { json: true } },
              { data, mimeType: "image/png" },
              { data: Buffer.from('{"a":1}'), mimeType: "application/json" },
            ],
          },
          { callId: "2", content: ["failed"], isError: true },
        ]),
      ]),
      [
        {
          role: "assistant",
          content: [
            { type: "text", text: "I look" },
            { type: "tool_call", id: "1", name: "look", input: { at: "x" } },
            { type: "tool_call", id: "2", name: "bad", input: {} },
          ],
        },
        {
          role: "user",
          content: [
            {
              type: "tool_result",
              id: "1",
              content: [
                { type: "text", text: "seen" },
                { type: "text", text: '{"json":true}' },
                { type: "image", mimeType: "image/png", data },
                { type: "text", text: '{"a":1}' },
              ],
            },
            { type: "tool_result", id: "2", content: [{ type: "text", text: "failed" }], isError: true },
          ],
        },
      ],
    );
  });

  it("lose what is for no model: reasoning, marks, figures, what nobody knows", () => {
    const thinking = { value: "hm", id: undefined, metadata: undefined };
    const mark = { data: Buffer.from("ephemeral"), mimeType: "cache_control" };
    const usage = { data: Buffer.from("{}"), mimeType: "usage" };
    assert.deepEqual(requestMessages([given(2, [thinking, mark, usage, null, 7, {}, { value: undefined }])]), []);
    assert.deepEqual(requestMessages([given(2, [thinking, text("x")])]), [{ role: "assistant", content: "x" }]);
  });

  it("say to the model where something stood that no server takes", () => {
    const data = Uint8Array.of(1, 2);
    const said = (type: string) =>
      `[Something of type ${type} stood here. It was left out: only text and pictures can be sent.]`;
    const sound = { data, mimeType: "audio/wav" };
    assert.deepEqual(requestMessages([given(1, [sound])]), [{ role: "user", content: said("audio/wav") }]);
    assert.deepEqual(requestMessages([given(2, [{ data, mimeType: "image/png" }])]), [
      { role: "assistant", content: said("image/png") },
    ]);
    assert.deepEqual(requestMessages([given(1, [{ callId: "1", content: [sound] }])]), [
      {
        role: "user",
        content: [{ type: "tool_result", id: "1", content: [{ type: "text", text: said("audio/wav") }] }],
      },
    ]);
    const [{ content } = { content: "" }] = requestMessages([given(1, [{ data, mimeType: `a/${"x".repeat(5_000)}` }])]);
    assert.ok(content.length < 300);
  });

  it("carry a drawing that is text as text", () => {
    assert.deepEqual(requestMessages([given(1, [{ data: Buffer.from("<svg/>"), mimeType: "image/svg+xml" }])]), [
      { role: "user", content: "<svg/>" },
    ]);
  });

  it("know a type whatever its case and its parameters, and texts that are not called so", () => {
    const words = [
      "Text/Markdown; charset=utf-8",
      "application/json;charset=utf-8",
      "application/x-yaml",
      "APPLICATION/XML",
    ];
    for (const mimeType of words)
      assert.deepEqual(requestMessages([given(1, [{ data: Buffer.from("é"), mimeType }])]), [
        { role: "user", content: "é" },
      ]);
    const data = Uint8Array.of(1, 2);
    for (const [told, mimeType] of [
      ["IMAGE/PNG; q=1", "image/png"],
      ["image/jpg", "image/jpeg"],
    ] as const)
      assert.deepEqual(requestMessages([given(1, [{ data, mimeType: told }])]), [
        { role: "user", content: [{ type: "image", mimeType, data }] },
      ]);
  });

  it("are not refused for what a call of the past does not have", () => {
    const messages = requestMessages([
      given(2, [
        { callId: "", name: "look", input: [1] },
        { callId: "", name: "", input: undefined },
      ]),
      given(1, [
        { callId: "", content: [text("one")] },
        { callId: "", content: [text("two")] },
      ]),
    ]);
    assert.deepEqual(pairedCalls(requestInput(messages, {}).messages).flatMap(partsOf), [
      { type: "tool_call", id: "call", name: "look", input: {} },
      { type: "tool_call", id: "call_2", name: "unknown", input: {} },
      { type: "tool_result", id: "call", content: [{ type: "text", text: "one" }] },
      { type: "tool_result", id: "call_2", content: [{ type: "text", text: "two" }] },
    ]);
  });

  it("are not refused for what is past and nobody can mend: names and ids without end, depth, pictures that are none", () => {
    const deep = Array.from({ length: 100 }).reduce<object>((inner) => ({ a: inner }), {});
    const picture = (mimeType: string, bytes: number) => ({ mimeType, data: new Uint8Array(bytes) });
    const messages = requestMessages([
      given(2, [{ callId: "i".repeat(70_000), name: "n".repeat(300), input: deep }]),
      given(1, [{ callId: "i".repeat(70_000), content: [picture("image/png", 0), picture("image/", 3)] }]),
      given(1, [text("See"), picture("image/x y", 3), picture("image/png", 3)]),
    ]);
    const parts = pairedCalls(requestInput(messages, {}).messages).flatMap(partsOf);
    assert.deepEqual(
      parts.map(({ type }) => type),
      ["tool_call", "tool_result", "text", "text", "image"],
    );
    const [call, result] = parts;
    assert.ok(call?.type === "tool_call" && result?.type === "tool_result");
    assert.match(JSON.stringify(call.input), /^(?:\{"a":){60}/);
    assert.deepEqual(
      result.content.map((part) => part.type === "text" && part.text),
      [
        "[A picture without any data stood here.]",
        "[Something of type image/ stood here. It was left out: only text and pictures can be sent.]",
      ],
    );
  });

  it("leave out an input that is longer than all bounds, or would be if it were written out", () => {
    const doubled = Array.from({ length: 60 }).reduce<object>((inner) => ({ a: inner, b: inner }), {});
    for (const input of [doubled, { text: "x".repeat(9 * 1024 * 1024) }]) {
      const messages = requestMessages([given(2, [{ callId: "1", name: "read", input }])]);
      assert.deepEqual(messages[0]?.content, [{ type: "tool_call", id: "1", name: "read", input: {} }]);
    }
  });

  it("are nothing where they are no messages", () => {
    assert.deepEqual(requestMessages([given(1, undefined), given(1, 5), undefined as never, 5 as never]), []);
  });

  it("bound what a tool gave however deep it is nested", () => {
    const deep: Record<string, unknown> = {};
    let level = deep;
    for (let at = 0; at < 20_000; at++) level = (level["x"] = {}) as Record<string, unknown>;
    const [message] = requestMessages([given(1, [{ callId: "1", content: [{ value: deep }] }])]);
    assert.ok(JSON.stringify(message).length < 2_000);
  });

  it("have a title: the last thing that a person said, on one line", () => {
    assert.equal(
      titleOf(requestMessages([given(1, [text("Old")]), given(1, [text(" Why\n is  this? ")]), given(2, "x")])),
      "Why is this?",
    );
    assert.equal(titleOf(requestMessages([given(1, [text("x".repeat(5_000))])]))?.length, 200);
    assert.equal(titleOf([]), undefined);
  });

  it("come with tools", () => {
    assert.deepEqual(
      requestTools([
        { name: "a", description: "b", inputSchema: { type: "object" } },
        { name: "c", description: "" },
        { name: "d", description: "", inputSchema: true as never },
        { name: "e", description: "", inputSchema: [] },
      ]),
      [{ name: "a", description: "b", inputSchema: { type: "object" } }, { name: "c" }, { name: "d" }, { name: "e" }],
    );
  });
});
