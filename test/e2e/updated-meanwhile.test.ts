import assert from "node:assert/strict";
import { readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { ScriptedOllama } from "../support/servers/ollama/scripted-ollama";
import { Editor } from "./fixtures/editor";
import { keepPicturesOfFailures, takePicture } from "./fixtures/screenshots";

const MISSING = /A part of LLM Breaker could not be loaded.*Reload the window/;

describe("an extension whose files are replaced under an open window", function () {
  this.timeout(180_000);
  let ollama: ScriptedOllama;
  let editor: Editor;
  keepPicturesOfFailures(() => editor?.page);

  const takeAway = (): void => renameSync(join(editor.extensionFolder, "dist"), join(editor.extensionFolder, "gone"));
  const bringBack = (): void => renameSync(join(editor.extensionFolder, "gone"), join(editor.extensionFolder, "dist"));
  const toast = () => editor.page.locator(".notification-toast", { hasText: MISSING });

  before(async () => {
    ollama = await ScriptedOllama.start({ loaded: ["llama3.2"], reply: "As before." });
    const settings = { "llmBreaker.endpoints": [{ id: "ollama", type: "ollama", url: ollama.url }] };
    editor = await Editor.open({ settings, files: { "notes.md": "notes" } });
    await editor.statusMatches(/ollama$/);
  });
  after(async () => {
    await editor?.close();
    await ollama?.stop();
  });

  it("says so when a command needs what is gone, each time, and once at a time", async () => {
    takeAway();
    await editor.runCommand("LLM: Open Dashboard");
    await toast().waitFor();
    await editor.runCommand("LLM: Check Endpoint Health");
    await takePicture(editor.page, "84-updated-command");
    assert.equal(await toast().count(), 1);
    assert.deepEqual(
      (await editor.notifications()).filter((text) => !MISSING.test(text)),
      [],
    );
    await toast().hover();
    await toast().locator(".codicon-notifications-clear").click();
    await toast().waitFor({ state: "detached" });
    await editor.runCommand("LLM: Check Endpoint Health");
    await toast().waitFor();
  });

  it("goes on where the files are there again, and a page without its own says how to get it back", async () => {
    bringBack();
    await editor.ask("Are you there?");
    assert.equal((await editor.answer.ended("Are you there?", "done")).text, "As before.");
    takeAway();
    await editor.runCommand("LLM: Open Dashboard");
    const page = await editor.webview("p.not-loaded:visible");
    assert.match(await page.locator("p.not-loaded").innerText(), MISSING);
    await takePicture(editor.page, "85-updated-page");
  });

  it("says so in a tab from before a reload that is shown only now, and is whole after the next one", async () => {
    bringBack();
    await editor.openFile("notes.md");
    await Promise.all([
      editor.page.waitForEvent("domcontentloaded"),
      toast().getByRole("button", { name: "Reload Window" }).click(),
    ]);
    await editor.statusItem.waitFor({ timeout: 60_000 });
    await editor.statusMatches(/ollama$/, 60_000);
    takeAway();
    await editor.page.locator(".tab", { hasText: "LLM Breaker Dashboard" }).click();
    const page = await editor.webview("p.not-loaded:visible");
    bringBack();
    await page.getByRole("link", { name: "Reload Window" }).click();
    const dashboard = await editor.webview(".cards .card", 60_000);
    assert.equal(await dashboard.locator("p.not-loaded").isVisible(), false);
    assert.deepEqual(editor.unhandled, []);
  });
});

describe("an extension of which a part is replaced before it is needed", function () {
  this.timeout(180_000);
  let ollama: ScriptedOllama;
  let editor: Editor;
  keepPicturesOfFailures(() => editor?.page);

  before(async () => {
    ollama = await ScriptedOllama.start({ loaded: ["llama3.2"] });
    const endpoints = [{ id: "ollama", type: "ollama", url: ollama.url }];
    editor = await Editor.open({
      settings: { "llmBreaker.endpoints": endpoints, "llmBreaker.healthCheckInterval": 0 },
    });
    await editor.statusMatches(/ollama$/);
  });
  after(async () => {
    await editor?.close();
    await ollama?.stop();
  });

  /** Until what is returned is called. */
  const takeAway = (part: RegExp): (() => void) => {
    const dist = join(editor.extensionFolder, "dist");
    const name = readdirSync(dist).find((file) => part.test(file)) ?? "";
    renameSync(join(dist, name), join(dist, "gone"));
    return () => renameSync(join(dist, "gone"), join(dist, name));
  };

  it("does not say of the server that it does not answer, and looks at it where the files are there again", async () => {
    const rows = editor.page.locator(".quick-input-list .monaco-list-row");
    const bringBack = takeAway(/^request-parts.*\.js$/);
    await editor.runCommand("LLM: Check Endpoint Health");
    await rows.filter({ hasText: MISSING }).waitFor();
    await editor.page.getByRole("option", { name: "blank Reload Window" }).waitFor();
    await takePicture(editor.page, "86-updated-health");
    assert.doesNotMatch((await rows.allInnerTexts()).join(), /not answering/);
    await editor.page.keyboard.press("Escape");
    assert.match(await editor.statusText(), /ollama reload window/);

    bringBack();
    await editor.runCommand("LLM: Check Endpoint Health");
    await rows.filter({ hasText: "ready · llama3.2" }).waitFor();
    await editor.page.keyboard.press("Escape");
    await editor.statusMatches(/ollama$/);
    assert.deepEqual(editor.unhandled, []);
  });

  it("has the history again where its files are, without another window", async () => {
    await editor.ask("Is this kept?");
    await editor.answer.ended("Is this kept?", "done");
    const bringBack = takeAway(/^open-link.*\.js$/);
    await editor.reload();
    await editor.statusMatches(/ollama$/, 60_000);
    await editor.runCommand("LLM: Open Dashboard");
    const dashboard = await editor.webview(".cards .card", 60_000);
    await dashboard.locator(".toast.shown", { hasText: MISSING }).waitFor();
    assert.equal(await dashboard.locator(".list-row").count(), 0);
    await takePicture(editor.page, "87-updated-history");

    bringBack();
    await dashboard.locator(".list-row", { hasText: "Is this kept?" }).waitFor();
    assert.equal(await dashboard.locator(".list-count").innerText(), "1 request");
    assert.deepEqual(editor.unhandled, []);
  });
});
