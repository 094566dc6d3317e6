import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { ScriptedOllama } from "../support/servers";
import { Editor } from "./fixtures/editor";
import { keepPicturesOfFailures } from "./fixtures/screenshots";

const cart = readFileSync(new URL("../support/sample-workspace/src/cart.ts", import.meta.url), "utf8");

describe("keys and menu in VS Code", function () {
  this.timeout(120_000);
  let ollama: ScriptedOllama;
  let editor: Editor;
  keepPicturesOfFailures(() => editor?.page);

  before(async () => {
    ollama = await ScriptedOllama.start({ loaded: ["llama3.2"] });
    editor = await Editor.open({
      settings: { "llmBreaker.endpoints": [{ id: "ollama", type: "ollama", url: ollama.url }] },
      files: { "cart.ts": cart },
    });
    await editor.openFile("cart.ts");
  });

  after(async () => {
    await editor?.close();
    await ollama?.stop();
  });

  it("ask with Ctrl+K L", async () => {
    await editor.page.keyboard.press("Control+K");
    await editor.page.keyboard.press("l");
    await editor.page.locator(".quick-input-widget", { hasText: "LLM: Ask" }).waitFor();
    await editor.page.keyboard.press("Escape");
  });

  it("has one entry LLM in the editor's menu, and behind it what can be done", async () => {
    await editor.page.locator(".monaco-editor .view-line").nth(1).click({ button: "right" });
    const menu = editor.page.locator(".context-view .monaco-menu").first();
    await menu.getByRole("menuitem", { name: "LLM", exact: true }).hover();
    for (const name of ["Ask…", "Analyze Selection", "Run Prompt…", "New Conversation"])
      await editor.page.getByRole("menuitem", { name, exact: false }).first().waitFor();
    await editor.screenshots("28-menu-of-the-editor");
    await editor.page.keyboard.press("Escape");
    await editor.page.keyboard.press("Escape");
  });

  it("leaves no error unhandled", () => {
    assert.deepEqual(editor.unhandled, []);
  });
});
