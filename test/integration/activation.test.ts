import assert from "node:assert/strict";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { report } from "./report";
import { timeInScripts } from "./support/cpu-profile";
import { extensionId } from "./support/extension";

/** What activation should take of the extension host's thread, in milliseconds: as long nobody's typing is answered. Printed, not asserted: machines are shared and noisy. */
const BUDGET_MS = 10;
/** For the code that the editor's start loads. */
const START_LIMIT_BYTES = 210_000;
/** And the scripts in which it stands: each is looked for, read and compiled by itself. */
const START_LIMIT_FILES = 10;
/** Loaded when somebody needs it, or not in the extension host at all. */
const LATER =
  /^(?:connection|create-model-provider|create-on-demand|history-worker|open-link|request-parts|socks-client|telemetry)\b/;

describe("activation", () => {
  const extension = vscode.extensions.getExtension(extensionId);

  it("runs in a VS Code that engines.vscode admits", () => {
    const [, minor] = vscode.version.split(".").map(Number);
    assert.ok(minor !== undefined && minor >= 104, vscode.version);
  });

  it("says how much of the extension host's time it takes", async () => {
    assert.ok(extension);
    const isDone = extension.isActive;
    const startedAt = performance.now();
    const tookMs = await timeInScripts(join(extension.extensionPath, "dist"), async () => extension.activate());
    assert.ok(extension.isActive);
    // The profile sees nothing of it when VS Code was done, or had run the extension's code and was waiting for what that had begun.
    if (isDone || tookMs === 0)
      report("    activation: not measured, because VS Code had run it before the tests began");
    else
      report(
        "    activation: %s ms in the extension's code (budget %d ms), %d ms until VS Code was done",
        tookMs.toFixed(1),
        BUDGET_MS,
        Math.round(performance.now() - startedAt),
      );
  });

  it("loads little code at its start", () => {
    assert.ok(extension);
    const folder = join(extension.extensionPath, "dist");
    const scripts = readdirSync(folder).filter((file) => file.endsWith(".js"));
    const sizeOf = (files: string[]): number => files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
    const atStart = loadedAtStart(folder, scripts);
    const start = sizeOf(atStart);
    const later = scripts.filter((file) => LATER.test(file)).map((file) => [file, sizeOf([file])] as const);
    const kilobytes = (bytes: number): number => Math.round(bytes / 1000);
    report(
      "    scripts: %d KB in %d files at the start, later %s",
      kilobytes(start),
      atStart.length,
      later.map(([file, size]) => `${kilobytes(size)} KB ${file}`).join(", "),
    );
    assert.ok(atStart.length <= START_LIMIT_FILES, atStart.join(", "));
    assert.ok(start <= START_LIMIT_BYTES || isDevelopmentBuild(folder), `${start} bytes`);
  });
});

/** The entry, what is loaded with the host's first turn, and all that these require. */
function loadedAtStart(folder: string, scripts: string[]): string[] {
  const found = new Set(["extension.js"]);
  for (const file of found)
    for (const [, required] of readFileSync(join(folder, file), "utf8").matchAll(/require\("\.\/([^"]+)"\)/g))
      if (required !== undefined && scripts.includes(required) && !LATER.test(required)) found.add(required);
  return [...found];
}

/** A build with source maps is not minified. */
function isDevelopmentBuild(folder: string): boolean {
  return readFileSync(join(folder, "extension.js"), "utf8").includes("sourceMappingURL");
}
