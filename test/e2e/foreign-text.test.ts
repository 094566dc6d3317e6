import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { ScriptedOllama } from "../support/servers/ollama/scripted-ollama";
import { Editor } from "./fixtures/editor";
import { keepPicturesOfFailures } from "./fixtures/screenshots";

const REPAIR = "[Repair](command:workbench.action.openSettings).ts";
const SETTINGS = JSON.stringify({
  "llmBreaker.window": { "[Reload to repair](command:workbench.action.showCommands)": 1 },
});

/** Links in notifications, wherever they are on show: the buttons of ours are none. */
const linksIn = (editor: Editor): Locator => editor.page.locator(".notification-list-item-message a");

/** Analyzes the empty file with the name of his, and looks at what is said of it. */
async function repairIsNoLink(editor: Editor): Promise<void> {
  await editor.page.keyboard.press("Control+P");
  await editor.quickInput.fill("Repair");
  await editor.page.locator(".quick-input-list .monaco-list-row", { hasText: "Repair" }).first().waitFor();
  await editor.page.keyboard.press("Enter");
  await editor.page.locator('.tab[data-resource-name*="Repair"]').first().click();
  await editor.runCommand("LLM: Analyze Selection");
  const text = await editor.notificationMatches(/is empty: write or open some code/);
  assert.ok(text.includes("[Repair] (command:workbench.action.openSettings).ts"), text);
  assert.equal(await linksIn(editor).count(), 0);
}

describe("an attacker who writes into what VS Code shows", function () {
  this.timeout(120_000);
  let ollama: ScriptedOllama;
  let editor: Editor;
  keepPicturesOfFailures(() => editor?.page);
  const clear = () => editor.runCommand("Notifications: Clear All Notifications");
  const endpoint = (id: string) => ({ "llmBreaker.endpoints": [{ id, type: "ollama", url: ollama.url }] });

  before(async () => {
    ollama = await ScriptedOllama.start({ loaded: ["llama3.2"] });
    editor = await Editor.open({
      settings: {
        ...endpoint("ollama"),
        "llmBreaker.failureThreshold": 1,
        "llmBreaker.recoveryTimeout": 600,
        "llmBreaker.healthCheckInterval": 0,
      },
      files: { [REPAIR]: "", "code.js": "", ".vscode/settings.json": SETTINGS },
    });
  });

  after(async () => {
    await editor?.close();
    await ollama?.stop();
  });

  it("runs a command by one click on the warning of a trusted folder's settings", async () => {
    const text = await editor.notificationMatches(/Reload to repair/);
    assert.ok(text.includes("[Reload to repair] (command:workbench.action.showCommands)"), text);
    assert.equal(await linksIn(editor).count(), 0);
    await clear();
  });

  it("runs a command by one click on the notice of an outage", async () => {
    ollama.fault({
      kind: "status",
      status: 503,
      body: { error: "Down. [Details](command:workbench.action.openSettings) $(error)" },
    });
    await editor.ask("Are you there?");
    const text = await editor.notificationMatches(/No calls are sent/);
    assert.ok(text.includes("Down. [Details] (command:workbench.action.openSettings) $ (error)"), text);
    assert.equal(await linksIn(editor).count(), 0);
    await clear();
  });

  it("draws an icon or a link in the tooltip and the menu of the status item", async () => {
    await editor.statusItem.hover();
    const tooltip = editor.page.locator(".monaco-hover", { has: editor.page.locator("table") });
    await tooltip.waitFor();
    assert.match(
      await tooltip.innerText(),
      /Down\. \[Details\] \(command:workbench\.action\.openSettings\) \$ \(error\)/,
    );
    const links = await tooltip
      .locator("a")
      .evaluateAll((all) => all.map((link) => link.getAttribute("data-href") ?? link.getAttribute("href") ?? ""));
    assert.deepEqual(
      links.filter((href) => !href.startsWith("command:llmBreaker.")),
      [],
    );
    await editor.moveAway();
    await editor.statusItem.click();
    const row = editor.page.locator(".quick-input-list .monaco-list-row", { hasText: "Reset ollama" });
    await row.waitFor();
    assert.ok((await row.innerText()).includes("$ (error)"), await row.innerText());
    assert.equal(await row.locator(".codicon-error").count(), 0);
    await editor.page.keyboard.press("Escape");
    ollama.clearFaults();
    await editor.runCommand("LLM: Reset Breaker…");
  });

  it("runs a command by one click on what is said of a file with a name of his", async () => {
    await repairIsNoLink(editor);
    await clear();
  });

  it("draws a state that is not so into the status bar by an endpoint's name", async () => {
    await editor.changeSettings(endpoint("$(error) x"));
    await editor.statusMatches(/\$ \(error\) x$/);
    await editor.changeSettings(endpoint("ollama"));
    await editor.statusMatches(/ollama$/);
  });

  it("gets code inserted that reads differently from what it does", async () => {
    const code = "if (user\u202e.isAdmin) { go\u200b(); }";
    ollama.fault({ kind: "reply", text: `Here it is:\n\n\`\`\`js\n${code}\n\`\`\`\n` }, { times: 1 });
    await editor.openFile("code.js");
    await editor.ask("May I see the code?");
    await editor.answer.ended("May I see the code?", "done");
    const frame = await editor.answer.frame();
    // Colours come a little later and bring nodes of their own, in which the characters are marked again.
    await frame.locator("pre code .hljs-keyword").first().waitFor();
    const marks = frame.locator("pre code .hidden-character");
    assert.deepEqual(await marks.evaluateAll((all) => all.map((mark) => getComputedStyle(mark, "::before").content)), [
      '"⟨U+202E⟩"',
      '"⟨U+200B⟩"',
    ]);
    assert.equal(
      await frame.locator("pre code").evaluate((node) => node.textContent),
      code,
      "what is copied is what came",
    );
    await editor.screenshots("27-hidden-characters");

    const insert = async (button: string) => {
      await editor.openFile("code.js");
      await frame.locator("figure.code button").nth(1).click();
      const dialog = editor.page.locator(".monaco-dialog-box");
      await dialog.waitFor();
      const text = await dialog.innerText();
      assert.match(text, /The text holds 2 characters that cannot be seen\. Insert it\?/);
      assert.match(text, /1 × U\+202E \(right-to-left override\)\. 1 × U\+200B \(zero-width space\)\./);
      await dialog.getByRole("button", { name: button }).click();
      await dialog.waitFor({ state: "hidden" });
      await editor.openFile("code.js");
    };
    await insert("Cancel");
    await insert("Insert Without Them");
    const plain = "if (user.isAdmin) { go(); }";
    assert.equal(await editor.savedText("code.js", () => true), plain);
    await insert("Insert Anyway");
    assert.equal(await editor.savedText("code.js", (text) => text !== plain), `${plain}${code}`);
  });

  it("leaves an error unhandled", () => assert.deepEqual(editor.unhandled, []));
});

describe("an attacker whose folder is opened in Restricted Mode", function () {
  this.timeout(120_000);
  let editor: Editor;
  keepPicturesOfFailures(() => editor?.page);

  before(async () => {
    editor = await Editor.open({ untrusted: true, files: { [REPAIR]: "", ".vscode/settings.json": SETTINGS } });
  });
  after(() => editor?.close());

  it("runs a command by one click on what is said of his files and settings", async () => {
    await editor.statusMatches(/ollama/);
    await repairIsNoLink(editor);
    assert.equal((await editor.notifications()).length, 1, "what his settings say is not read");
  });
});
