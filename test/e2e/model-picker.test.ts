import assert from "node:assert/strict";
import { ScriptedOllama } from "../support/servers/ollama/scripted-ollama";
import { ScriptedOpenAi } from "../support/servers/openai/scripted-openai";
import { Editor } from "./fixtures/editor";
import { keepPicturesOfFailures } from "./fixtures/screenshots";
import { until } from "./fixtures/until";

describe("models of the chain in VS Code's own picker", function () {
  this.timeout(180_000);
  let ollama: ScriptedOllama;
  let cloud: ScriptedOpenAi;
  let editor: Editor;
  keepPicturesOfFailures(() => editor?.page);

  before(async () => {
    ollama = await ScriptedOllama.start({ loaded: ["llama3.2"], pace: { firstTokenMs: 20 } });
    cloud = await ScriptedOpenAi.start({ reply: "From the cloud.", models: ["big"] });
    editor = await Editor.open({
      settings: {
        "llmBreaker.endpoints": [
          { id: "cloud", type: "openai", url: cloud.baseUrl, tier: "cloud", model: "big" },
          { id: "ollama", type: "ollama", url: ollama.url },
        ],
        "llmBreaker.healthCheckInterval": 0,
        "llmBreaker.failureThreshold": 1,
      },
    });
  });
  after(async () => {
    await editor?.close();
    await Promise.all([ollama, cloud].map((server) => server?.stop()));
  });

  const picker = () => editor.page.locator(".action-widget");
  const rows = () => picker().locator(".monaco-list-row");
  /** Opens the picker, with the models that the editor does not put first. */
  const opened = async (): Promise<string[]> => {
    await editor.page.locator(".model-picker-name").click();
    const others = rows().filter({ hasText: "Other Models" });
    await others.waitFor();
    if ((await rows().filter({ hasText: "Cloud → Local" }).count()) === 0) await others.click();
    await rows().filter({ hasText: "Cloud → Local" }).waitFor();
    return rows().allInnerTexts();
  };
  const closed = async (): Promise<void> => {
    await editor.page.keyboard.press("Escape");
    await picker().first().waitFor({ state: "hidden" });
  };
  /** The row says so at last: the editor hears of changes a moment later. */
  const says = (name: string, words: RegExp): Promise<string> =>
    until(`the picker says of ${name} ${words}`, 20_000, async () => {
      const seen = (await opened()).find((row) => row.startsWith(name)) ?? "";
      if (words.test(seen)) return { done: seen, seen };
      await closed();
      return { done: undefined, seen };
    });

  it("are there without a sign-in, and without a question to any server", async () => {
    await editor.runCommand("Chat: Open Chat");
    await editor.page.locator(".model-picker-name").waitFor({ timeout: 30_000 });
    const all = (await opened()).join("\n");
    assert.match(all, /big\n+cloud/);
    assert.match(all, /Cloud → Local\n+cloud → ollama/);
    assert.deepEqual([cloud.log.entries, ollama.log.entries], [[], []]);
    await editor.screenshots("model-picker");
    await closed();
  });

  it("stay while a breaker is open, and say so with the time of the next try, which stays true while the picker is open", async () => {
    cloud.fault({ kind: "status", status: 500, body: "boom" });
    await editor.ask("Are you there?");
    await editor.answer.ended("Are you there?", "done");
    await editor.statusMatches(/open/);
    const chain = await says("Cloud → Local", /cloud open until \d/);
    assert.doesNotMatch(chain, /cloud → ollama/);
    const all = (await rows().allInnerTexts()).join("\n");
    assert.match(all, /big\n+cloud · open until \d/);
    // Somebody has asked, so the list of the other one is known by now.
    assert.match(all, /llama3\.2:latest\n+ollama/);
    assert.ok((await rows().filter({ hasText: "Cloud → Local" }).locator(".codicon-warning").count()) > 0);
    await rows().filter({ hasText: "Cloud → Local" }).hover();
    await editor.page
      .getByText(/cloud open until .*500/)
      .first()
      .waitFor();
    await editor.screenshots("model-picker-open");
    await closed();
  });

  it("are well again when the breaker has closed", async () => {
    cloud.faults.clear();
    await editor.runCommand("LLM: Reset Breaker…");
    await editor.page.locator(".quick-input-list .monaco-list-row", { hasText: "All endpoints" }).click();
    await says("big", /^big\n+cloud$/);
    await closed();
  });
});
