import assert from "node:assert/strict";
import { ScriptedOllama } from "../support/servers/ollama/scripted-ollama";
import { Editor } from "./fixtures/editor";
import { keepPicturesOfFailures, takePicture } from "./fixtures/screenshots";

for (const host of ["oldest", "newest"] as const)
  describe(`the package, installed from its file into a clean VS Code, the ${host} one`, function () {
    this.timeout(180_000);
    let ollama: ScriptedOllama;
    let editor: Editor;
    keepPicturesOfFailures(() => editor?.page);

    before(async () => {
      ollama = await ScriptedOllama.start({ loaded: ["llama3.2"], reply: "With $e^{i\\pi} = -1$ and `code`." });
      editor = await Editor.open({
        installIn: host,
        settings: { "llmBreaker.endpoints": [{ id: "ollama", type: "ollama", url: ollama.url }] },
      });
    });
    after(async () => {
      await editor?.close();
      await ollama?.stop();
    });

    it("shows how its endpoint stands, and nothing else", async () => {
      await editor.statusMatches(/^\$\((pass|check)\) ollama$/);
      assert.deepEqual(await editor.notifications(), []);
    });

    it("answers, with formulas drawn in their own fonts", async () => {
      await editor.ask("What is Euler's identity?");
      const { text } = await editor.answer.ended("What is Euler's identity?", "done");
      assert.match(text, /and code\./);
      const page = await editor.answer.frame();
      await page.locator("article .katex, article math").first().waitFor();
      assert.equal(await page.evaluate(async () => (await document.fonts.load("16px KaTeX_Main")).length), 1);
      await takePicture(editor.page, `83-installed-${host}`);
    });

    it("has its dashboard, its walkthrough and no error that nobody handled", async () => {
      await editor.runCommand("LLM: Open Dashboard");
      await (await editor.webview(".cards .card")).locator(".list-row").first().waitFor();
      await editor.runCommand("Welcome: Open Walkthrough...");
      await editor.page.locator(".quick-input-list .monaco-list-row", { hasText: "LLM Breaker" }).first().click();
      await editor.page.locator(".getting-started-step", { hasText: "Pull the plug" }).first().waitFor();
      assert.deepEqual(editor.unhandled, []);
    });
  });
