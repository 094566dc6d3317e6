import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ScriptedOllama, ScriptedOpenAi } from "../support/servers";
import { Editor } from "./fixtures/editor";
import { keepPicturesOfFailures } from "./fixtures/screenshots";

describe("bad input in VS Code", function () {
  this.timeout(120_000);
  let ollama: ScriptedOllama;
  let bare: ScriptedOllama;
  let keyed: ScriptedOpenAi;
  let website: Server;
  let editor: Editor;
  keepPicturesOfFailures(() => editor?.page);
  const endpoint = (id: string, url: string, model?: string) => ({
    "llmBreaker.endpoints": [{ id, type: "ollama", url, ...(model && { model }) }],
  });
  /** VS Code reads a changed file in its own time; the status bar says when the endpoint is there. */
  const change = async (id: string, url: string, model?: string) => {
    await editor.changeSettings(endpoint(id, url, model));
    await editor.statusMatches(new RegExp(`${id}\\b`));
  };
  /** One message, said once. */
  const told = async (pattern: RegExp) => {
    const text = await editor.notificationMatches(pattern);
    assert.equal((await editor.notifications()).length, 1);
    await editor.runCommand("Notifications: Clear All Notifications");
    return text;
  };

  before(async () => {
    ollama = await ScriptedOllama.start({ loaded: ["llama3.2"] });
    bare = await ScriptedOllama.start({ models: [] });
    keyed = await ScriptedOpenAi.start({ apiKey: "sk-nobody-knows-it" });
    website = createServer((_request, response) =>
      response.setHeader("content-type", "text/html").end("<!DOCTYPE html><title>Router</title><h1>Please log in</h1>"),
    );
    await new Promise<void>((resolve) => website.listen(0, "127.0.0.1", resolve));
    editor = await Editor.open({
      settings: { ...endpoint("ollama", ollama.url), "llmBreaker.failureThreshold": 100 },
      files: {
        "empty.ts": "",
        "large.txt": Array.from(
          { length: 80_000 },
          (_, line) => `export const value${line} = "${"x".repeat(40)}";\n`,
        ).join(""),
        "picture.bin": Uint8Array.from({ length: 4_096 }, (_, index) => (index * 37) % 256),
      },
    });
  });

  after(async () => {
    await editor?.close();
    await ollama?.stop();
    await bare?.stop();
    await keyed?.stop();
    website?.closeAllConnections();
    website?.close();
  });

  it("asks for an editor where none is open", async () => {
    await editor.runCommand("LLM: Analyze Selection");
    await told(/open a text file first/);
  });

  it("does not send an empty question", async () => {
    await editor.runCommand("LLM: Ask…");
    await editor.answerInput("   ");
    await editor.page.locator(".quick-input-widget", { hasText: "Type a question first." }).waitFor();
    await editor.screenshots("21-empty-question");
    await editor.page.keyboard.press("Escape");
    assert.equal(ollama.log.entries.filter((entry) => entry.path === "/api/chat").length, 0);
  });

  it("says that a file is empty", async () => {
    await editor.openFile("empty.ts");
    await editor.runCommand("LLM: Analyze Selection");
    await told(/“empty\.ts” is empty: write or open some code/);
  });

  it("does not send a binary file", async () => {
    await editor.openFile("picture.bin", false);
    await editor.page.getByText("not displayed in the text editor").waitFor();
    await editor.runCommand("LLM: Analyze Selection");
    await told(/“picture\.bin”.*binary.*open a text file/);
  });

  it("sends what fits of a 5 MB file, and says how much", async () => {
    await editor.openFile("large.txt");
    await editor.runCommand("LLM: Analyze Selection");
    const view = await editor.answer.ended("large.txt", "done", 30_000);
    assert.match(view.notices.join(), /Too large to send whole \([\d.]+ MB\): [\d,]+ of 80,00\d lines were sent/);
    const sent = ollama.log.entries.find((entry) => entry.path === "/api/chat")?.body.length ?? 0;
    assert.ok(sent > 1_000 && sent < 1_000_000, `${sent} bytes were sent`);
    await editor.screenshots("22-large-file");
    await editor.runCommand("View: Close All Editors");
  });

  it("names the address where a web page answers instead of an API", async () => {
    const url = `http://127.0.0.1:${(website.address() as AddressInfo).port}`;
    await change("website", url);
    await editor.ask("Is this a model?");
    const view = await editor.answer.ended("Is this a model?", "failed");
    assert.ok(view.failure.includes(url), view.failure);
    assert.match(view.failure, /web page|not an LLM API|not an API/i);
    assert.equal(view.buttons[0], "Open Settings");
    await editor.screenshots("23-web-page");
  });

  it("offers to pull a model where none is installed", async () => {
    await change("bare", bare.url);
    await editor.ask("Anybody home?");
    const view = await editor.answer.ended("Anybody home?", "failed");
    assert.ok(view.failure.includes(bare.url), view.failure);
    assert.equal(view.buttons[0], "Pull llama3.2");
    await editor.screenshots("24-no-model");

    await editor.answer.press("Pull llama3.2");
    const pulled = await editor.answer.ended("Anybody home?", "done", 30_000);
    assert.match(pulled.way.join(), /answered by bare, llama3\.2:latest/);
  });

  it("names a model that is not installed", async () => {
    await change("other", ollama.url, "no-such-model");
    await editor.ask("Who are you?");
    const view = await editor.answer.ended("Who are you?", "failed");
    assert.match(view.failure, /no-such-model/);
    assert.ok(view.failure.includes(ollama.url), view.failure);
    assert.equal(view.buttons[0], "Pull no-such-model");
  });

  it("says where a key is missing before anything was asked, and offers to set one", async () => {
    await editor.changeSettings({
      "llmBreaker.endpoints": [{ id: "keyed", type: "openai", url: keyed.baseUrl, model: "gpt-4o-mini" }],
    });
    await editor.statusMatches(/keyed check API key$/, 10_000);
    await editor.ask("Am I known?");
    const view = await editor.answer.ended("Am I known?", "failed");
    assert.match(view.failure, /API key/);
    assert.equal(view.buttons[0], "Set API Key…");
    await editor.screenshots("25-no-key");
    await editor.statusItem.click();
    const row = editor.page.locator(".quick-input-list .monaco-list-row", { hasText: "keyed: Set API Key…" });
    await row.waitFor();
    await editor.screenshots("26-menu");
    await row.click();
    await editor.page.locator(".quick-input-widget", { hasText: "Stored in the editor's secret storage" }).waitFor();
    await editor.page.keyboard.press("Escape");
  });

  it("keeps the last good value where a setting is of the wrong type, and says its range", async () => {
    await editor.changeSettings({
      ...endpoint("ollama", ollama.url),
      "llmBreaker.failureThreshold": "many",
      "llmBreaker.recoveryTimeout": -5,
    });
    const text = await told(/llmBreaker\.failureThreshold/);
    assert.match(text, /llmBreaker\.failureThreshold.*1.*1,?000/);
    assert.match(text, /llmBreaker\.recoveryTimeout.*0.*86,?400/);
    assert.match(text, /last good values stay in force, or else the defaults/);
    await editor.statusMatches(/bad settings.*ollama$/);
    await editor.ask("Still there?");
    await editor.answer.ended("Still there?", "done");
  });

  it("says for as long as a setting is bad that it is, in menu and panel, each with a way to it", async () => {
    await editor.moveAway();
    const panel = await editor.answer.frame();
    const bar = panel.locator(".bad-settings");
    await bar.getByText("llmBreaker.failureThreshold must be").waitFor();
    assert.match(await bar.innerText(), /Asked meanwhile: ollama\./);
    await editor.screenshots("27-bad-settings");
    await bar.getByRole("button", { name: "Open Settings" }).click();
    await editor.page.locator(".settings-editor").waitFor();
    await editor.page.keyboard.press("Escape");
    await editor.statusItem.click();
    await editor.page
      .locator(".quick-input-list .monaco-list-row", { hasText: "Bad settings: open llmBreaker.failureThreshold" })
      .waitFor();
    await editor.page.keyboard.press("Escape");
    await editor.moveAway();
    await editor.changeSettings({ "llmBreaker.failureThreshold": 100, "llmBreaker.recoveryTimeout": 60 });
    await editor.statusMatches(/^(?!.*bad settings).*ollama$/);
  });

  it("leads to a new endpoint where none could have an API key", async () => {
    await editor.runCommand("LLM: Set API Key…");
    await editor.notificationMatches(/None of the endpoints takes an API key/);
    await editor.page.locator(".notifications-toasts").getByRole("button", { name: "Add Endpoint…" }).click();
    await editor.page.locator(".quick-input-widget", { hasText: "Add Endpoint" }).waitFor();
    await editor.page.keyboard.press("Escape");
  });

  it("left no error unhandled", () => {
    assert.deepEqual(editor.unhandled, []);
  });
});
