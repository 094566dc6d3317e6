import assert from "node:assert/strict";
import type { MessagePart } from "../../model/chat";
import { wordsOfAnswer, wordsOfMessage } from "./words-of-message";

describe("a message as it is kept", () => {
  const words = (...content: MessagePart[]) => wordsOfMessage({ role: "user", content }).content;
  const text = (given: string): MessagePart => ({ type: "text", text: given });
  const image = (bytes: number) => ({ type: "image", mimeType: "image/png", data: new Uint8Array(bytes) }) as const;
  const call: MessagePart = { type: "tool_call", id: "1", name: "look", input: { at: "x" } };

  it("is itself where it is words", () => {
    const message = { role: "assistant", content: "Yes." } as const;
    assert.equal(wordsOfMessage(message), message);
    assert.deepEqual(wordsOfMessage({ role: "system", content: [text("Be short.")] }), {
      role: "system",
      content: "Be short.",
    });
  });

  it("names in brackets what it has beside its words, and none of it whole", () => {
    assert.equal(words(image(1)), "[image/png, 1 KB]");
    assert.equal(words(image(1_025)), "[image/png, 2 KB]");
    assert.equal(words(call), '[Tool call: look {"at":"x"}]');
    assert.equal(
      words({ type: "tool_result", id: "1", content: [{ type: "text", text: "blue" }] }),
      "[Tool result: blue]",
    );
    assert.equal(
      words({ type: "tool_result", id: "1", content: [{ type: "text", text: "no" }, image(2_048)], isError: true }),
      "[Tool error: no\n\n[image/png, 2 KB]]",
    );
  });

  it("keeps words together that go on, and the rest apart", () => {
    assert.equal(words(text("one, "), text("two")), "one, two");
    assert.equal(words(text("See"), image(1), text("and"), text("")), "See\n\n[image/png, 1 KB]\n\nand");
    assert.equal(words(text(""), image(1), text("")), "[image/png, 1 KB]");
    assert.equal(words(text("a"), text(""), text("b")), "ab");
    assert.equal(words(), "");
  });

  it("has the calls of an answer behind its words", () => {
    const { id, name, input } = call as { id: string; name: string; input: object };
    assert.equal(wordsOfAnswer({ content: "Done." }), "Done.");
    assert.equal(wordsOfAnswer({ content: "", toolCalls: [{ id, name, input }] }), '[Tool call: look {"at":"x"}]');
    assert.equal(
      wordsOfAnswer({ content: "I look.", toolCalls: [{ id, name, input }] }),
      'I look.\n\n[Tool call: look {"at":"x"}]',
    );
  });
});
