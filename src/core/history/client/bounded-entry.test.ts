import assert from "node:assert/strict";
import {
  MAX_HISTORY_ATTEMPT_MESSAGE_CHARS,
  MAX_HISTORY_ATTEMPTS,
  MAX_HISTORY_MESSAGES,
  MAX_HISTORY_PROMPTS_CHARS,
  MAX_HISTORY_SENTENCE_CHARS,
  MAX_HISTORY_TEXT_CHARS,
  MAX_NAME_CHARS,
} from "../../model/limits";
import { boundedEntry, isCut } from "./bounded-entry";
import { sizeOf } from "./history-link";
import { searchTextOf, titleOf } from "../rules/request-text";
import { matchesSearch, parseSearch, toFtsQuery, wordsOf } from "../rules/search-terms";
import type { RequestEntry } from "../types";

const entry = (more: Partial<RequestEntry> = {}): RequestEntry => ({
  command: "Ask",
  title: "a title",
  startedAt: 1_000,
  durationMs: 20,
  outcome: "success",
  attempts: [],
  messages: [{ role: "user", content: "Why?" }],
  content: "Because.",
  ...more,
});
const attempt = (message: string) => ({
  endpoint: "e",
  step: 0,
  startedAt: 0,
  durationMs: 1,
  outcome: "failure" as const,
  message,
});

describe("what the history keeps of a request", () => {
  it("is all of it where it is no longer than usual", () => {
    const usual = entry({
      model: "m",
      finishReason: "stop",
      errorMessage: "It failed.",
      attempts: [attempt("It failed.")],
      content: "x".repeat(MAX_HISTORY_TEXT_CHARS),
    });
    assert.deepEqual(boundedEntry(usual), usual);
    assert.ok(!isCut(usual.content));
  });

  it("is the beginning of an answer that is longer, and says so", () => {
    const { content } = boundedEntry(entry({ content: "x".repeat(8 * 1024 * 1024) }));
    assert.equal(
      content,
      `${"x".repeat(MAX_HISTORY_TEXT_CHARS)}\n\n[Cut: the history keeps 262,144 of 8,388,608 characters.]`,
    );
    assert.ok(isCut(content));
    assert.deepEqual(
      boundedEntry(entry({ content: "🙂".repeat(MAX_HISTORY_TEXT_CHARS) })).content.indexOf("\n"),
      MAX_HISTORY_TEXT_CHARS,
    );
  });

  it("is the last prompts, within a bound together", () => {
    const long = "p".repeat(MAX_HISTORY_TEXT_CHARS + 1);
    const { messages } = boundedEntry(
      entry({
        messages: [
          { role: "system", content: "first" },
          ...Array.from({ length: 3 }, () => ({ role: "user" as const, content: long })),
          { role: "user", content: "last" },
        ],
      }),
    );
    assert.equal(messages.at(-1)?.content, "last");
    assert.deepEqual(
      messages.map(({ content }) => isCut(content)),
      [true, true, true, true, false],
    );
    assert.ok(messages.reduce((sum, { content }) => sum + content.length, 0) < MAX_HISTORY_PROMPTS_CHARS + 5 * 100);
    const many = boundedEntry(
      entry({
        messages: Array.from({ length: 10_000 }, (_, index) => ({ role: "user" as const, content: String(index) })),
      }),
    ).messages;
    assert.equal(many.length, MAX_HISTORY_MESSAGES + 1);
    assert.deepEqual(
      [many[0]?.content, many.at(-1)?.content],
      ["[Cut: 9800 earlier messages are not kept in the history.]", "9999"],
    );
    assert.ok(isCut(many[0]!.content));
  });

  it("has names, sentences and attempts within bounds", () => {
    const long = "x".repeat(1024 * 1024);
    const kept = boundedEntry(
      entry({
        title: long,
        model: long,
        finishReason: long,
        errorMessage: long,
        attempts: Array.from({ length: 1_000 }, () => ({ ...attempt(long), model: long })),
      }),
    );
    assert.deepEqual(
      [kept.title?.length, kept.model?.length, kept.finishReason?.length, kept.errorMessage?.length],
      [MAX_HISTORY_SENTENCE_CHARS + 1, MAX_NAME_CHARS, MAX_NAME_CHARS, MAX_HISTORY_SENTENCE_CHARS + 1],
    );
    assert.equal(kept.attempts.length, MAX_HISTORY_ATTEMPTS);
    assert.deepEqual(
      [kept.attempts[0]?.message?.length, kept.attempts[0]?.model?.length],
      [MAX_HISTORY_ATTEMPT_MESSAGE_CHARS + 1, MAX_NAME_CHARS],
    );
  });

  it("takes no more room than is allowed for, whatever came", () => {
    const long = "x".repeat(1024 * 1024);
    const op = {
      op: "request" as const,
      entry: boundedEntry(
        entry({
          content: long,
          errorMessage: long,
          messages: Array.from({ length: 1_000 }, () => ({ role: "user" as const, content: long })),
          attempts: Array.from({ length: 1_000 }, () => attempt(long)),
        }),
      ),
    };
    assert.ok(sizeOf(op) < 850_000, String(sizeOf(op)));
    assert.ok(JSON.stringify(op).length < 1_000_000);
  });
});

describe("a word without end", () => {
  const word = "a1".repeat(100_000);

  it("is kept by its beginning, and found by itself and by that", () => {
    const words = wordsOf(searchTextOf(entry({ content: `before ${word} after` })));
    assert.deepEqual(
      words.slice(-3).map(({ length }) => length),
      [6, 64, 5],
    );
    for (const typed of [word, `"${word}"`, word.slice(0, 64), word.slice(0, 10), "after"])
      assert.ok(matchesSearch(parseSearch(typed), words), typed.slice(0, 20));
    assert.ok(toFtsQuery(parseSearch(word)).length < 100);
  });

  it("does not become one with its neighbours", () => {
    assert.deepEqual(
      wordsOf(`${"x".repeat(64)} ${"y".repeat(65)}-z`).map(({ length }) => length),
      [64, 64, 1],
    );
  });

  it("is a title like any other", () => {
    assert.equal(titleOf(entry({ title: word })).length, 160);
  });
});
