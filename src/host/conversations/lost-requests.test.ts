import assert from "node:assert/strict";
import type { KeptTurn } from "../../core/conversation/conversation";
import { lostRequests } from "./lost-requests";

describe("questions whose window died", () => {
  const turn: KeptTurn = {
    title: "Why?",
    prompt: "Why is the sky blue?",
    system: "Be short.",
    command: "Ask",
    follows: false,
    askedAt: 1_000,
    answer: "Because",
    discarded: [],
    way: [],
    end: { type: "running" },
  };

  it("get an entry in the history with what had come, and only they", () => {
    const turns: KeptTurn[] = [{ ...turn, end: { type: "stopped" } }, turn];
    assert.deepEqual(lostRequests({ version: 1, id: "a", title: "Why?", updatedAt: 4_000, turns }), [
      {
        startedAt: 1_000,
        durationMs: 3_000,
        outcome: "cancelled",
        errorMessage: "Interrupted: the window or the extension ended in the middle.",
        command: "Ask",
        title: "Why?",
        messages: [
          { role: "system", content: "Be short." },
          { role: "user", content: "Why is the sky blue?" },
        ],
        content: "Because",
        attempts: [],
      },
    ]);
  });
});
