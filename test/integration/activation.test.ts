import assert from "node:assert/strict";
import * as vscode from "vscode";

describe("the extension host", () => {
  it("is a VS Code that engines.vscode admits", () => {
    assert.match(vscode.version, /^1\.\d+\.\d+/);
  });
});
