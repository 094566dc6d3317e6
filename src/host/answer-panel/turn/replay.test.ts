import assert from "node:assert/strict";
import type { StoredRequest } from "../../../core/history/types";
import type { OfTurn } from "../../../core/messages/answer";
import type { AnswerHead } from "../../../core/messages/turn";
import type { StreamEvent } from "../../../core/model/service-events";
import type { LlmService } from "../../../core/service/service-api";
import type { Question } from "./question";
import { anew, askOf, replayOf } from "./replay";
import { AnswerSession } from "./session";

const now = 1_000_000_000;
const request: StoredRequest = {
  id: 1,
  command: "Ask",
  title: "Why?",
  startedAt: now - 7_200_000,
  durationMs: 900,
  ttftMs: 200,
  outcome: "success",
  endpoint: "ollama",
  model: "llama3.2",
  attempts: [{ endpoint: "ollama", step: 2, startedAt: now, durationMs: 900, outcome: "success" }],
  messages: [{ role: "user", content: "Why?" }],
  content: "Because.",
};

/** Runs a question to its end. @returns what the page was told last, and what was really asked */
async function shown(
  question: Question,
): Promise<{ head: AnswerHead; content: string; asked: unknown[]; session: AnswerSession }> {
  const asked: unknown[] = [];
  const stream = async function* (prompt: unknown): AsyncGenerator<StreamEvent, void> {
    asked.push(prompt);
  };
  const messages: OfTurn[] = [];
  const service = {
    stream,
    endpoints: () => [],
    pull: () => assert.fail("nothing is pulled"),
  } as unknown as LlmService;
  const session = new AnswerSession(question, {
    service,
    post: (message) => messages.push(message),
    now: () => now,
    options: () => ({}),
    offered: (actions) => actions,
    schedule: (fn) => fn(),
    log: () => undefined,
  });
  await session.run();
  const head = messages.findLast((message) => message.type === "head" || message.type === "show")?.head;
  return { head: head ?? assert.fail("the page was told nothing"), content: session.content, asked, session };
}

describe("an answer of the history", () => {
  it("is shown again as it was, and nothing is sent", async () => {
    const { head, content, asked, session } = await shown(replayOf(request, now));
    assert.deepEqual([content, asked], ["Because.", []]);
    assert.deepEqual(
      [head.question, head.notice, head.status.phase, session.kept().end],
      [
        "Why?",
        "Answered 2 h ago; reopened from the history.",
        "done",
        {
          type: "done",
          at: request.startedAt + 900,
          summary: "first token 0.2 s",
        },
      ],
    );
    assert.equal(head.way.at(-1)?.text, "answered by ollama, llama3.2, 0.9 s");
  });

  it("is really asked when it is asked again, as a question of now", async () => {
    const again = anew(replayOf(request, now));
    assert.deepEqual(again, {
      type: "ask",
      messages: request.messages,
      title: "Why?",
      label: { command: "Ask", title: "Why?" },
    });
    assert.deepEqual(again, askOf(request));
    const { head, asked } = await shown(again);
    assert.deepEqual([asked, head.notice], [[request.messages], undefined]);
  });
});
