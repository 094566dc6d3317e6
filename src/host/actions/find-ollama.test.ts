import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, relative } from "node:path";
import { hasOllama } from "./find-ollama";

describe("looking for Ollama", () => {
  const folder = mkdtempSync(join(tmpdir(), "llm-breaker-path-"));
  const program = join(folder, "ollama");
  const nowhere = "freebsd";
  after(() => rmSync(folder, { recursive: true }));

  it("finds a program in any folder of the path, and none where there is none", () => {
    const path = ["/nonexistent", "", folder].join(delimiter);
    assert.equal(hasOllama(path, nowhere), false);
    writeFileSync(program, "#!/bin/sh\n", { mode: 0o755 });
    assert.equal(hasOllama(path, nowhere), true);
    assert.equal(hasOllama("", nowhere), false);
  });

  it("does not take a file that cannot be run", function () {
    if (process.platform === "win32") this.skip();
    chmodSync(program, 0o644);
    assert.equal(hasOllama(folder, nowhere), false);
    chmodSync(program, 0o755);
  });

  it("does not look into folders that depend on the one that is opened", () => {
    assert.equal(hasOllama([".", relative(process.cwd(), folder)].join(delimiter), nowhere), false);
  });
});
