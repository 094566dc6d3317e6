import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

describe("the language of the editor", () => {
  it("is told before any module with texts is evaluated", () => {
    // The only import that is there when it runs: the order of others would be the bundler's.
    const [only, ...others] = readFileSync("src/extension.ts", "utf8").match(/^import (?!type ).*$/gm) ?? [];
    assert.equal(only, 'import "./host/l10n/speak-editor-language";');
    assert.deepEqual(others, []);
    // It brings none along: nothing is imported there but the editor and what knows no texts.
    const imports = readFileSync("src/host/l10n/speak-editor-language.ts", "utf8").matchAll(/from "(.*)"/g);
    assert.deepEqual(
      [...imports].map(([, path]) => path),
      ["vscode", "../../core/l10n/t"],
    );
    assert.doesNotMatch(readFileSync("src/core/l10n/t.ts", "utf8"), /^import /m);
  });
});
