import assert from "node:assert/strict";
import { BUILT_IN_PROMPTS } from "./built-in-prompts";
import { filled, inWords, unknownPlaceholders, variablesOf } from "./prompt-variables";

const values = { selection: "a", language: "b", file: "c", problems: "d", diff: "e" };

describe("variables of a prompt", () => {
  it("are filled in, each as often as it stands there", () => {
    assert.equal(filled("${selection}${selection} ${language} ${file} ${problems} ${diff}", values), "aa b c d e");
  });

  it("are not looked for in what was filled in", () => {
    assert.equal(filled("${selection}", { ...values, selection: "${file} $& $1" }), "${file} $& $1");
  });

  it("that are unknown are named once each, also in the system message", () => {
    assert.deepEqual(
      unknownPlaceholders({ name: "x", prompt: "${selektion} ${a.b} ${selektion} ${file}", system: "${who}" }),
      ["selektion", "a.b", "who"],
    );
  });

  it("are no code: an expression, an empty one, an open one, and one behind a backslash stay", () => {
    const prompt = "Turn `${a + b}`, `${}`, ${ and `\\${name}` into text, $selection too";
    assert.deepEqual(unknownPlaceholders({ name: "x", prompt }), []);
    assert.equal(filled(prompt, values), prompt.replace("\\", ""));
    assert.deepEqual([...variablesOf({ name: "x", prompt })], []);
  });

  it("are never shown as they are written", () => {
    assert.equal(
      inWords("Fix ${problems} in ${file}: ${selection}, ${other}", { file: "cart.ts" }),
      "Fix its problems in cart.ts: the selection, …",
    );
    for (const { name, prompt } of BUILT_IN_PROMPTS) assert.doesNotMatch(inWords(`${name} ${prompt}`), /\$\{/);
  });

  it("of the built-in prompts are all known", () => {
    for (const prompt of BUILT_IN_PROMPTS) assert.deepEqual(unknownPlaceholders(prompt), []);
  });
});
