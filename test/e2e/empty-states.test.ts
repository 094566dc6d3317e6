import assert from "node:assert/strict";
import { ScriptedOllama } from "../support/servers/ollama/scripted-ollama";
import { Editor } from "./fixtures/editor";
import { keepPicturesOfFailures, takePicture } from "./fixtures/screenshots";

/** Where there is nothing yet: a sentence that says why, and one button that leads on. The states come before the first question, so the order matters. */
describe("what has nothing to show yet", function () {
  this.timeout(240_000);
  let ollama: ScriptedOllama;
  let editor: Editor;
  keepPicturesOfFailures(() => editor?.page);

  before(async () => {
    ollama = await ScriptedOllama.start({ loaded: ["llama3.2"], pace: { firstTokenMs: 20 } });
    editor = await Editor.open({
      files: { "sum.ts": "export const sum = (a: number, b: number) => a - b;\n" },
      settings: {
        "llmBreaker.endpoints": [{ id: "ollama", type: "ollama", url: ollama.url }],
        "llmBreaker.healthCheckInterval": 1,
      },
    });
  });
  after(async () => {
    await editor?.close();
    await ollama?.stop();
  });

  const toast = (words: RegExp) => editor.page.locator(".notification-toast", { hasText: words });
  const pickRow = (words: string | RegExp) =>
    editor.page.locator(".quick-input-list .monaco-list-row", { hasText: words }).first();
  /** Presses the one button of a notice. @returns its label */
  async function pressOnly(words: RegExp): Promise<string> {
    await editor.notificationMatches(words);
    const buttons = toast(words).locator(".notification-list-item-buttons-container .monaco-button");
    assert.equal(await buttons.count(), 1);
    const label = await buttons.innerText();
    await buttons.click();
    return label;
  }
  async function askBoxOpens(): Promise<void> {
    await editor.page.locator(".quick-input-title", { hasText: "LLM: Ask" }).waitFor();
    await editor.page.keyboard.press("Escape");
  }

  it("is silent when all is well", async () => {
    await editor.statusMatches(/^\$\((pass|check)\) ollama$/);
    assert.deepEqual(await editor.notifications(), []);
  });

  it("leads on to a question from the dashboard's charts and from its history", async () => {
    await editor.runCommand("LLM: Open Dashboard");
    const page = await editor.webview(".cards .card");
    for (const [place, words] of [
      [".empty-note", /no requests in the history yet/],
      [".requests-pane .empty", /No requests yet/],
    ] as const) {
      const note = page.locator(place, { hasText: words });
      await note.waitFor();
      assert.equal(await note.getByRole("button").innerText(), "Ask…");
      if (place === ".empty-note") await editor.screenshots("90-empty-dashboard");
      await note.getByRole("button").click();
      await askBoxOpens();
    }
  });

  it("leads on to an outage from the empty list of state changes", async () => {
    const page = await editor.webview(".cards .card");
    await page.getByRole("tab", { name: "State changes" }).click();
    const empty = page.locator(".transitions-pane .empty", { hasText: "No state changes" });
    await empty.scrollIntoViewIfNeeded();
    await editor.screenshots("91-empty-state-changes");
    await empty.getByRole("button", { name: "Simulate Outage…" }).click();
    await page.locator(".banner", { hasText: "ollama" }).waitFor();
    await editor.runCommand("LLM: End Simulated Outage");
    await page.locator(".banner", { hasText: "ollama" }).waitFor({ state: "hidden" });
    await editor.runCommand("View: Close All Editors");
  });

  it("leads on to a question from an empty list of conversations, and from a history to clear or to export", async () => {
    for (const [command, words] of [
      ["LLM: Open Conversation…", /no conversations yet/],
      ["LLM: Export History…", /nothing to export/],
    ] as const) {
      await editor.runCommand(command);
      await editor.notificationMatches(words);
      await takePicture(editor.page, `92-empty-${command.replace(/\W+/g, "-")}`);
      assert.equal(await pressOnly(words), "Ask…");
      await askBoxOpens();
    }
  });

  it("leads on to source control, to problems and to a file", async () => {
    await editor.runCommand("LLM: Write Commit Message");
    assert.equal(await pressOnly(/Nothing is staged/), "Open Source Control");
    await editor.page.locator(".sidebar", { hasText: "Source Control" }).first().waitFor();
    await editor.runCommand("LLM: Fix with LLM");
    assert.equal(await pressOnly(/reports no problem here/), "Show Problems");
    await editor.page.locator(".part.panel", { hasText: "No problems" }).first().waitFor();
    await editor.runCommand("View: Toggle Panel Visibility");
    await editor.runCommand("LLM: Analyze Selection");
    assert.equal(await pressOnly(/open a text file first/), "Open File…");
    await editor.page.locator(".quick-input-widget:visible input[placeholder*='Search files']").waitFor();
    await editor.page.keyboard.press("Escape");
  });

  it("says in the panel that nothing has been asked, and has the code beside it looked at", async () => {
    await editor.openFile("sum.ts");
    await editor.runCommand("LLM: New Conversation");
    const page = await editor.webview(".nothing");
    await page.locator(".nothing", { hasText: "Nothing has been asked here yet" }).waitFor();
    assert.match((await page.locator("textarea").getAttribute("placeholder")) ?? "", /^Ask… /);
    await editor.screenshots("93-empty-panel");
    assert.equal(await page.locator(".nothing button").count(), 1);
    await page.locator(".nothing button", { hasText: "Run Prompt…" }).click();
    await pickRow("Explain").click();
    const view = await editor.answer.when("an answer", ({ phase }) => phase === "done");
    assert.match(view.question, /Explain/);
    assert.equal(await page.locator(".nothing").isVisible(), false);
    assert.match((await page.locator("textarea").getAttribute("placeholder")) ?? "", /^Ask on… /);
    const [sent] = ollama.log.entries.filter(({ path }) => path === "/api/chat").slice(-1);
    assert.match(JSON.stringify(sent), /a - b/, "the code beside the panel went along");
  });

  it("is empty again in a new conversation", async () => {
    await editor.runCommand("LLM: New Conversation");
    const page = await editor.webview(".nothing");
    await page.locator(".nothing").waitFor();
  });

  it("offers a way out where a dead server has no models to choose from, and none to pull", async () => {
    await ollama.stop();
    await editor.statusMatches(/not answering/);
    await editor.runCommand("LLM: Choose Model…");
    await pickRow(/No models to choose from/).waitFor();
    await pickRow(/(Start|Get) Ollama/).waitFor();
    await takePicture(editor.page, "94-choose-model-dead");
    await editor.page.keyboard.press("Escape");
    await editor.runCommand("LLM: Pull Model…");
    await editor.notificationMatches(/Ollama is not running at/);
    await toast(/Ollama is not running at/)
      .locator(".monaco-button", { hasText: /(Start|Get) Ollama/ })
      .waitFor();
    assert.equal(await editor.page.locator(".quick-input-title:visible").count(), 0, "no model is asked for");
    await takePicture(editor.page, "95-pull-model-dead");
  });

  it("left nothing unhandled", () => assert.deepEqual(editor.unhandled, []));
});
