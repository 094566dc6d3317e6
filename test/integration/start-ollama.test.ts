import assert from "node:assert/strict";
import { homedir } from "node:os";
import * as vscode from "vscode";
import { activated } from "./support/extension";

describe("an attacker whose folder holds an ollama.exe, or whose terminal is called Ollama", () => {
  const named = () => vscode.window.terminals.filter(({ name }) => name === "Ollama");
  const start = () => vscode.commands.executeCommand("llmBreaker.startOllama");
  before(() => activated());
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
