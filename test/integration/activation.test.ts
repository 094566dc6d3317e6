import assert from "node:assert/strict";
import { performance as nodePerformance } from "node:perf_hooks";
import * as vscode from "vscode";
import { report } from "./report";
import { extensionId } from "./support/extension";

/** What activation may take of the extension host's thread, in milliseconds, by which everybody's typing is delayed. */
const BUDGET_MS = 20;
/** Other work of the host falls into the measurement; only what is far off is a defect. */
const TOLERANCE = 5;

type ThreadUsage = () => { user: number; system: number };

/** Processor time of this thread in milliseconds, which a busy machine does not stretch; time of work before Node 24. */
function threadTime(): number {
  const usage = (process as { threadCpuUsage?: ThreadUsage }).threadCpuUsage?.();
  return usage ? (usage.user + usage.system) / 1000 : nodePerformance.eventLoopUtilization().active;
}

describe("activation", () => {
  it("is a VS Code that engines.vscode admits", () => {
    const [, minor] = vscode.version.split(".").map(Number);
    assert.ok(minor !== undefined && minor >= 104, vscode.version);
  });

  it("takes little of the extension host's time", async () => {
    const extension = vscode.extensions.getExtension(extensionId);
    assert.ok(extension);
    report(`    active before the tests: ${extension.isActive}`);
    const [before, startedAt] = [threadTime(), performance.now()];
    await extension.activate();
    const tookMs = threadTime() - before;
    report("    activation took %d ms of the extension host's thread, %d ms in all", Math.round(tookMs), Math.round(performance.now() - startedAt));
    assert.ok(tookMs < BUDGET_MS * TOLERANCE, `${tookMs} ms`);
  });
});
