import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import * as vscode from "vscode";
import { hasOllama } from "../../src/host/actions/find-ollama";
import { activated, listenToMessages, until } from "./support/extension";

describe("an attacker whose folder holds an ollama.exe, or whose terminal is called Ollama", () => {
  const named = () => vscode.window.terminals.filter(({ name }) => name === "Ollama");
  const start = () => vscode.commands.executeCommand("llmBreaker.startOllama");
  const path = process.env["PATH"] ?? "";
  const installed = mkdtempSync(join(tmpdir(), "llm-breaker-installed-"));
  before(async () => {
    await activated();
    const program = join(installed, process.platform === "win32" ? "ollama.exe" : "ollama");
    writeFileSync(program, "#!/bin/sh\nexit 0\n");
    chmodSync(program, 0o755);
    process.env["PATH"] = [installed, path].join(delimiter);
  });
  after(() => {
    process.env["PATH"] = path;
    rmSync(installed, { recursive: true });
  });
  afterEach(() => named().forEach((terminal) => terminal.dispose()));

  it("gets his program run by Start Ollama", async () => {
    const sent: string[] = [];
    const decoy = vscode.window.createTerminal({
      name: "Ollama",
      cwd: vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? ".",
    });
    Object.defineProperty(decoy, "sendText", { value: (text: string) => sent.push(text) });
    await start();
    const [own, ...others] = named().filter((terminal) => terminal !== decoy);
    assert.equal((own?.creationOptions as vscode.TerminalOptions).cwd, homedir());
    assert.deepEqual(sent, []);
    await start();
    assert.deepEqual(others, []);
    assert.equal(named().filter((terminal) => terminal !== decoy).length, 1, "our own is used again");
  });
});

describe("where nothing answers", () => {
  const path = process.env["PATH"];
  after(() => (process.env["PATH"] = path));

  it("Start Ollama opens no terminal where there is no Ollama, and says what else there is", async function () {
    process.env["PATH"] = "";
    await activated();
    const messages = listenToMessages();
    // Those of the test before close a little later.
    const named = (): number => vscode.window.terminals.filter(({ name }) => name === "Ollama").length;
    await until("no terminal is left", () => (named() === 0 ? true : undefined));
    try {
      if (hasOllama()) this.skip();
      await vscode.commands.executeCommand("llmBreaker.startOllama");
      assert.match(messages.shown[0] ?? "", /was not found/);
      assert.equal(named(), 0);
    } finally {
      messages.restore();
    }
  });
});
