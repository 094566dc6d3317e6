import assert from "node:assert/strict";
import { managed } from "../../../../test/support/managed-endpoint";
import { CancelSource } from "../../async/cancel-signal";
import type { ChatMessage } from "../../model/chat";
import { needsOf, unableTo } from "./needs";

const tools = [{ name: "look" }];
const image = { type: "image", mimeType: "image/png", data: new Uint8Array(9) } as const;
const asked = (content: ChatMessage["content"], options: object = {}) =>
  needsOf({ messages: [{ role: "user", content }], options } as Parameters<typeof needsOf>[0]);

describe("what a request needs", () => {
  it("is tools where some are offered and may be called", () => {
    assert.deepEqual(asked("Hi").needs, []);
    assert.deepEqual(asked("Hi", { tools }).needs, ["tools"]);
    assert.deepEqual(asked("Hi", { tools, toolChoice: "required" }).needs, ["tools"]);
    assert.deepEqual(asked("Hi", { tools, toolChoice: "none" }).needs, []);
  });

  it("is images where one is shown, in a tool's result too", () => {
    assert.deepEqual(asked([image]).needs, ["images"]);
    assert.deepEqual(asked([image, { type: "text", text: "What is this?" }], { tools }).needs, ["tools", "images"]);
    assert.deepEqual(asked([{ type: "tool_result", id: "1", content: [image] }]).needs, ["images"]);
    assert.deepEqual(asked([{ type: "tool_result", id: "1", content: [{ type: "text", text: "x" }] }]).needs, []);
    assert.deepEqual(asked([{ type: "tool_call", id: "1", name: "look", input: {} }]).needs, []);
  });

  it("is room for its words, six characters to a token, and nothing for the rest", () => {
    assert.equal(asked("x".repeat(600)).leastTokens, 100);
    assert.equal(
      asked([
        { type: "text", text: "x".repeat(300) },
        image,
        { type: "tool_call", id: "1", name: "look", input: { long: "x".repeat(900) } },
        { type: "tool_result", id: "1", content: [{ type: "text", text: "x".repeat(300) }, image] },
      ]).leastTokens,
      100,
    );
  });
});

describe("an endpoint that cannot do what a request needs", () => {
  const endpoint = (change: { contextLength?: number } = {}) => {
    const { endpoint: found } = managed();
    found.reconfigure({ ...found.config, id: "lab", ...change });
    return found;
  };
  const signal = new CancelSource().signal;
  const need = (...needs: ("tools" | "images")[]) => ({ needs, leastTokens: 0 });

  it("is one whose model is known not to, in words", async () => {
    const lab = endpoint();
    assert.equal(unableTo(need("tools", "images"), lab, "m"), undefined, "nothing is known, so that it may be tried");
    await lab.abilities.look({ abilities: () => Promise.resolve({ tools: true, images: false }) }, "m", signal);
    assert.equal(unableTo(need("tools"), lab, "m"), undefined);
    assert.equal(unableTo(need("images"), lab, "other"), undefined);
    assert.equal(unableTo(need("images"), lab, undefined), undefined);
    assert.deepEqual(unableTo(need("tools", "images"), lab, "m"), {
      kind: "unsupported",
      message: "lab is not asked: its model m cannot take images.",
    });
  });

  it("is one whose context is shorter than the prompt for certain", async () => {
    const lab = endpoint({ contextLength: 100 });
    assert.equal(unableTo({ needs: [], leastTokens: 100 }, lab, undefined), undefined);
    assert.deepEqual(unableTo({ needs: [], leastTokens: 100.5 }, lab, undefined), {
      kind: "context_length",
      message: "lab is not asked: the prompt has more than 100 tokens, and its model takes 100.",
    });
    const learnt = endpoint();
    await learnt.abilities.look({ abilities: () => Promise.resolve({ contextLength: 50 }) }, "m", signal);
    assert.equal(unableTo({ needs: [], leastTokens: 60 }, learnt, "other"), undefined);
    assert.equal(unableTo({ needs: [], leastTokens: 60 }, learnt, "m")?.kind, "context_length");
    assert.match(unableTo({ needs: [], leastTokens: 60 }, learnt, "m")?.message ?? "", /its model m takes 50\.$/);
  });
});
