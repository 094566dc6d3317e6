import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { decimal } from "../../../src/core/l10n/numbers";
import { speak, t, type Translations } from "../../../src/core/l10n/t";
import { FAILURE_KINDS } from "../../../src/core/model/failure-kinds";
import { answer } from "../../support/scripted-client";
import { serviceUnderTest } from "../../support/service-under-test";
import { SPOKEN_FAILURES, type SpokenFailure } from "../../support/spoken-failures";

const bundle = (file: string): Translations => JSON.parse(readFileSync(`l10n/${file}`, "utf8")) as Translations;
const LANGUAGES: readonly [string, Translations | undefined][] = [
  ["en", undefined],
  ["de", bundle("bundle.l10n.de.json")],
  ["zh-cn", bundle("bundle.l10n.zh-cn.json")],
];
/** A language in which every text stands in brackets, so that what goes round `t()` stands outside. */
const BRACKETED = Object.fromEntries(Object.keys(bundle("bundle.l10n.json")).map((text) => [text, `⟦${text}⟧`]));

const written = (value: SpokenFailure["values"][number]): string =>
  typeof value === "string" ? value : t("{0} s", decimal(value.seconds));

describe("what people read when a request fails", () => {
  afterEach(() => speak("en", undefined));

  it("is there for every kind of failure but those of the editor's own models", () => {
    const spoken = new Set(SPOKEN_FAILURES.map(({ kind }) => kind));
    assert.deepEqual(
      Object.keys(FAILURE_KINDS).filter((kind) => !spoken.has(kind as keyof typeof FAILURE_KINDS)),
      [],
    );
  });

  for (const failure of SPOKEN_FAILURES) {
    const { kind, name, say, values } = failure;
    it(`has all its values in every language: ${kind ?? "several"}, ${name}`, async () => {
      const sentences: string[] = [];
      for (const [language, texts] of LANGUAGES) {
        speak(language, texts);
        const said = await say();
        assert.equal(said.kind, kind, language);
        assert.doesNotMatch(said.message, /\{\d\}|undefined|\[object/, language);
        for (const value of values) assert.ok(said.message.includes(written(value)), `${language}: ${said.message}`);
        assert.match(said.message, language === "zh-cn" ? /[。？]$/ : /[.?]$/);
        sentences.push(said.message);
      }
      assert.equal(new Set(sentences).size, LANGUAGES.length, "a language says it as another one does");
      assert.match(sentences[2]!, /\p{Script=Han}/u);
    });

    it(`goes through t() as a whole: ${kind ?? "several"}, ${name}`, async () => {
      speak("de", BRACKETED);
      assert.equal(outsideBrackets((await say()).message), "");
    });
  }
});

describe("an answer that comes", () => {
  afterEach(() => speak("en", undefined));

  it("has nothing said that nobody reads", async () => {
    const looked: string[] = [];
    const { service, collect } = serviceUnderTest(
      {
        endpoints: [
          { id: "cloud", type: "openai", url: "https://api.example/v1", model: "m", tier: "cloud" },
          { id: "local", type: "ollama", url: "http://localhost:11434", model: "m", tier: "local" },
        ],
      },
      { cloud: [answer()], local: [answer()] },
    );
    const texts = new Proxy<Record<string, string>>(
      {},
      {
        getOwnPropertyDescriptor: (_, text) => {
          looked.push(String(text));
          return undefined;
        },
      },
    );
    speak("de", texts);
    const events = await collect(service.stream("Hi"));
    assert.equal(events.at(-1)?.type, "done");
    assert.deepEqual(looked, []);
    t("looked for");
    assert.deepEqual(looked, ["looked for"]);
    await service.dispose();
  });
});

/** What of a text stands in no bracket, blanks apart. */
function outsideBrackets(text: string): string {
  let depth = 0;
  let outside = "";
  for (const character of text) {
    if (character === "⟦") depth++;
    else if (character === "⟧") depth--;
    else if (depth === 0) outside += character;
  }
  return outside.trim();
}
