import assert from "node:assert/strict";
import { ScriptedOllama } from "../support/servers/ollama/scripted-ollama";
import { Editor } from "./fixtures/editor";
import { keepPicturesOfFailures } from "./fixtures/screenshots";
import { until } from "./fixtures/until";

/** The duration in a text, in seconds. */
function secondsIn(text: string): number {
  const [, minutes = 0] = /(\d+) min/.exec(text) ?? [];
  const [, seconds = 0] = /(\d+) s\b/.exec(text) ?? [];
  return 60 * Number(minutes) + Number(seconds);
}

describe("an outage in VS Code", function () {
  this.timeout(120_000);
  let ollama: ScriptedOllama;
  let editor: Editor;
  keepPicturesOfFailures(() => editor?.page);
  const openFor = /^\$\(error\) ollama open \d+ (?:s|min)(?: \d+ s)?$/;

  before(async () => {
    ollama = await ScriptedOllama.start({ loaded: ["llama3.2"], pace: { firstTokenMs: 50 } });
    editor = await Editor.open({
      settings: {
        "llmBreaker.endpoints": [{ id: "ollama", type: "ollama", url: ollama.url }],
        "llmBreaker.recoveryTimeout": 115,
        "llmBreaker.healthCheckInterval": 3,
      },
    });
    await editor.ask("Are you there?");
    await editor.answer.ended("Are you there?", "done");
  });

  after(async () => {
    await editor?.close();
    await ollama?.stop();
  });

  it("says at once, with the address and what to do, that the server is down", async () => {
    await ollama.stop();
    await editor.ask("First without a server");
    const view = await editor.answer.ended("First without a server", "failed");
    assert.ok(view.failure.includes(`Ollama is not running at ${ollama.url}`), view.failure);
    assert.match(view.buttons[0]!, /^(Start|Get) Ollama$/, "by whether it is installed on this machine");
    await editor.screenshots("11-server-down");
  });

  it("opens after three failures, and counts down", async () => {
    for (const question of ["Second without a server", "Third without a server"]) {
      await editor.ask(question);
      await editor.answer.ended(question, "failed");
    }
    const opened = secondsIn(await editor.statusMatches(openFor));
    await until("the status bar counts down", 10_000, async () => {
      const seen = await editor.statusMatches(openFor);
      return { done: secondsIn(seen) <= opened - 2 ? true : undefined, seen };
    });
    assert.match((await editor.statusItem.getAttribute("class")) ?? "", /error-kind/);
    await editor.screenshots("12-open");
  });

  it("refuses at once while it is open", async () => {
    const connections = ollama.connections;
    await editor.ask("Fourth, refused");
    const asked = performance.now();
    const view = await editor.answer.ended("Fourth, refused", "failed");
    console.log(`      refused and shown within ${Math.round(performance.now() - asked)} ms of Enter`);
    assert.match(view.failure, /^Nothing was sent: every endpoint's breaker is open after repeated failures\./);
    assert.match(view.failure, /next try in \d+ (?:s|min)/);
    assert.equal(view.buttons[0], "Try Now");
    assert.equal(ollama.connections, connections);
    await editor.screenshots("13-refused");
    await editor.answer.when("less time left", ({ failure }) => secondsIn(failure) < secondsIn(view.failure));
  });

  it("offers actions on a click on the status item", async () => {
    await editor.statusItem.click();
    const rows = editor.page.locator(".quick-input-list .monaco-list-row");
    await rows.filter({ hasText: "Reset ollama" }).waitFor();
    await editor.screenshots("14-actions");
    await editor.page.keyboard.press("Escape");
  });

  it("shows a table in the tooltip", async () => {
    await editor.statusItem.hover();
    const tooltip = editor.page.locator(".monaco-hover table");
    await tooltip.waitFor();
    assert.match(await tooltip.innerText(), /ollama\s+open\suntil\s\d\d:\d\d:\d\d/);
    assert.match(await tooltip.innerText(), /llama3\.2/);
    assert.equal(
      await tooltip.evaluate(
        (table) => table.getBoundingClientRect().right <= table.closest(".monaco-hover")!.getBoundingClientRect().right,
      ),
      true,
      "nothing is beyond its edge",
    );
    await editor.screenshots("15-tooltip");
    await editor.moveAway();
  });

  it("turns half-open by itself when the server is back, and closes with the next answer", async () => {
    await ollama.start();
    ollama.load("llama3.2");
    const started = performance.now();
    await editor.statusMatches(/^\$\(issue-reopened\) ollama half-open$/, 10_000);
    console.log(
      `      half-open ${((performance.now() - started) / 1000).toFixed(1)} s after the server was back, without a call`,
    );
    assert.match((await editor.statusItem.getAttribute("class")) ?? "", /warning-kind/);
    await editor.answer.when("that there may be a trial, instead of a countdown", ({ failure }) =>
      failure.includes("(the next call is a trial)"),
    );
    await editor.screenshots("16-half-open");

    await editor.ask("Are you back?");
    await editor.answer.ended("Are you back?", "done");
    await editor.statusMatches(/^\$\(pass\) ollama$/);
    await editor.screenshots("17-recovered");
  });

  it("told of the outage once, and left no error unhandled", async () => {
    await editor.runCommand("Notifications: Show Notifications");
    const told = await editor.page.locator(".notifications-center .notification-list-item-message").allInnerTexts();
    assert.equal(told.filter((text) => text.includes("ollama")).length, 1, told.join("\n"));
    assert.deepEqual(editor.unhandled, []);
  });
});
