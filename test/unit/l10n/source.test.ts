import assert from "node:assert/strict";
import { readSource, readTable } from "../../../scripts/l10n/source.mjs";

const textsOf = (code: string) => readSource("a.ts", code).texts.map(({ text, place }) => [place, text]);
const mistakesOf = (code: string): string[] => readSource("a.ts", code).mistakes;

describe("the texts of the code", () => {
  it("are those given to t(), each with the names it stands under", () => {
    const code = `
      export const buttons = { open: t("Open"), pull: (model: string) => t("Pull {0}", model) };
      function word(many: boolean): string { return many ? t("many") : t("one {0}", t("inner")); }`;
    assert.deepEqual(textsOf(code), [
      ["buttons.open", "Open"],
      ["buttons.pull", "Pull {0}"],
      ["word", "many"],
      ["word", "one {0}"],
      ["word", "inner"],
    ]);
    assert.deepEqual(mistakesOf(code), []);
  });

  it("are written out, with a place for each value", () => {
    assert.deepEqual(mistakesOf("t(word);"), [
      "a.ts:1: t() takes a text that is written out; words of a table go through tWord()",
    ]);
    assert.deepEqual(
      mistakesOf("\nt(`of ${x}`);").map((mistake) => mistake.slice(0, 6)),
      ["a.ts:2"],
    );
    assert.deepEqual(mistakesOf('t("{0} of {1}", x);'), ["a.ts:1: “{0} of {1}” has {0} {1} and is given {0}"]);
    assert.deepEqual(mistakesOf('t("all", x);'), ["a.ts:1: “all” has no values and is given {0}"]);
    assert.deepEqual(mistakesOf('t("{1}", x, y);'), ["a.ts:1: “{1}” has {1} and is given {0} {1}"]);
  });

  it("are also the words of tables, by the names of their properties", () => {
    const table = readTable(
      "kinds.ts",
      'const KINDS = { auth: { phrase: "no key", icon: "key", short: { word: "key" } } };',
      ["phrase", "word"],
    );
    assert.deepEqual(
      table.map(({ text, place }) => [place, text]),
      [
        ["KINDS.auth.phrase", "no key"],
        ["KINDS.auth.short.word", "key"],
      ],
    );
  });
});

describe("what goes round t()", () => {
  const goesRound = [
    'const a = "two words";',
    "const a = `from ${b} to ${c}`;",
    'pick({ title: "Choose" });',
    'pick({ placeHolder: "Choose" });',
    'const item = { label: "Reset", description: "Now" };',
    'element("button", {}, "Reset");',
    'element("button", { "aria-label": "Reset" });',
    'setText(node, "Loading");',
    'messages.warning("Broken");',
    'const a = many ? t("some texts") : "one text";',
    'throw new BadValue(path, "a number");',
  ];
  for (const code of goesRound) it(`is found: ${code}`, () => assert.ok(mistakesOf(code).length > 0));

  const forNobody = [
    'import { a } from "some words";',
    'element("div", { class: "quiet target" });',
    "node.className = `toast shown ${tone}`;",
    'log.error("The notice failed", error);',
    'this.#deps.log("The request failed", error);',
    "this.#logger.warn(`no ${thing} found`);",
    'throw new Error("This cannot be.");',
    'if (verdict === "two words") stop();',
    'node.querySelector(".bar span");',
    'const label = { command: "Commit Message" };',
    'type Residence = "resident" | "still loading";',
    'const icon = { label: "", icon: "$(key)" };',
    'const title = "LLM Breaker";',
  ];
  for (const code of forNobody) it(`is not: ${code}`, () => assert.deepEqual(mistakesOf(code), []));

  it("may, in a file for machines", () => {
    assert.deepEqual(readSource("a.ts", 'const prompt = "Explain this code";', { forMachines: true }).mistakes, []);
  });
});
