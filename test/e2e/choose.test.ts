import assert from "node:assert/strict";
import { ScriptedOllama } from "../support/servers/ollama/scripted-ollama";
import { ScriptedOpenAi } from "../support/servers/openai/scripted-openai";
import { Editor } from "./fixtures/editor";
import { keepPicturesOfFailures, takePicture } from "./fixtures/screenshots";
import { until } from "./fixtures/until";

const apiKey = "sk-e2e-choose-0123456789";

describe("choosing whom to ask in VS Code", function () {
  this.timeout(180_000);
  let ollama: ScriptedOllama;
  let cloud: ScriptedOpenAi;
  let added: ScriptedOpenAi;
  let editor: Editor;
  keepPicturesOfFailures(() => editor?.page);

  before(async () => {
    ollama = await ScriptedOllama.start({ loaded: ["llama3.2"], pace: { firstTokenMs: 20 } });
    cloud = await ScriptedOpenAi.start({ reply: "From the cloud.", models: ["big", "text-embedding-3-small"] });
    added = await ScriptedOpenAi.start({ reply: "From the new one.", models: ["clever", "quick"], apiKey });
    editor = await Editor.open({
      settings: {
        "llmBreaker.endpoints": [
          { id: "cloud", type: "openai", url: cloud.baseUrl, tier: "cloud" },
          { id: "ollama", type: "ollama", url: ollama.url },
        ],
        "llmBreaker.healthCheckInterval": 0,
      },
    });
  });
  after(async () => {
    await editor?.close();
    await Promise.all([ollama, cloud, added].map((server) => server?.stop()));
  });

  const rows = () => editor.page.locator(".quick-input-list .monaco-list-row");
  const row = (text: string | RegExp) => rows().filter({ hasText: text }).first();
  /** Chooses the line of the list on show. */
  const choose = async (text: string | RegExp): Promise<void> => {
    await row(text).waitFor();
    await row(text).click();
  };
  const title = (text: RegExp) => editor.page.locator(".quick-input-title", { hasText: text }).waitFor();
  const chats = ({ log }: ScriptedOllama | ScriptedOpenAi) =>
    log.entries.filter(({ method, path }) => method === "POST" && path.includes("chat")).length;
  const target = async (): Promise<string> => (await editor.answer.frame()).locator(".composer .target").innerText();
  const targetIs = (label: string) =>
    until(`the panel says that ${label} is asked`, 10_000, async () => {
      const seen = await target();
      return { done: seen.includes(label) ? seen : undefined, seen };
    });

  it("asks the chain at first, and shows what else there is to choose", async () => {
    await editor.ask("Who are you?");
    assert.match((await editor.answer.ended("Who are you?", "done")).text, /From the cloud/);
    await targetIs("Auto");
    await (await editor.answer.frame()).locator(".composer .target").click();
    await row("llama3.2:latest").waitFor();
    const lines = await rows().allInnerTexts();
    const all = lines.join("\n");
    assert.match(all, /llama3\.2:latest[\s\S]*1\.9 GB · in memory/);
    assert.match(all, /big[\s\S]*cloud/);
    assert.doesNotMatch(all, /embedding/);
    await editor.screenshots("choose-model");
  });

  it("asks only the model that was chosen, and tells so in the panel", async () => {
    await choose("llama3.2:latest");
    await targetIs("llama3.2:latest · ollama");
    const before = [chats(cloud), chats(ollama)];
    await editor.ask("And now?");
    assert.match((await editor.answer.ended("And now?", "done")).way.join(), /answered by ollama, llama3\.2:latest/);
    assert.deepEqual([chats(cloud), chats(ollama)], [before[0], before[1]! + 1]);
  });

  it("is remembered over a reload, and falls back to nothing", async () => {
    await editor.reload();
    ollama.fault({ kind: "status", status: 500, body: { error: "out of order" } }, { times: 10 });
    const before = chats(cloud);
    await editor.ask("Still you?");
    await editor.answer.ended("Still you?", "failed", 60_000);
    assert.equal(chats(cloud), before);
    await targetIs("llama3.2:latest · ollama");
  });

  it("adds an endpoint step by step, with its key, and asks only that", async () => {
    await editor.runCommand("LLM: Add Endpoint…");
    await title(/\(1\/4\)/);
    await editor.screenshots("add-endpoint-1-type");
    await choose("OpenAI-compatible API");
    await title(/\(2\/5\)/);
    await editor.answerInput("localhost:1234");
    await editor.page.locator(".quick-input-message", { hasText: "starts with http" }).waitFor();
    await takePicture(editor.page, "add-endpoint-2-address");
    await editor.answerInput("http://127.0.0.1:9/v1");
    await row("Add Anyway").waitFor();
    await editor.screenshots("add-endpoint-2-silent");
    await editor.page.locator(".quick-input-titlebar .codicon-quick-input-back").click();
    await editor.page.locator(".quick-input-message", { hasText: "The server's address" }).waitFor();
    await editor.answerInput(added.baseUrl);
    await title(/\(3\/5\)/);
    await editor.answerInput("work");
    await title(/\(4\/5\)/);
    await editor.page.locator(".quick-input-message", { hasText: "wants an API key" }).waitFor();
    await editor.screenshots("add-endpoint-4-key");
    await editor.answerInput("sk-wrong");
    await row("Try Again").waitFor();
    await takePicture(editor.page, "add-endpoint-4-refused");
    await editor.page.locator(".quick-input-titlebar .codicon-quick-input-back").click();
    await editor.page.locator(".quick-input-message", { hasText: "wants an API key" }).waitFor();
    await editor.answerInput(apiKey);
    await title(/\(5\/5\)/);
    await row("quick").waitFor();
    await editor.screenshots("add-endpoint-5-model");
    await choose("quick");
    await editor.notificationMatches(/“work” is among the endpoints/);
    await takePicture(editor.page, "add-endpoint-6-done");
    await editor.page.locator(".notification-toast .monaco-button", { hasText: "Ask Only It" }).click();
    await targetIs("work");
    const before = [chats(cloud), chats(ollama)];
    await editor.ask("New here?");
    const answered = await editor.answer.ended("New here?", "done");
    assert.match(answered.text, /From the new one/);
    assert.match(answered.way.join(), /answered by work, quick/);
    assert.deepEqual([chats(cloud), chats(ollama)], before);
    assert.equal(added.log.entries.at(-1)?.headers.authorization, `Bearer ${apiKey}`);
  });

  it("goes back to the chain, and says so, where the endpoint that was chosen is gone", async () => {
    await editor.changeSettings({ "llmBreaker.endpoints": [{ id: "cloud", type: "openai", url: cloud.baseUrl }] });
    await editor.notificationMatches(/work is not there any more/);
    await targetIs("Auto");
  });

  it("left nothing unhandled", () => assert.deepEqual(editor.unhandled, []));
});
