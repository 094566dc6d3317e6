import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { report } from "./report";
import { timeInScript } from "./support/cpu-profile";
import { extensionId } from "./support/extension";

/** What activation should take of the extension host's thread, in milliseconds: as long nobody's typing is answered. Printed, not asserted: machines are shared and noisy. */
const BUDGET_MS = 20;
const BUNDLE_LIMIT_BYTES = 400 * 1024;

describe("activation", () => {
  const extension = vscode.extensions.getExtension(extensionId);

  it("runs in a VS Code that engines.vscode admits", () => {
    const [, minor] = vscode.version.split(".").map(Number);
    assert.ok(minor !== undefined && minor >= 104, vscode.version);
  });

  it("says how much of the extension host's time it takes", async () => {
    assert.ok(extension);
    if (extension.isActive) {
      report("    activation: not measured, because VS Code was done with it before the tests began");
      return;
    }
    const startedAt = performance.now();
    const tookMs = await timeInScript(join(extension.extensionPath, "dist", "extension.js"), async () => extension.activate());
    report("    activation: %s ms in the extension's code (budget %d ms), %d ms until VS Code was done", tookMs.toFixed(1), BUDGET_MS, Math.round(performance.now() - startedAt));
    assert.ok(tookMs > 0, "the profile saw it");
  });

  it("loads a small bundle", () => {
    assert.ok(extension);
    const { size } = statSync(join(extension.extensionPath, "dist", "extension.js"));
    report("    bundle: %d KB", Math.round(size / 1024));
    assert.ok(size <= BUNDLE_LIMIT_BYTES || isDevelopmentBuild(extension.extensionPath), `${size} bytes`);
  });
});

/** A build with source maps is not minified. */
function isDevelopmentBuild(folder: string): boolean {
  return statSync(join(folder, "dist", "extension.js.map"), { throwIfNoEntry: false }) !== undefined;
}
