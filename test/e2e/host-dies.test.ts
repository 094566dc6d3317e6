import assert from "node:assert/strict";
import { ScriptedOllama } from "../support/servers/ollama/scripted-ollama";
import { Editor } from "./fixtures/editor";
import { keepPicturesOfFailures, takePicture } from "./fixtures/screenshots";
import { until } from "./fixtures/until";

describe("an extension host that dies in the middle of an answer", function () {
  this.timeout(120_000);
  let ollama: ScriptedOllama;
  let editor: Editor;
  let window: Editor;
  keepPicturesOfFailures(() => window?.page);

  before(async () => {
    ollama = await ScriptedOllama.start({ loaded: ["llama3.2"], pace: { firstTokenMs: 20, tokensPerSecond: 50 } });
    const settings = { "llmBreaker.endpoints": [{ id: "ollama", type: "ollama", url: ollama.url }] };
    editor = await Editor.open({ settings });
    window = await editor.anotherWindow(settings);
  });
  after(async () => {
    await editor?.close();
    await ollama?.stop();
  });

  it("is noticed by the page, which says so, keeps the words, and has no Stop that does nothing", async () => {
    ollama.fault({ kind: "reply", text: "word ".repeat(4_000) }, { times: 1 });
    await window.ask("Will this end?");
    const before = await window.answer.when("words", (view) => view.text.length > 800);
    const frame = await window.answer.frame();
    window.killHost();
    const killedAt = Date.now();
    await until("the page says that the extension has ended", 20_000, async () => {
      const gone = frame.locator(".gone");
      return { done: (await gone.isVisible()) || undefined, seen: await frame.locator(".status").innerText() };
    });
    console.log(`      said ${((Date.now() - killedAt) / 1_000).toFixed(1)} s after it was killed`);
    await takePicture(window.page, "78-host-died");
    const view = await window.answer.view();
    assert.ok(view.text.startsWith(before.text.slice(0, 100)));
    assert.ok(!view.buttons.includes("Stop"), view.buttons.join());
  });

  it("starts again, and the question can be asked again with the words that had come", async () => {
    await (await window.answer.frame()).getByRole("link", { name: "Reload the window" }).click();
    const view = await window.answer.when(
      "the interrupted answer",
      ({ question, phase }) => question === "Will this end?" && phase === "interrupted",
      60_000,
    );
    assert.match(view.text, /^word word/);
    await window.runCommand("LLM: Open Dashboard");
    const dashboard = await window.webview(".cards .card");
    await dashboard.locator(".list-row", { hasText: "Will this end?" }).filter({ hasText: "cancelled" }).waitFor();
    await takePicture(window.page, "79-host-died-history");
    await window.page.locator(".tab", { hasText: "Will this end?" }).click();
    await window.answer.press("Ask Again");
    await window.answer.ended("Will this end?", "done", 30_000);
  });
});
