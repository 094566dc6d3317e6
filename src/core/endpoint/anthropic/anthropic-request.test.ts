import { strict as assert } from "node:assert";
import fc from "fast-check";
import type { ChatMessage, TextMessage } from "../../model/chat";
import { requestBody } from "./anthropic-request";
import { anthropicAddress } from "./anthropic-url";

const limits = { maxTokens: 100, temperature: true };
const body = (messages: ChatMessage[], more: object = {}) =>
  requestBody({ model: "m", messages, stream: true, ...more }, limits) as {
    system?: string;
    messages: { role: string; content: string }[];
    temperature?: number;
    max_tokens: number;
  };

const user = (content: string): ChatMessage => ({ role: "user", content });
const assistant = (content: string): ChatMessage => ({ role: "assistant", content });
const system = (content: string): ChatMessage => ({ role: "system", content });

describe("the body of an Anthropic request", () => {
  it("has the system's words apart, wherever they stood", () => {
    const { system: apart, messages } = body([system("Be brief."), user("hi"), system("Be kind.")]);
    assert.deepEqual([apart, messages], ["Be brief.\n\nBe kind.", [user("hi")]]);
    assert.ok(!("system" in body([user("hi")])));
  });
  it("makes neighbours of one role one turn", () => {
    assert.deepEqual(body([user("a"), user("b"), assistant("c"), system("s"), assistant("d"), user("e")]).messages, [
      user("a\n\nb"),
      assistant("c\n\nd"),
      user("e"),
    ]);
  });
  it("leaves out what has no word", () => {
    assert.deepEqual(body([user("a"), assistant(" \n"), user("b")]).messages, [user("a\n\nb")]);
  });
  it("begins with a question, though the conversation does not", () => {
    assert.deepEqual(
      body([assistant("As I said"), user("go on")]).messages.map(({ role }) => role),
      ["user", "assistant", "user"],
    );
  });
  it("asks with the system's words where there are no others", () => {
    const { system: apart, messages } = body([system("Say hello.")]);
    assert.deepEqual([apart, messages], [undefined, [user("Say hello.")]]);
  });
  it("ends an answer that is to be gone on with without a blank", () => {
    assert.equal(body([user("a"), assistant("The answer is \n")]).messages.at(-1)?.content, "The answer is");
  });
  it("takes no temperature above the highest there is", () => {
    assert.deepEqual(
      [1.7, 0.3, 0].map((temperature) => body([user("a")], { temperature }).temperature),
      [1, 0.3, 0],
    );
  });
  it("changes nothing of what it is given", () => {
    const messages = [user("a"), user("b"), assistant("c ")];
    const before = structuredClone(messages);
    body(messages);
    assert.deepEqual(messages, before);
  });
  it("always alternates, begins with the user's turn and says everything that was said", () => {
    const message = fc.record({
      role: fc.constantFrom("user", "assistant", "system"),
      content: fc.string(),
    }) as fc.Arbitrary<TextMessage>;
    fc.assert(
      fc.property(
        fc
          .array(message, { minLength: 1, maxLength: 12 })
          .filter((all) => all.some(({ content }) => content.trim() !== "")),
        (messages) => {
          const { messages: turns, system: apart = "" } = body(messages);
          assert.equal(turns[0]?.role, "user");
          turns.forEach(({ role, content }, index) =>
            assert.ok(
              content.trim() !== "" && role !== turns[index - 1]?.role && (role === "user" || role === "assistant"),
            ),
          );
          const all = [apart, ...turns.map(({ content }) => content)].join("\n");
          for (const { content } of messages)
            assert.ok(all.includes(content.trimEnd()) || content.trim() === "", JSON.stringify(content));
        },
      ),
    );
  });
});

describe("the address of an Anthropic API", () => {
  for (const [written, messages] of [
    ["https://api.anthropic.com", "https://api.anthropic.com/v1/messages"],
    ["https://api.anthropic.com/", "https://api.anthropic.com/v1/messages"],
    ["https://api.anthropic.com/v1", "https://api.anthropic.com/v1/messages"],
    ["https://api.anthropic.com/v1/messages/", "https://api.anthropic.com/v1/messages"],
    ["https://api.anthropic.com/v1/messages/count_tokens", "https://api.anthropic.com/v1/messages"],
    ["https://api.anthropic.com/v1/models#x", "https://api.anthropic.com/v1/messages"],
    ["https://api.minimax.io/anthropic", "https://api.minimax.io/anthropic/v1/messages"],
    ["https://gateway.example/claude/v1/messages?route=7", "https://gateway.example/claude/v1/messages?route=7"],
    ["http://v1/messages", "http://v1/messages/v1/messages"],
    ["http://messages", "http://messages/v1/messages"],
    ["no address", "no address"],
  ] as const) {
    it(`${written} has its messages at ${messages}`, () =>
      assert.equal(anthropicAddress(written).at("v1/messages"), messages));
  }
});
