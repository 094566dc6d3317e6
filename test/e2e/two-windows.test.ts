import assert from "node:assert/strict";
import { ScriptedOllama } from "../support/servers/ollama/scripted-ollama";
import { Editor } from "./fixtures/editor";
import { keepPicturesOfFailures } from "./fixtures/screenshots";

describe("two windows of VS Code", function () {
  this.timeout(120_000);
  let ollama: ScriptedOllama;
  let one: Editor;
  let other: Editor;
  keepPicturesOfFailures(() => other?.page);

  before(async () => {
    ollama = await ScriptedOllama.start({ loaded: ["llama3.2"], pace: { firstTokenMs: 50 } });
    one = await Editor.open({
      settings: {
        "llmBreaker.endpoints": [{ id: "ollama", type: "ollama", url: ollama.url }],
        "llmBreaker.recoveryTimeout": 90,
        "llmBreaker.healthCheckInterval": 3,
      },
    });
    other = await one.anotherWindow();
  });

  after(async () => {
    await one?.close();
    await ollama?.stop();
  });

  it("know of an outage that one of them has seen", async () => {
    await other.ask("Is anybody there?");
    await other.answer.ended("Is anybody there?", "done");
    await ollama.stop();
    for (const question of ["First without a server", "Second without a server", "Third without a server"]) {
      await one.ask(question);
      await one.answer.ended(question, "failed");
    }
    const opened = performance.now();
    await one.statusMatches(/ollama open \d+/);
    await other.statusMatches(/ollama open \d+/);
    console.log(`      the other window shows it within ${((performance.now() - opened) / 1000).toFixed(1)} s`);
    await other.screenshots("18-seen-by-the-other-window");
    await other.ask("Not sent by the other");
    const view = await other.answer.ended("Not sent by the other", "failed");
    assert.match(view.failure, /^Nothing was sent/);
  });

  it("told of it once, where it was seen", async () => {
    await other.runCommand("Notifications: Show Notifications");
    assert.deepEqual(
      await other.page
        .locator(".notifications-center .notification-list-item-message", { hasText: "ollama" })
        .allInnerTexts(),
      [],
    );
    await other.page.keyboard.press("Escape");
  });

  it("know of it after a reload too", async () => {
    await one.reload();
    await one.statusMatches(/ollama open \d+/, 10_000);
    await one.ask("Not sent after a reload");
    const view = await one.answer.ended("Not sent after a reload", "failed");
    assert.match(view.failure, /^Nothing was sent/);
    await one.statusMatches(/ollama open \d+/);
  });

  it("both go back to normal with the trial of one", async () => {
    await ollama.start();
    ollama.load("llama3.2");
    await one.statusMatches(/ollama half-open$/, 10_000);
    await one.ask("Are you back?");
    await one.answer.ended("Are you back?", "done");
    await one.statusMatches(/^\$\(pass\) ollama$/);
    await other.statusMatches(/^\$\(pass\) ollama$/);
    assert.deepEqual([...one.unhandled, ...other.unhandled], []);
  });
});
