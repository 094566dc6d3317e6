import assert from "node:assert/strict";
import { FakeClock } from "../../../test/support/fake-clock";
import { createMemoryHistory } from "../../core/history/memory/memory-history";
import type { StoredRequest } from "../../core/history/types";
import type { ToPage } from "../../core/messages/answer";
import { silentLogger } from "../../core/ports/logger";
import type { StreamEvent } from "../../core/model/service-events";
import type { LlmService } from "../../core/service/service-api";
import type { Question } from "./question";
import { anew, askOf, findReplay, replayOf } from "./replay";
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
): Promise<{ head: Extract<ToPage, { type: "head" }>["head"]; content: string; asked: unknown[] }> {
  const asked: unknown[] = [];
  const stream = async function* (prompt: unknown): AsyncGenerator<StreamEvent, void> {
    asked.push(prompt);
  };
  const messages: ToPage[] = [];
  const service = {
    stream,
    endpoints: () => [],
    pull: () => assert.fail("nothing is pulled"),
  } as unknown as LlmService;
  const session = new AnswerSession(question, {
    service,
    post: (message) => messages.push(message),
    now: () => now,
    schedule: (fn) => fn(),
    log: () => undefined,
  });
  await session.run();
  const head = messages.findLast((message) => message.type === "head" || message.type === "show")?.head;
  return { head: head ?? assert.fail("the page was told nothing"), content: session.content, asked };
}

describe("an answer of the history", () => {
  it("is shown again as it was, and nothing is sent", async () => {
    const { head, content, asked } = await shown(replayOf(request, now));
    assert.deepEqual([content, asked], ["Because.", []]);
    assert.deepEqual(
      [head.question, head.notice, head.status.phase, head.endedAt],
      ["Why?", "Answered 2 h ago; reopened from the history.", "done", request.startedAt + 900],
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
    assert.deepEqual([asked, head.notice, head.endedAt], [[request.messages], undefined, undefined]);
  });

  it("is found again by the time at which it ended, unless it or its texts are gone", async () => {
    const clock = new FakeClock();
    const at = clock.wallNow();
    const history = createMemoryHistory({ clock, logger: silentLogger });
    const { id: _, ...entry } = request;
    const ended = (endedAt: number, content: string, outcome: "success" | "failure" = "success") =>
      history.recordRequest({
        ...entry,
        messages: [...request.messages!],
        command: "Ask",
        content,
        outcome,
        startedAt: endedAt - 500,
        durationMs: 500,
      });
    ended(at, "the one");
    ended(at + 400, "a later one");
    ended(at + 5, "half of", "failure");
    await history.flush();
    const found = async (endedAt: number): Promise<unknown> => {
      const question = await findReplay(endedAt, history, at);
      if (!question) return undefined;
      const { content, head } = await shown(question);
      return [content, head.endedAt];
    };
    assert.deepEqual(await found(at + 3), ["the one", at]);
    assert.deepEqual(await found(at + 399), ["a later one", at + 400]);
    assert.equal(await found(at - 60_000), undefined);
    await history.clear({ textsOnly: true });
    assert.equal(await found(at), undefined);
    await history.dispose();
  });
});
