import assert from "node:assert/strict";
import { answerIn404, classifiers } from "../support/patterns/classifiers";
import { otherReaders } from "../support/patterns/foreign-readers";
import type { Reader } from "../support/patterns/reader";
import { untouched } from "../support/patterns/untouched";
import { growsTooFast, worstText } from "../support/patterns/growth";
import { sourcePatterns } from "../support/patterns/source-patterns";
import { watchPatterns } from "../support/patterns/watch-patterns";
import { MAX_WORDS_CHARS } from "../../src/core/model/limits";
import { createLlmService } from "../../src/node";
import { OpenAiUnderTest } from "../support/openai-under-test";

const KB = 1024;

/** For one text, whatever its length, judged under eight statuses with all their patterns: some milliseconds each. */
const MOST_STEPS = 5_000_000;
/** For a text that must be read to its end. */
const MOST_STEPS_PER_CHARACTER = 100;

describe("freezes the editor by a text that a pattern cannot get through", () => {
  describe("with the repetition that is worst for a pattern of the sources", () => {
    const files = new Map<string, RegExp[]>();
    for (const { where, pattern } of sourcePatterns()) {
      const file = where.slice(0, where.lastIndexOf(":"));
      files.set(file, [...(files.get(file) ?? []), pattern]);
    }
    for (const [file, patterns] of files) {
      it(`in ${file}`, () => {
        for (const pattern of patterns) assert.equal(growsTooFast(pattern), undefined, String(pattern));
      });
    }
  });

  describe("with 64 KB of a reader's own worst repetition", function () {
    // Counting the steps takes far longer than what is counted.
    this.timeout(120_000);
    const attack = async ({ read }: Reader): Promise<{ steps: number; longest: number; length: number }[]> => {
      // The patterns are those that the reader uses on texts of all shapes.
      const shapes = [
        "word ".repeat(20),
        "0",
        "0s ",
        "<html>",
        "Sun, 01 Mar 2026 12:00:30 GMT",
        "try again in 1s",
        "https://a.example/v1?b",
        "```\ncode\n```\n",
        "[::1]:80",
        "a:80",
        "models/x not found",
        "1,234 tokens",
      ];
      const { patterns } = await watchPatterns(() => shapes.forEach(read));
      const texts = [
        "models/".repeat((64 * KB) / 7),
        " ".repeat(64 * KB),
        ...patterns.map((pattern) => worstText(pattern, 64 * KB)),
      ];
      const found = [];
      for (const text of texts) found.push({ ...(await watchPatterns(() => read(text))), length: text.length });
      return found;
    };
    for (const reader of classifiers) {
      it(`through ${reader.name}, which looks at the beginning only`, async () => {
        for (const { steps, longest } of await attack(reader)) {
          assert.ok(longest <= MAX_WORDS_CHARS, `a pattern saw ${longest} characters`);
          assert.ok(steps <= MOST_STEPS, `${steps} steps`);
        }
      });
    }
    for (const reader of otherReaders) {
      it(`through ${reader.name}`, async () => {
        for (const { steps, length } of await attack(reader))
          assert.ok(steps <= MOST_STEPS_PER_CHARACTER * length, `${steps} steps for ${length} characters`);
      });
    }
    it("through a reader that nobody has thought of: each that is exported stands in the list", () =>
      assert.deepEqual(untouched(), []));
  });

  it("or makes it judge by words that stand behind what it looks at", () => {
    const words = [
      "insufficient_quota",
      "context_length_exceeded",
      "content_filter",
      "invalid_api_key",
      "model_not_found",
      "model x not found",
      "out of memory",
      "loading model",
      "must be of type",
      "unsupported_value",
      "overloaded",
      "rate_limit",
      "invalid url",
      "try again in 7s",
      "<html>",
      "max_tokens unsupported",
    ];
    const filler = "word ".repeat(MAX_WORDS_CHARS);
    for (const { name, read } of classifiers) {
      const alone = JSON.stringify(read(filler));
      for (const word of words) assert.equal(JSON.stringify(read(`${filler}${word}`)), alone, `${name} saw “${word}”`);
    }
  });

  describe("with a 404 whose body is models/ over and over, on a real socket", () => {
    let servers: OpenAiUnderTest;
    beforeEach(() => (servers = new OpenAiUnderTest()));
    afterEach(() => servers.close());

    for (const size of [16 * KB, 32 * KB, 1024 * KB]) {
      for (const type of ["application/json", "text/plain"]) {
        it(`of ${size / KB} KB as ${type}`, async () => {
          const url = await servers.listen((_request, response) =>
            response.writeHead(404, { "content-type": type }).end(answerIn404("models/".repeat(size / 7), type)),
          );
          const service = createLlmService(
            {
              endpoints: [{ id: "cloud", type: "openai", url: `${url}/v1`, model: "m" }],
              chain: [{ endpoint: "cloud", timeoutMs: 2_000 }],
              healthCheckIntervalMs: 0,
            },
            { network: { env: {} } },
          );
          try {
            const watched = await watchPatterns(() => assert.rejects(service.complete("hi"), { kind: "not_an_api" }));
            assert.ok(
              watched.patterns.length > 0 && watched.longest <= MAX_WORDS_CHARS && watched.steps <= MOST_STEPS,
              JSON.stringify({ ...watched, patterns: watched.patterns.length }),
            );
          } finally {
            await service.dispose();
          }
        });
      }
    }
  });
});
