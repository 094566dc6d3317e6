import assert from "node:assert/strict";
import { compare } from "../../../scripts/l10n/compare.mjs";
import { comparePages, pagesOf } from "../../../scripts/l10n/pages.mjs";
import { readManifest } from "../../../scripts/l10n/manifest.mjs";
import { columnsOf, roomFor, roomForKey } from "../../../scripts/l10n/places.mjs";
import { fixedPartsOf, placeholdersOf, valuesAndMarksOf } from "../../../scripts/l10n/placeholders.mjs";

const wanted = (texts: string[], most?: number) =>
  new Map(
    texts.map((english) => [english, { english, room: most === undefined ? undefined : { what: "button", most } }]),
  );

describe("the look through the texts of a language", () => {
  it("finds nothing where all is well", () => {
    assert.deepEqual(compare("de", { "Try {0} Now": "{0} jetzt" }, wanted(["Try {0} Now"], 10), placeholdersOf), []);
  });

  it("finds what is missing, empty or no text", () => {
    const found = compare("de", { b: " ", c: 1 }, wanted(["a", "b", "c", "toString"]), placeholdersOf);
    assert.deepEqual(
      found,
      ["a", "b", "c", "toString"].map((key) => `de: missing: "${key}"`),
    );
  });

  it("finds what nobody says any more", () => {
    assert.deepEqual(compare("de", { a: "A", old: "Alt" }, wanted(["a"]), placeholdersOf), ['de: unused: "old"']);
  });

  it("finds other values than the English text has, whatever their order and however often they come", () => {
    const of = (text: string): string[] =>
      compare("de", { "{0} of {1}": text }, wanted(["{0} of {1}"]), placeholdersOf);
    assert.deepEqual(of("{1}: {0}, {0}"), []);
    assert.deepEqual(of("{0} von {2}"), ['de: has {0} {2} instead of {0} {1}: "{0} of {1}"']);
    assert.deepEqual(of("alle"), ['de: has no values instead of {0} {1}: "{0} of {1}"']);
    assert.deepEqual(compare("de", { a: "{0}" }, wanted(["a"]), placeholdersOf), ['de: has {0} instead of none: "a"']);
  });

  it("finds a bracket or an angle that the English text has not, of which Markdown may make a link", () => {
    const of = (text: string): string[] => compare("de", { "Open {0}": text }, wanted(["Open {0}"]), valuesAndMarksOf);
    assert.deepEqual(of("{0} öffnen"), []);
    for (const text of ["[{0}] öffnen", "<{0}> öffnen"]) assert.equal(of(text).length, 1, text);
  });

  it("finds what is too long for its place, a value not counted, a Chinese character as two", () => {
    const of = (text: string): string[] =>
      compare("x", { a: text }, new Map([["a", { english: text, room: { what: "button", most: 6 } }]]), placeholdersOf);
    assert.deepEqual(of("Zurück"), []);
    assert.deepEqual(of("{0}重置熔"), []);
    assert.deepEqual(of("重置熔断"), ['x: too long for a button, 8 columns of 6: "重置熔断"']);
    assert.equal(columnsOf("重a，b"), 6);
  });

  it("finds a link, code or variable in the manifest's texts that was translated along", () => {
    const english = "Use `window`.\n[Ask…](command:llmBreaker.ask) ${file}";
    const of = (text: string): string[] =>
      compare("de", { k: text }, new Map([["k", { english, room: undefined }]]), fixedPartsOf);
    assert.deepEqual(of("[Fragen…](command:llmBreaker.ask) mit `window` und ${file}"), []);
    assert.equal(of("[Fragen…](command:llmBreaker.fragen) mit `window` und ${file}").length, 1);
    assert.equal(of("[Fragen…](command:llmBreaker.ask) mit `fenster` und ${file}").length, 1);
    assert.equal(of("[Fragen…](command:llmBreaker.ask) mit `window` und ${datei}").length, 1);
  });
});

describe("the look through the walkthrough's pages", () => {
  const english: [string, string] = ["media/a.md", "Run `ollama serve`, or [ask](command:llmBreaker.ask)."];
  const german = (text: string): [string, string] => ["media/a.nls.de.md", text];
  const found = (...texts: [string, string][]): string[] => comparePages(["media/a.md"], ["de"], new Map(texts));

  it("knows them by the manifest, each once", () => {
    const step = (markdown?: string) => ({ media: markdown === undefined ? {} : { markdown } });
    const walkthroughs = [{ steps: [step("media/a.md"), step(), step("media/a.md")] }, { steps: [step("b.md")] }];
    assert.deepEqual(pagesOf({ contributes: { walkthroughs } }), ["media/a.md", "b.md"]);
    assert.deepEqual(pagesOf({}), []);
  });

  it("finds nothing where all is well", () => {
    assert.deepEqual(found(english, german("[Fragen](command:llmBreaker.ask) oder `ollama serve`.")), []);
  });

  it("finds one that is missing, empty, or of no step any more", () => {
    assert.deepEqual(found(english), ['media/a.nls.de.md: missing: "media/a.md"']);
    assert.deepEqual(found(english, german("  ")), ['media/a.nls.de.md: missing: "media/a.md"']);
    const old: [string, string] = ["media/old.nls.de.md", "Alt"];
    const whole = german("[Fragen](command:llmBreaker.ask) oder `ollama serve`.");
    assert.deepEqual(found(english, whole, old), ["media/old.nls.de.md: unused"]);
  });

  it("finds code and links that were translated along", () => {
    assert.equal(found(english, german("[Fragen](command:llmBreaker.frage) oder `ollama serve`.")).length, 1);
    assert.equal(found(english, german("[Fragen](command:llmBreaker.ask) oder `ollama starten`.")).length, 1);
  });
});

describe("the room of a text", () => {
  it("is known by where it stands", () => {
    assert.equal(roomFor({ file: "src/host/texts/standing.ts", place: "buttons.tryNow" })?.what, "button");
    assert.equal(
      roomFor({ file: "src/core/model/failure-kinds.ts", place: "FAILURE_KINDS.quota.short.word" })?.most,
      20,
    );
    assert.equal(roomFor({ file: "src/host/texts/standing.ts", place: "errors.allOpen" }), undefined);
    assert.equal(roomForKey("command.ask")?.what, "command");
    assert.equal(roomForKey("setting.endpoints"), undefined);
  });
});

describe("the look through the manifest", () => {
  it("finds the keys it names, and what is no key though it is shown", () => {
    const found = readManifest({
      displayName: "LLM Breaker",
      description: "%description%",
      contributes: {
        commands: [
          { command: "a", title: "%command.a%", category: "LLM" },
          { command: "b", title: "Do it" },
        ],
        configuration: {
          properties: {
            x: { default: { title: "of the user's own" }, enum: ["one"], enumDescriptions: ["%x.one%", "The other."] },
          },
        },
      },
    });
    assert.deepEqual(found.keys, ["description", "command.a", "x.one"]);
    assert.deepEqual(found.mistakes, [
      'package.json: .contributes.commands.1.title is no key of package.nls.json: "Do it"',
      'package.json: .contributes.configuration.properties.x.enumDescriptions.1 is no key of package.nls.json: "The other."',
    ]);
  });
});
