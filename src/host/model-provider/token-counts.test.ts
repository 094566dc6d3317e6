import assert from "node:assert/strict";
import type { ChatMessage } from "../../core/model/chat";
import { TokenCounts } from "./token-counts";

const user = (content: ChatMessage["content"]): ChatMessage => ({ role: "user", content });

describe("token counts", () => {
  it("are by length before a server has counted", () => {
    const counts = new TokenCounts();
    assert.equal(counts.count("m", "x".repeat(400)), 100);
    assert.equal(counts.count("m", "字".repeat(30)), 20);
    assert.equal(counts.count("m", user("x".repeat(40))), 14);
  });

  it("come to what the server counted, for each model by itself", () => {
    const counts = new TokenCounts();
    const messages = [user("x".repeat(4_000))];
    counts.learn("m", messages, undefined, 2_008);
    assert.equal(counts.count("m", messages[0]!), 2_008);
    assert.equal(counts.count("other", messages[0]!), 1_004);
    for (let at = 0; at < 20; at++) counts.learn("m", messages, undefined, 1_004);
    assert.ok(Math.abs(counts.count("m", messages[0]!) - 1_004) <= 2);
  });

  it("reckon tools with the prompt that had them", () => {
    const counts = new TokenCounts();
    const tools = [{ name: "look", description: "y".repeat(3_960) }];
    counts.learn("m", [user("x".repeat(40))], tools, 2_000);
    assert.ok(Math.abs(counts.count("m", "x".repeat(400)) - 200) <= 5);
  });

  it("learn nothing from what tells nothing: pictures, a prompt of a few words, nonsense", () => {
    const counts = new TokenCounts();
    const image = { type: "image", mimeType: "image/png", data: Uint8Array.of(1) } as const;
    counts.learn("m", [user([image, { type: "text", text: "x".repeat(400) }])], undefined, 5_000);
    counts.learn("m", [user("x")], undefined, 19);
    counts.learn("m", [], undefined, 500);
    assert.equal(counts.count("m", "x".repeat(400)), 100);
    counts.learn("m", [user("x".repeat(400))], undefined, 1e9);
    assert.equal(counts.count("m", "x".repeat(400)), 400);
    assert.equal(counts.count("m", user([image])), 816);
  });

  it("are kept of a bounded number of models", () => {
    const counts = new TokenCounts();
    for (let at = 0; at < 501; at++) counts.learn(`m${at}`, [user("x".repeat(4_000))], undefined, 2_008);
    assert.equal(counts.count("m0", "x".repeat(400)), 100);
    assert.equal(counts.count("m500", "x".repeat(400)), 200);
  });
});
