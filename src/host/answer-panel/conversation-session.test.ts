import assert from "node:assert/strict";
import type { Conversation } from "../../core/conversation/conversation";
import type { ToPage } from "../../core/messages/answer";
import type { TextMessage } from "../../core/model/chat";
import type { StreamEvent } from "../../core/model/service-events";
import { RequestCancelledError } from "../../core/failure/errors";
import { ConversationSession } from "./conversation-session";
import type { Ask } from "./turn/question";

const asking = (text: string, changes: Partial<Ask> = {}): Ask => ({
  type: "ask",
  title: text,
  follows: true,
  label: { command: "Ask", title: text },
  messages: [
    { role: "system", content: "S" },
    { role: "user", content: text },
  ],
  ...changes,
});

/** A conversation with a service that answers “re: …” when it is let. */
function started(kept?: Conversation, room = 10_000) {
  const posted: ToPage[] = [];
  const keeps: Conversation[] = [];
  const prompts: TextMessage[][] = [];
  const letAnswer: (() => void)[] = [];
  const laters: (() => void)[] = [];
  let now = 1_000;
  const service = {
    async *stream(messages: TextMessage[], { signal }: { signal: AbortSignal }): AsyncGenerator<StreamEvent> {
      prompts.push(messages);
      const content = `re: ${messages.at(-1)!.content}`;
      yield { type: "delta", text: content };
      await new Promise<void>((resolve, reject) => {
        letAnswer.push(resolve);
        signal.addEventListener("abort", () => reject(new RequestCancelledError([])));
      });
      const usage = { promptTokens: 0, completionTokens: 0, totalTokens: 0 };
      const completion = { content, model: "m", usage, responseTimeMs: 1, ttftMs: 1, endpoint: "ollama", attempt: 0 };
      const rest = { finishReason: "stop", fallbackUsed: false, cached: false, attempts: [] };
      yield { type: "done", completion: { ...completion, ...rest } };
    },
    endpoints: () => [],
    async *pull() {
      yield { status: "success" };
    },
  };
  const conversation = new ConversationSession(
    kept?.id ?? "c-1",
    {
      service: service as never,
      post: (message) => posted.push(message),
      now: () => now++,
      schedule: (fn) => fn(),
      later: (_ms, fn) => laters.push(fn),
      log: () => undefined,
      options: () => ({}),
      offered: (actions) => actions,
      keep: (whole) => keeps.push(structuredClone(whole)),
      room: () => room,
      composer: () => ({ target: { label: "Auto", detail: "" }, chips: [] }),
    },
    kept,
  );
  const answered = async (): Promise<void> => {
    await tick();
    letAnswer.shift()?.();
    await tick();
  };
  const texts = (): string[][] => prompts.map((messages) => messages.map(({ content }) => content));
  return { conversation, posted, keeps, prompts, texts, answered, laters };
}

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("a conversation", () => {
  it("asks on with everything before as context, and overwrites nothing", async () => {
    const { conversation, texts, posted, answered } = started();
    const first = conversation.ask(asking("one"));
    await answered();
    await first;
    void conversation.ask(asking("two"));
    await answered();
    assert.deepEqual(texts(), [
      ["S", "one"],
      ["S", "one", "re: one", "two"],
    ]);
    assert.deepEqual(
      posted.flatMap((message) => (message.type === "show" ? [[message.turn, message.head.question]] : [])),
      [
        [0, "one"],
        [1, "two"],
      ],
    );
    assert.equal(conversation.turn(0)?.content, "re: one");
    assert.equal(conversation.title, "one");
  });

  it("asks what a command asks without what was before", async () => {
    const { conversation, texts, answered } = started();
    void conversation.ask(asking("one"));
    await answered();
    void conversation.ask(asking("analyze this", { follows: false }));
    await answered();
    assert.deepEqual(texts()[1], ["S", "analyze this"]);
  });

  it("says what the model's window did not hold", async () => {
    const { conversation, posted, answered } = started(undefined, 40);
    for (const text of ["first of all", "second of all", "third"]) {
      void conversation.ask(asking(text));
      await answered();
    }
    const notices = posted.flatMap((message) => (message.type === "show" ? [message.head.notice] : []));
    assert.match(notices.at(-1)!, /The first question of this conversation was left out|The first \d questions/);
    assert.equal(notices[0], undefined);
  });

  it("lets a second question wait, and takes it back when told to", async () => {
    const { conversation, texts, posted, answered } = started();
    void conversation.ask(asking("one"));
    const second = conversation.ask(asking("two"));
    const third = conversation.ask(asking("three"));
    await tick();
    const queued = () => posted.findLast((message) => message.type === "composer")?.composer.queued;
    assert.deepEqual(queued(), ["two", "three"]);
    conversation.unqueue(0);
    await second;
    assert.deepEqual(queued(), ["three"]);
    await answered();
    await answered();
    await third;
    assert.deepEqual(
      texts().map((prompt) => prompt.at(-1)),
      ["one", "three"],
    );
  });

  it("asks again below, with what came before the question and not its own answer", async () => {
    const { conversation, texts, answered } = started();
    for (const text of ["one", "two"]) {
      void conversation.ask(asking(text));
      await answered();
    }
    void conversation.askAgain(1);
    await answered();
    assert.deepEqual(texts()[2], ["S", "one", "re: one", "two"]);
    assert.equal(conversation.turn(2)?.content, "re: two");
    assert.equal(conversation.turn(1)?.content, "re: two", "the first answer is still there");
  });

  it("asks again at once when a model was pulled", async () => {
    const { conversation, texts, answered } = started();
    void conversation.ask(asking("one"));
    await answered();
    assert.equal(await conversation.turn(0)!.pull("ollama", "m"), true);
    assert.equal(conversation.busy, false, "the question stays as it ended");
    void conversation.askAgain(0);
    await answered();
    assert.deepEqual(texts()[1], ["S", "one"]);
  });

  it("stops what runs and what waits", async () => {
    const { conversation, posted } = started();
    const first = conversation.ask(asking("one"));
    const second = conversation.ask(asking("two"));
    await tick();
    conversation.stop();
    await Promise.all([first, second]);
    assert.equal(conversation.busy, false);
    assert.equal(posted.findLast((message) => message.type === "head")?.head.status.phase, "stopped");
  });

  describe("is kept", () => {
    it("while words come in, and comes back as interrupted from a window that ended in the middle", async () => {
      const { conversation, keeps, laters, answered } = started();
      void conversation.ask(asking("one"));
      await answered();
      void conversation.ask(asking("two"));
      await tick();
      laters.at(-1)!();
      const [kept] = keeps.slice(-1);
      assert.deepEqual(
        kept!.turns.map(({ answer, end }) => [answer, end.type]),
        [
          ["re: one", "done"],
          ["re: two", "running"],
        ],
      );

      const again = started(kept);
      again.conversation.show();
      const shown = again.posted.flatMap((message) => (message.type === "show" ? [message] : []));
      assert.deepEqual(
        shown.map(({ head, text }) => [head.question, text, head.status.phase]),
        [
          ["one", "re: one", "done"],
          ["two", "re: two", "interrupted"],
        ],
      );
      void again.conversation.askAgain(1);
      await again.answered();
      assert.deepEqual(again.texts()[0], ["S", "one", "re: one", "two"]);
    });

    it("with its end, however it came", async () => {
      const { conversation, keeps } = started();
      const first = conversation.ask(asking("one"));
      await tick();
      conversation.stop();
      await first;
      assert.deepEqual(keeps.at(-1)!.turns[0]!.end, { type: "stopped" });
    });
  });
});
