import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { report } from "./report";
import { timeInScript } from "./support/cpu-profile";
import { extensionId } from "./support/extension";

/** What activation should take of the extension host's thread, in milliseconds: as long nobody's typing is answered. Printed, not asserted: machines are shared and noisy. */
const BUDGET_MS = 20;
/** For what the extension host may load: the extension and its HTTP client. The history's thread and the telemetry are programs of their own. */
const BUNDLE_LIMIT_BYTES = 550_000;

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
    const tookMs = await timeInScript(join(extension.extensionPath, "dist", "extension.js"), async () =>
      extension.activate(),
    );
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

  it("loads a small bundle", () => {
    assert.ok(extension);
    const sizeOf = (file: string): number => statSync(join(extension.extensionPath, "dist", file)).size;
    const [start, http, worker] = ["extension.js", "connection.js", "history-worker.js"].map(sizeOf) as [
      number,
      number,
      number,
    ];
    report(
      "    bundles: %d KB at the start, %d KB with the first connection, %d KB in the history's thread",
      ...[start, http, worker].map((size) => Math.round(size / 1000)),
    );
    assert.ok(
      start + http <= BUNDLE_LIMIT_BYTES || isDevelopmentBuild(extension.extensionPath),
      `${start + http} bytes`,
    );
  });
});

/** A build with source maps is not minified. */
function isDevelopmentBuild(folder: string): boolean {
  return statSync(join(folder, "dist", "extension.js.map"), { throwIfNoEntry: false }) !== undefined;
}
