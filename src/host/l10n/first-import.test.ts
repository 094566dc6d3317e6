import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

describe("the language of the editor", () => {
  it("is told before any module with texts is evaluated", () => {
    // The only import that is there when it runs: the order of others would be the bundler's.
    const [only, ...others] = readFileSync("src/extension.ts", "utf8").match(/^import (?!type ).*$/gm) ?? [];
    assert.equal(only, 'import "./host/l10n/speak-editor-language";');
    assert.deepEqual(others, []);
    // It brings none along: nothing is imported there but the editor and what knows no texts.
    assert.deepEqual(importsOf("src/host/l10n/speak-editor-language.ts"), [
      "node:path",
      "vscode",
      "../../core/l10n/t",
      "./packed-texts",
    ]);
    assert.deepEqual(importsOf("src/host/l10n/packed-texts.ts"), ["node:fs", "node:path", "../../core/l10n/t"]);
    assert.doesNotMatch(readFileSync("src/core/l10n/t.ts", "utf8"), /^import /m);
  });
});

function importsOf(file: string): (string | undefined)[] {
  return Array.from(readFileSync(file, "utf8").matchAll(/from "(.*)"/g), ([, path]) => path);
}
