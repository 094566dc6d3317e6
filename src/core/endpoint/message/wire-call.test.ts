import assert from "node:assert/strict";
import type { ChatMessage, MessagePart } from "../../model/chat";
import { partsOf } from "./message-text";
import { wireCall } from "./wire-call";

const text = (words: string) => ({ type: "text", text: words }) as const;
const called = (id: string, name = "read") => ({ type: "tool_call", id, name, input: {} }) as const;
const result = (id: string, words = id): MessagePart => ({ type: "tool_result", id, content: [text(words)] });
const none = (id: string) => ({ type: "tool_result", id, content: [text("No result was given.")], isError: true });
const wired = (messages: ChatMessage[]) => wireCall({ model: "m", messages, stream: true }, 0).call.messages;

describe("wireCall", () => {
  it("leaves a call of words alone as it is", () => {
    const call = { model: "m", messages: [{ role: "user" as const, content: "hi" }], stream: true };
    const wire = wireCall(call, 0);
    assert.equal(wire.call, call);
    assert.equal(wire.offered, undefined);
  });

  it("writes words in parts as words", () => {
    assert.deepEqual(wired([{ role: "user", content: [text("a"), text("b")] }]), [{ role: "user", content: "ab" }]);
  });

  it("puts each result right behind its call, in the order of the calls, in however many messages they came", () => {
    assert.deepEqual(
      wired([
        { role: "assistant", content: "I look." },
        { role: "assistant", content: [called("a")] },
        { role: "assistant", content: [called("b"), called("c")] },
        { role: "user", content: [text("and?"), result("c")] },
        { role: "user", content: [result("a")] },
        { role: "user", content: "Go on." },
      ]),
      [
        { role: "assistant", content: [text("I look."), called("a"), called("b"), called("c")] },
        { role: "user", content: [result("a"), none("b"), result("c")] },
        { role: "user", content: "and?" },
        { role: "user", content: "Go on." },
      ],
    );
  });

  it("tells a result without a call in words, and each call of an id its own", () => {
    assert.deepEqual(wired([{ role: "user", content: [result("gone")] }]), [
      { role: "user", content: "[Result of a tool] gone" },
    ]);
    const messages: ChatMessage[] = [
      { role: "assistant", content: [called("a"), called("a")] },
      { role: "user", content: [result("a", "1"), result("a", "2")] },
      { role: "assistant", content: [called("a")] },
    ];
    assert.deepEqual(wired(messages), [
      { role: "assistant", content: [called("a"), called("a_2")] },
      { role: "user", content: [result("a", "1"), result("a_2", "2")] },
      { role: "assistant", content: [called("a_3")] },
      { role: "user", content: [none("a_3")] },
    ]);
  });

  it("takes an id that a later round has anew as that round's own", () => {
    assert.deepEqual(
      wired([
        { role: "assistant", content: [called("a_2"), called("a")] },
        { role: "user", content: [result("a", "1"), result("a_2", "2")] },
        { role: "assistant", content: [called("a")] },
        { role: "user", content: [result("a", "3")] },
      ]),
      [
        { role: "assistant", content: [called("a_2"), called("a")] },
        { role: "user", content: [result("a_2", "2"), result("a", "1")] },
        { role: "assistant", content: [called("a_3")] },
        { role: "user", content: [result("a_3", "3")] },
      ],
    );
  });

  it("is quick where thousands of calls have one long id", function () {
    this.timeout(5_000);
    const id = "x".repeat(10_000);
    const rounds = Array.from({ length: 2_000 }, (): ChatMessage => ({ role: "assistant", content: [called(id)] }));
    const ids = wired(rounds).flatMap(({ content }) =>
      typeof content === "string" ? [] : content.flatMap((part) => (part.type === "tool_call" ? [part.id] : [])),
    );
    assert.equal(new Set(ids).size, 2_000);
  });

  it("is quick where thousands of calls have ids that differ only where they are too long", function () {
    this.timeout(5_000);
    const rounds = Array.from({ length: 12_000 }, (_, round): ChatMessage => ({
      role: "assistant",
      content: [called(`${"x".repeat(50)}${round}`)],
    }));
    const ids = wired(rounds)
      .flatMap(partsOf)
      .flatMap((part) => (part.type === "tool_call" ? [part.id] : []));
    assert.equal(new Set(ids).size, 12_000);
    assert.ok(ids.every((id) => id.length <= 40));
  });

  it("offers names that servers take, and tells calls by the caller's own", () => {
    const long = "x".repeat(70);
    const tools = ["read file", "read_file", "lesen.ä", `${long}1`, `${long}2`, "ok-1"].map((name) => ({ name }));
    const { call, offered } = wireCall({ model: "m", messages: [], stream: true, tools }, 0);
    const names = call.tools!.map(({ name }) => name);
    assert.deepEqual(names.slice(0, 3), ["read_file_2", "read_file", "lesen__"]);
    assert.equal(names[5], "ok-1");
    assert.equal(new Set(names).size, 6);
    for (const [index, name] of names.entries()) {
      assert.match(name, /^[\w-]{1,64}$/);
      assert.equal(offered?.own({ id: "i", name, input: {} }).name, tools[index]!.name);
    }
    assert.equal(offered?.own({ id: "i", name: "never offered", input: {} }).name, "never offered");
  });

  it("gives ids to calls that have none, or one that the conversation or the answer has already", () => {
    const messages: ChatMessage[] = [{ role: "assistant", content: [called("a")] }];
    const { offered } = wireCall({ model: "m", messages, stream: true, tools: [{ name: "t" }] }, 1_000);
    const ids = ["a", "", "b", "b"].map((id) => offered!.own({ id, name: "t", input: {} }).id);
    assert.equal(ids[2], "b");
    assert.equal(new Set([...ids, "a"]).size, 5);
  });

  it("offers nothing to be called where no tool may be", () => {
    const call = { model: "m", messages: [], stream: true, tools: [{ name: "t" }], toolChoice: "none" } as const;
    assert.equal(wireCall({ ...call, messages: [], tools: [...call.tools] }, 0).offered, undefined);
  });

  it("changes nothing of what it is given", () => {
    const messages: ChatMessage[] = [
      { role: "assistant", content: [called("ä b", "read file")] },
      { role: "user", content: [result("ä b")] },
    ];
    const before = structuredClone(messages);
    const [first, second] = wired(messages);
    assert.deepEqual(first?.content, [called("__b", "read_file")]);
    assert.equal((second?.content as { id: string }[])[0]?.id, "__b");
    assert.deepEqual(messages, before);
  });

  it("says what a tool takes in common words, or in all words to servers that take them", () => {
    const tools = [
      { name: "a", inputSchema: { type: "object", properties: { at: { type: "string", format: "uri" } } } },
    ];
    const schema = (words?: "all") =>
      wireCall({ model: "m", messages: [], stream: true, tools }, 0, words).call.tools?.[0]?.inputSchema;
    assert.deepEqual(schema("all"), tools[0]?.inputSchema);
    assert.deepEqual(schema(), { type: "object", properties: { at: { type: "string" } } });
  });
});
