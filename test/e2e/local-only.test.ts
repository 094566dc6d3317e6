import assert from "node:assert/strict";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { ScriptedOllama } from "../support/servers/ollama/scripted-ollama";
import { Editor } from "./fixtures/editor";
import { keepPicturesOfFailures, takePicture } from "./fixtures/screenshots";

describe("local only in VS Code", function () {
  this.timeout(150_000);
  let ollama: ScriptedOllama;
  let editor: Editor;
  keepPicturesOfFailures(() => editor?.page);

  before(async () => {
    ollama = await ScriptedOllama.start({ loaded: ["llama3.2"], pace: { firstTokenMs: 50 } });
    editor = await Editor.open({
      // An untrusted folder cannot switch it off, but may switch it on.
      files: { ".vscode/settings.json": JSON.stringify({ "llmBreaker.localOnly": true }) },
      untrusted: true,
      settings: {
        "llmBreaker.endpoints": [
          { id: "cloud", type: "openai", url: "https://api.vendor.invalid/v1", model: "large" },
          { id: "ollama", type: "ollama", url: ollama.url },
        ],
      },
    });
  });
  after(async () => {
    await editor?.close();
    await ollama?.stop();
  });

  it("has a lock in the status bar, and answers from this machine", async () => {
    await editor.ask("Does this leave?");
    const view = await editor.answer.ended("Does this leave?", "done");
    assert.match(JSON.stringify(view), /local only/);
    await editor.statusMatches(/^\$\(lock\) \$\(pass\) \$\(circle-slash\) ollama\s+cloud local only$/);
    await editor.statusItem.hover();
    const tooltip = editor.page.locator(".monaco-hover:visible", {
      hasText: `nothing leaves this machine (${hostname()}) and its private network`,
    });
    await tooltip.waitFor();
    await takePicture(editor.page, "60-local-only-tooltip");
    // The item is drawn again with whatever setting of ours changes; it says the same, and so its tooltip stays.
    await editor.changeSettings({ "llmBreaker.minimumCalls": 12 });
    await sleep(1_500);
    assert.ok(await tooltip.isVisible(), "the tooltip went away under the mouse");
    await editor.moveAway();
    await editor.screenshots("60-local-only");
  });

  it("says so in the dashboard and in the history", async () => {
    await editor.runCommand("LLM: Open Dashboard");
    const frame = await editor.webview(".cards");
    await frame.locator(".local-only", { hasText: "Local only" }).waitFor();
    await frame.locator(".row-local").first().waitFor();
    await editor.screenshots("61-local-only-dashboard");
  });

  it("refuses in a plain sentence, with a button that leads to the setting", async () => {
    await editor.changeSettings({
      "llmBreaker.localOnly": false,
      "llmBreaker.endpoints": [{ id: "cloud", type: "openai", url: "https://api.vendor.invalid/v1", model: "large" }],
    });
    await editor.statusMatches(/^\$\(lock\) \$\(circle-slash\) cloud local only$/);
    await editor.ask("And this?");
    const view = await editor.answer.ended("And this?", "failed");
    assert.match(view.failure, /is beyond this machine and its private network\. Nothing was sent: “Local only”/);
    assert.equal(view.buttons[0], "Open Settings");
    await editor.screenshots("62-local-only-refused");
  });

  it("offers Ask in the title of the Chat view, which cannot answer without a sign-in", async () => {
    await editor.runCommand("Chat: Open Chat");
    const ask = editor.page.locator(
      ".auxiliarybar .action-label[aria-label^='Ask…'], .auxiliarybar .action-label[aria-label^='LLM: Ask…']",
    );
    await ask.first().waitFor();
    await editor.screenshots("63-ask-in-chat");
    await ask.first().click();
    await editor.quickInput.waitFor();
  });
});
