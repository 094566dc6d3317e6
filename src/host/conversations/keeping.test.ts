import assert from "node:assert/strict";
import type { Conversation } from "../../core/conversation/conversation";
import type { ConversationStore } from "../../core/conversation/conversation-store";
import { Keeping } from "./keeping";

describe("the keeping of conversations", () => {
  const conversation: Conversation = { version: 1, id: "a", title: "A question", updatedAt: 1, turns: [] };
  const kept = (storePrompts: boolean, broken: Partial<Pick<ConversationStore, "save">> = {}) => {
    const calls: string[] = [];
    const store = {
      save: ({ id }: Conversation) => Promise.resolve(void calls.push(`save ${id}`)),
      clear: (beforeMs?: number) => Promise.resolve(void calls.push(`clear before ${beforeMs}`)),
    };
    const rules = () => ({ storePrompts, maxAgeMs: 400 });
    const parts = { rules, log: () => undefined, tell: () => calls.push("told"), wallNow: () => 1_000 };
    return { keeping: new Keeping({ store: { ...store, ...broken }, ...parts }), calls };
  };

  it("writes each time, and removes once what is too old", async () => {
    const { keeping, calls } = kept(true);
    keeping.keep(conversation);
    keeping.keep({ ...conversation, id: "b" });
    await keeping.flush();
    assert.deepEqual(calls, ["save a", "clear before 600", "save b"]);
  });

  it("does nothing where no prompts are to be kept", async () => {
    const { keeping, calls } = kept(false);
    keeping.keep(conversation);
    await keeping.flush();
    assert.deepEqual(calls, []);
  });

  it("tells once that it cannot", async () => {
    const { keeping, calls } = kept(true, { save: () => Promise.reject(new Error("no space")) });
    keeping.keep(conversation);
    keeping.keep(conversation);
    await keeping.flush();
    assert.deepEqual(calls, ["clear before 600", "told"]);
  });
});
