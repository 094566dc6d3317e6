import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { classifyResponse } from "../../src/core/failure/classify-response";
import { inert } from "../../src/core/foreign/foreign-text";
import { speak, type Translations } from "../../src/core/l10n/t";
import { MAX_FAILURE_MESSAGE_CHARS } from "../../src/core/model/limits";
import { hang } from "../support/scripted-client";
import { serviceUnderTest } from "../support/service-under-test";

const texts = (language: string): Translations =>
  JSON.parse(readFileSync(`l10n/bundle.l10n.${language}.json`, "utf8")) as Translations;

/** A server, or whoever names models and endpoints, knows that we put its words into sentences with places, and writes places and more itself. */
const HOSTILE = [
  "a {0}",
  "a {1} {0} {2}",
  "a{0}{0}{0}{0}{0}{0}{0}{0}",
  "$& $1 $` $' $$",
  "__proto__",
  "No endpoint answered. {0}",
  "a {0} is not running at {1}.",
  "مرحبا {0} بالعالم",
];

for (const [language, translations] of [["en", undefined], ...["de", "zh-cn"].map((tag) => [tag, texts(tag)])] as [
  string,
  Translations | undefined,
][]) {
  describe(`foreign words within our sentences, in ${language}`, () => {
    before(() => speak(language, translations));
    after(() => speak("en", undefined));

    const refusal = (message: string, model = "m") =>
      classifyResponse(
        { status: 500, headers: {}, body: JSON.stringify({ error: { message } }) },
        { url: "http://a.example", type: "openai", model, wallNow: 0 },
      );

    for (const words of HOSTILE) {
      it(`stand there as they are: ${words}`, async () => {
        const [before, after] = refusal("MARK").message.split("MARK") as [string, string];
        const said = refusal(words).message;
        assert.ok(said.startsWith(before + words), said);
        assert.ok(["", after].includes(said.slice(before.length + words.length)), said);

        const lacking = classifyResponse(
          { status: 404, headers: {}, body: '{"error":"model not found"}' },
          { url: "http://a.example", type: "ollama", model: words, wallNow: 0 },
        ).message;
        assert.equal(lacking.split(words).length, 2, lacking);
        assert.equal(lacking.split("http://a.example").length, 2, lacking);
      });

      it(`stand there as they are in the sentence about all of them: ${words}`, async () => {
        const id = words === "__proto__" ? "x" : words;
        const failure = refusal(words);
        const endpoints = [
          { id, type: "openai" as const, url: "http://a.example", model: "m" },
          { id: "other", type: "openai" as const, url: "http://b.example", model: "m" },
        ];
        const { service, run } = serviceUnderTest(
          { endpoints, chain: endpoints.map((endpoint) => ({ endpoint: endpoint.id, timeoutMs: 1_000 })) },
          { [id]: [[{ fail: failure }]], other: [hang] },
        );
        const error = await run(service.complete("Hi")).catch((reason: unknown) => reason);
        await service.dispose();
        assert.ok(error instanceof Error);
        assert.ok(error.message.includes(failure.message), error.message);
        assert.ok(failure.message.includes(words), failure.message);
        assert.equal(error.message.split("http://a.example").length, 2, error.message);
        assert.equal(error.message.split("http://b.example").length, 2, error.message);
      });
    }

    it("are shown with the marks by which they would turn a sentence round", () => {
      const said = refusal("\u202Eevil\u2066 {0}").message;
      assert.ok(said.includes("U+202E"), said);
      assert.doesNotMatch(inert(said), /[\u202A-\u202E\u2066-\u2069]/);
    });

    it("do not push our own words out, however long they are", () => {
      const beginning = refusal("MARK").message.split("MARK")[0]!;
      const said = refusal("a {0} ".repeat(100_000)).message;
      assert.ok(said.startsWith(beginning), said);
      assert.ok(said.length <= MAX_FAILURE_MESSAGE_CHARS);
      assert.ok(said.length < 500, String(said.length));
    });
  });
}
