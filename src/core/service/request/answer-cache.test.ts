import assert from "node:assert/strict";
import { MAX_CACHE_CHARS } from "../../model/limits";
import type { Completion } from "../../model/request";
import { AnswerCache, cacheKey } from "./answer-cache";

describe("the answers that are kept for an outage", () => {
  const completion = (content: string): Completion => ({
    content,
    model: "m",
    usage: { promptTokens: 0, completionTokens: 0, totalTokens: 0 },
    responseTimeMs: 0,
    ttftMs: 0,
    fallbackUsed: false,
    attempt: 0,
    endpoint: "e",
    finishReason: "stop",
    cached: false,
    attempts: [],
  });

  it("have a bound together, questions and answers, and the oldest go first", () => {
    const cache = new AnswerCache({ maxAgeMs: 1e9, maxEntries: 100 });
    const third = "x".repeat(MAX_CACHE_CHARS / 3 - 10);
    for (const key of ["a", "b", "c"]) cache.set(key, completion(third), 0);
    assert.deepEqual(
      ["a", "b", "c"].map((key) => cache.get(key, 0) !== undefined),
      [true, true, true],
    );
    cache.set("d".repeat(100), completion("short"), 0);
    assert.deepEqual(
      ["a", "b", "c", "d".repeat(100)].map((key) => cache.get(key, 0) !== undefined),
      [false, true, true, true],
    );
    cache.set("b", completion("short now"), 0);
    cache.set("e", completion(third), 0);
    assert.ok(cache.get("c", 0) && cache.get("e", 0), "what was replaced takes no room");
  });

  it("are not one that is too large by itself", () => {
    const cache = new AnswerCache({ maxAgeMs: 1e9, maxEntries: 100 });
    cache.set("k".repeat(MAX_CACHE_CHARS), completion("x"), 0);
    assert.equal(cache.get("k".repeat(MAX_CACHE_CHARS), 0), undefined);
    cache.set("a", completion("x"), 0);
    assert.ok(cache.get("a", 0));
  });

  it("are so many at most, and those that were asked for last stay", () => {
    const cache = new AnswerCache({ maxAgeMs: 1e9, maxEntries: 2 });
    cache.set("a", completion("1"), 0);
    cache.set("b", completion("2"), 0);
    assert.equal(cache.get("a", 0)?.completion.content, "1");
    cache.set("c", completion("3"), 0);
    assert.deepEqual(
      ["a", "b", "c"].map((key) => cache.get(key, 0)?.completion.content),
      ["1", undefined, "3"],
    );
    cache.setLimits({ maxAgeMs: 1e9, maxEntries: 1 });
    assert.deepEqual(
      ["a", "c"].map((key) => cache.get(key, 0)?.completion.content),
      [undefined, "3"],
    );
    cache.setLimits({ maxAgeMs: 1e9, maxEntries: 0 });
    assert.equal(cache.get("c", 0), undefined);
  });

  it("are given until they are too old, with their time, and take no room after that", () => {
    const cache = new AnswerCache({ maxAgeMs: 1_000, maxEntries: 2 });
    const half = "x".repeat(MAX_CACHE_CHARS / 2);
    cache.set("a", completion(half), 500);
    assert.equal(cache.get("a", 1_500)?.at, 500);
    assert.equal(cache.get("a", 1_501), undefined);
    assert.equal(cache.get("a", 500), undefined);
    for (const key of ["b", "c"]) cache.set(key, completion(half.slice(1)), 0);
    assert.ok(cache.get("b", 0) && cache.get("c", 0));
  });

  it("are what was answered, whatever becomes of what the caller was given", () => {
    const cache = new AnswerCache({ maxAgeMs: 1e9, maxEntries: 1 });
    const given = { ...completion("1"), attempts: [{ endpoint: "e" } as never] };
    cache.set("a", given, 0);
    given.content = "2";
    given.usage.totalTokens = 7;
    assert.deepEqual(cache.get("a", 0)?.completion, completion("1"));
  });
});

describe("what makes two requests the same", () => {
  const messages = [
    { role: "system", content: "Be brief." },
    { role: "user", content: "Hi" },
  ] as const;
  const key = cacheKey([...messages], { model: "m", temperature: 0.5, maxTokens: 10 });

  it("is that they say the same with the same options", () => {
    assert.equal(cacheKey([...messages], { model: "m", temperature: 0.5, maxTokens: 10 }), key);
  });

  for (const [what, other] of Object.entries({
    "another model": cacheKey([...messages], { model: "n", temperature: 0.5, maxTokens: 10 }),
    "no model": cacheKey([...messages], { temperature: 0.5, maxTokens: 10 }),
    "another temperature": cacheKey([...messages], { model: "m", temperature: 0, maxTokens: 10 }),
    "another length": cacheKey([...messages], { model: "m", temperature: 0.5, maxTokens: 1 }),
    "other words": cacheKey([messages[0], { role: "user", content: "Ho" }], {
      model: "m",
      temperature: 0.5,
      maxTokens: 10,
    }),
    "another speaker": cacheKey([messages[0], { role: "assistant", content: "Hi" }], {
      model: "m",
      temperature: 0.5,
      maxTokens: 10,
    }),
    "a message less": cacheKey([messages[1]], { model: "m", temperature: 0.5, maxTokens: 10 }),
  }))
    it(`is not so with ${what}`, () => assert.notEqual(other, key));

  it("is not so where the words of one look like two messages, or like options", () => {
    const two = cacheKey([messages[1], messages[1]], {});
    assert.notEqual(cacheKey([{ role: "user", content: "Hi user 2:Hi" }], {}), two);
    assert.notEqual(
      cacheKey([{ role: "user", content: "Hi user 2:Hi" }], {}),
      cacheKey([{ role: "user", content: "Hi" }], {}),
    );
    assert.notEqual(cacheKey([], { model: "a 1" }), cacheKey([], { model: "a", temperature: 1 }));
    assert.notEqual(cacheKey([], { model: "" }), cacheKey([], {}));
  });
});
