import assert from "node:assert/strict";
import * as vscode from "vscode";
import { ScriptedOllama } from "../support/servers";
import { activated, listenToMessages, shown, until, withSettings } from "./support/extension";

const cart = "function total() {\n  retrun 1;\n}\n";

describe("prompts", () => {
  let ollama: ScriptedOllama;
  let messages: ReturnType<typeof listenToMessages>;
  let back: () => Promise<void>;
  const chats = () => ollama.log.entries.filter(({ path }) => path === "/api/chat");
  const prompt = (): string => {
    const sent = chats().at(-1)?.json?.["messages"] as { content: string }[] | undefined;
    return sent?.at(-1)?.content ?? "";
  };
  const own = async (text: string): Promise<() => Promise<void>> =>
    withSettings({ prompts: [{ name: "Mine", prompt: text }] });
  const reported = vscode.languages.createDiagnosticCollection("test");

  before(async () => {
    ollama = await ScriptedOllama.start({ pace: { firstTokenMs: 20 } });
    back = await withSettings({
      endpoints: [{ id: "scripted", type: "ollama", url: ollama.url }],
      healthCheckInterval: 0,
    });
    const { service } = await activated();
    await until("the endpoint is in force", () => (service.endpoints()[0]?.id === "scripted" ? true : undefined));
  });
  after(async () => {
    reported.dispose();
    await back();
    await ollama.stop();
  });
  beforeEach(() => {
    ollama.log.clear();
    messages = listenToMessages();
  });
  afterEach(async () => {
    messages.restore();
    reported.clear();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("of the user's own get their variables, what the editor reports among them", async () => {
    const undo = await own("In ${language}: ${selection} ${problems}");
    const { document } = await shown({ content: cart, language: "javascript" });
    reported.set(document.uri, [new vscode.Diagnostic(new vscode.Range(1, 2, 1, 8), "retrun is no word")]);
    await vscode.commands.executeCommand("llmBreaker.runPrompt", "Mine");
    // The editor's own server for JavaScript may have something to report as well by then.
    assert.match(prompt(), /^In javascript: function total[^]*- retrun is no word$/m);
    await undo();
  });

  it("with a variable that is none are told, and not sent", async () => {
    const undo = await own("About ${selektion}");
    await shown({ content: cart, language: "javascript" });
    await vscode.commands.executeCommand("llmBreaker.runPrompt", "Mine");
    assert.deepEqual(chats(), []);
    assert.match(messages.shown[0] ?? "", /“Mine” was not sent: \$\{selektion\} is no variable/);
    await undo();
  });

  it("about what is staged say that nothing is", async () => {
    const undo = await own("Review ${diff}");
    await vscode.commands.executeCommand("llmBreaker.runPrompt", "Mine");
    await vscode.commands.executeCommand("llmBreaker.commitMessage");
    assert.deepEqual(chats(), []);
    assert.equal(messages.shown.length, 2);
    for (const message of messages.shown) assert.match(message, /nothing is staged/i);
    await undo();
  });

  it("fix what is reported at the cursor, with a button that puts the lines back", async () => {
    const { document } = await shown({ content: cart, language: "javascript" });
    await vscode.commands.executeCommand("llmBreaker.fixProblems");
    assert.match(messages.shown[0] ?? "", /reports no problem here/);
    reported.set(document.uri, [new vscode.Diagnostic(new vscode.Range(0, 0, 0, 8), "retrun is no word")]);
    await vscode.commands.executeCommand("llmBreaker.fixProblems");
    assert.match(prompt(), /- retrun is no word\n[^]*one code block[^]*function total/);
  });

  it("are offered in the lightbulb: to fix what is reported, to analyze what is selected", async () => {
    const { document } = await shown({ content: cart, language: "javascript" });
    const offered = async (): Promise<string[]> => {
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        document.uri,
        new vscode.Range(1, 2, 1, 8),
      );
      return actions.map(({ title }) => title).filter((title) => title.endsWith("with LLM"));
    };
    assert.deepEqual(await offered(), ["Analyze with LLM"]);
    reported.set(document.uri, [new vscode.Diagnostic(new vscode.Range(1, 2, 1, 8), "retrun is no word")]);
    assert.deepEqual((await offered()).sort(), ["Analyze with LLM", "Fix with LLM"]);
  });
});
