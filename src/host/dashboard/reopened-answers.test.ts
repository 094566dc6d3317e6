import assert from "node:assert/strict";
import { createMemoryHistory } from "../../core/history/memory-history";
import type { StoredRequest } from "../../core/history/types";
import { silentLogger } from "../../core/ports/logger";
import type { LlmService, StreamEvent } from "../../core/service/types";
import { FakeClock } from "../../../test/support/fake-clock";
import { questionOf, ReopenedAnswers } from "./reopened-answers";

const now = 1_000_000_000;
const request: StoredRequest = {
  id: 1, command: "Ask", title: "Why?", startedAt: now - 7_200_000, durationMs: 900, ttftMs: 200, outcome: "success", endpoint: "ollama", model: "llama3.2",
  attempts: [{ endpoint: "ollama", step: 2, startedAt: now, durationMs: 900, outcome: "success" }], messages: [{ role: "user", content: "Why?" }], content: "Because.",
};

describe("answers that are reopened", () => {
  it("plays a stored answer back once, and asks really the next time", async () => {
    const asked: unknown[] = [];
    const service = { endpoints: () => [], pull: () => assert.fail("unused"), stream: (prompt: unknown) => (asked.push(prompt), (async function* (): AsyncGenerator<StreamEvent> {})()) } as unknown as LlmService;
    const reopened = new ReopenedAnswers(service);
    const question = reopened.reopen(request, now);
    assert.equal(question.notice, "Answered 2 h ago; reopened from the history.");
    const events: StreamEvent[] = [];
    const attempts: unknown[] = [];
    for await (const event of reopened.stream(question.messages, { onAttempt: (attempt) => void attempts.push(attempt) })) events.push(event);
    assert.deepEqual(events[0], { type: "delta", text: "Because." });
    assert.ok(events[1]?.type === "done" && events[1].completion.model === "llama3.2" && events[1].completion.attempt === 2);
    assert.equal(attempts.length, 1);
    assert.deepEqual(asked, []);
    for await (const _ of reopened.stream(question.messages)) assert.fail("the stand-in says nothing");
    assert.deepEqual(asked, [question.messages]);
    assert.deepEqual(questionOf(request), { messages: request.messages, title: "Why?", label: { command: "Ask", title: "Why?" } });
  });

  it("finds an answer again by the time at which it ended, unless it or its texts are gone", async () => {
    const clock = new FakeClock();
    const at = clock.wallNow();
    const history = createMemoryHistory({ clock, logger: silentLogger });
    const { id: _, ...entry } = request;
    const ended = (endedAt: number, content: string, outcome: "success" | "failure" = "success") => history.recordRequest({ ...entry, messages: [...request.messages!], command: "Ask", content, outcome, startedAt: endedAt - 500, durationMs: 500 });
    ended(at, "the one");
    ended(at + 400, "a later one");
    ended(at + 5, "half of", "failure");
    await history.flush();
    const reopened = new ReopenedAnswers({} as LlmService);
    const shown = async (endedAt: number): Promise<string | undefined> => {
      const question = await reopened.find(endedAt, history, at);
      if (!question) return undefined;
      for await (const event of reopened.stream(question.messages)) if (event.type === "delta") return `${event.text} ${question.endedAt}`;
      return assert.fail("nothing is played back");
    };
    assert.equal(await shown(at + 3), `the one ${at}`);
    assert.equal(await shown(at + 399), `a later one ${at + 400}`);
    assert.equal(await shown(at - 60_000), undefined);
    await history.clear({ textsOnly: true });
    assert.equal(await shown(at), undefined);
    await history.dispose();
  });
});
