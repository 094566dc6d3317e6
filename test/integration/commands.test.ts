import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import { ScriptedOllama } from "../support/servers";
import { activated, answerTabs, extensionId, listenToMessages, shown, until, withSettings } from "./support/extension";

interface Manifest {
  contributes: { commands: { command: string }[] };
}

describe("commands", () => {
  it("are all registered once the extension runs", async () => {
    await activated();
    const { contributes } = vscode.extensions.getExtension(extensionId)?.packageJSON as Manifest;
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      contributes.commands.map(({ command }) => command).filter((command) => !registered.has(command)),
      [],
    );
  });

  describe("with an Ollama", () => {
    let ollama: ScriptedOllama;
    let messages: ReturnType<typeof listenToMessages>;
    let back: () => Promise<void>;

    let folder: string;
    const file = async (name: string, content: string): Promise<string> => {
      await writeFile(join(folder, name), content);
      return join(folder, name);
    };
    const chats = () => ollama.log.entries.filter(({ path }) => path === "/api/chat");
    const lastPrompt = (): string => {
      const sent = chats().at(-1)?.json?.["messages"] as { content: string }[] | undefined;
      return sent?.at(-1)?.content ?? "";
    };

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), "llm-breaker-files-"));
      ollama = await ScriptedOllama.start({ pace: { firstTokenMs: 20 } });
      back = await withSettings({
        endpoints: [{ id: "scripted", type: "ollama", url: ollama.url }],
        healthCheckInterval: 0,
        recoveryTimeout: 30,
      });
      const { service } = await activated();
      await until("the endpoint of the test is in force", () =>
        service.endpoints()[0]?.id === "scripted" ? true : undefined,
      );
    });
    after(async () => {
      await back();
      await ollama.stop();
      await rm(folder, { recursive: true });
    });
    beforeEach(() => void (messages = listenToMessages()));
    afterEach(async () => {
      messages.restore();
      // Closing an untitled document with content asks whether to save it; reverting does not.
      while (vscode.window.activeTextEditor)
        await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
      await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    });

    it("ask a question and open one panel beside the editor, which the next question takes", async () => {
      await vscode.commands.executeCommand("llmBreaker.ask", "What is a ring buffer?");
      assert.equal(chats().length, 1);
      assert.match(lastPrompt(), /What is a ring buffer\?/);
      assert.equal(chats()[0]?.outcome, "completed");
      await until("the panel is a tab", () => answerTabs()[0]);
      await vscode.commands.executeCommand("llmBreaker.ask", "And a queue?");
      assert.equal(chats().length, 2);
      assert.equal(answerTabs().length, 1);
      const { service } = await activated();
      assert.equal(service.endpoints()[0]?.metrics.consecutiveFailures, 0);
    });

    it("close the socket when the panel is closed", async () => {
      ollama.fault({ kind: "pace", tokensPerSecond: 2 }, { times: 1 });
      const asked = vscode.commands.executeCommand("llmBreaker.ask", "A long story");
      const entry = await until("the answer has begun", () =>
        chats().find(({ tokens, outcome }) => tokens > 0 && outcome === "pending"),
      );
      await until("the panel is a tab", () => answerTabs()[0]);
      const closedAt = Date.now();
      await vscode.window.tabGroups.close(answerTabs());
      await until("the socket is closed", () => (entry.outcome === "aborted by client" ? true : undefined));
      assert.ok(Date.now() - closedAt < 1000, `${Date.now() - closedAt} ms`);
      await asked;
    });

    it("ask from an answer that is still coming, and open the next panel with it, not one column further", async () => {
      await shown(await file("code.py", "a = 1\n"));
      ollama.fault({ kind: "pace", tokensPerSecond: 2 }, { times: 1 });
      const first = vscode.commands.executeCommand("llmBreaker.ask", "A long story");
      await until("the answer has begun", () =>
        chats().find(({ tokens, outcome }) => tokens > 0 && outcome === "pending"),
      );
      await until("the panel is a tab", () => answerTabs()[0]);
      await vscode.commands.executeCommand("workbench.action.focusSecondEditorGroup");
      await until("the answer has the focus", () =>
        vscode.window.tabGroups.activeTabGroup.viewColumn === vscode.ViewColumn.Two ? true : undefined,
      );
      // It waits for its turn: one answer at a time is all that a local model gives.
      const second = vscode.commands.executeCommand("llmBreaker.ask", "And another question");
      await until("both are tabs", () => answerTabs()[1]);
      assert.deepEqual(
        answerTabs().map(({ group }) => group.viewColumn),
        [vscode.ViewColumn.Two, vscode.ViewColumn.Two],
      );
      await vscode.window.tabGroups.close(answerTabs());
      await Promise.all([first, second]);
    });

    it("analyze what is selected, and say so", async () => {
      const editor = await shown(await file("three.py", "a = 1\nb = 2\nc = 3\n"));
      editor.selection = new vscode.Selection(1, 0, 2, 0);
      await vscode.commands.executeCommand("llmBreaker.analyzeSelection");
      assert.match(lastPrompt(), /line 2:\n\n```python\nb = 2\n\n```$/);
    });

    it("analyze the whole file without a selection", async () => {
      await shown(await file("two.txt", "alpha\nbeta\n"));
      await vscode.commands.executeCommand("llmBreaker.analyzeSelection");
      assert.match(lastPrompt(), /From the whole file [\s\S]*alpha\nbeta/);
    });

    it("send of a 5 MB file no more than a model can take", async () => {
      await shown(await file("large.txt", "one line of a large file\n".repeat(210_000)));
      await vscode.commands.executeCommand("llmBreaker.analyzeSelection");
      assert.ok(lastPrompt().length > 5000 && lastPrompt().length < 40_000, `${lastPrompt().length} characters`);
    });

    it("say in one sentence why there is nothing to send, and send nothing", async () => {
      const before = chats().length;
      await vscode.commands.executeCommand("llmBreaker.analyzeSelection");
      await shown({ content: " \n" });
      await vscode.commands.executeCommand("llmBreaker.analyzeSelection");
      await shown({ content: "PK\0\0\u0003" });
      await vscode.commands.executeCommand("llmBreaker.analyzeSelection");
      assert.equal(chats().length, before);
      assert.equal(messages.shown.length, 3);
      assert.match(messages.shown[0] ?? "", /open a text file first/);
      assert.match(messages.shown[1] ?? "", /is empty/);
      assert.match(messages.shown[2] ?? "", /binary data/);
    });

    it("run a prompt by its name", async () => {
      await shown(await file("one.py", "a = 1"));
      await vscode.commands.executeCommand("llmBreaker.runPrompt", "Write Tests");
      assert.match(lastPrompt(), /^Write unit tests for this python code/);
    });

    it("tell of an outage once, refuse at once while the breaker is open, and recover after a reset", async () => {
      const { service } = await activated();
      await ollama.stop();
      for (const question of ["one", "two", "three"]) await vscode.commands.executeCommand("llmBreaker.ask", question);
      assert.equal(service.endpoints()[0]?.state, "open");
      const before = performance.now();
      await vscode.commands.executeCommand("llmBreaker.ask", "four");
      assert.ok(performance.now() - before < 500, `${performance.now() - before} ms`);
      // What else may go down with it is waited for, so that all of it is told in one notice.
      await until("the notice is there", () => messages.shown[0]);
      assert.equal(messages.shown.length, 1, messages.shown.join("\n"));
      assert.match(messages.shown[0] ?? "", new RegExp(`Ollama is(n't| not) running at ${ollama.url}`));

      await ollama.start();
      await vscode.commands.executeCommand("llmBreaker.resetBreaker", "scripted");
      assert.equal(service.endpoints()[0]?.state, "closed");
      await vscode.commands.executeCommand("llmBreaker.ask", "five");
      assert.equal(chats().at(-1)?.outcome, "completed");
    });

    it("check the health of every endpoint", async () => {
      const statuses =
        await vscode.commands.executeCommand<{ id: string; live: boolean; ready: boolean }[]>("llmBreaker.checkHealth");
      await vscode.commands.executeCommand("workbench.action.closeQuickOpen");
      assert.deepEqual(
        statuses.map(({ id, live, ready }) => ({ id, live, ready })),
        [{ id: "scripted", live: true, ready: true }],
      );
    });
  });
});
