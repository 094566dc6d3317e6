import assert from "node:assert/strict";
import { ScriptedOllama, ScriptedOpenAi } from "../support/servers";
import { Editor } from "./fixtures/editor";
import { keepPicturesOfFailures } from "./fixtures/screenshots";

describe("what VS Code shows of endpoints that need somebody", function () {
  this.timeout(120_000);
  let ollama: ScriptedOllama;
  let portal: ScriptedOllama;
  let cloud: ScriptedOpenAi;
  let editor: Editor;
  keepPicturesOfFailures(() => editor?.page);
  const rows = () => editor.page.locator(".quick-input-list .monaco-list-row");

  before(async () => {
    ollama = await ScriptedOllama.start({ loaded: ["llama3.2"] });
    portal = await ScriptedOllama.start();
    cloud = await ScriptedOpenAi.start();
    portal.fault({ kind: "html" }, { route: "*" });
    cloud.fault({ kind: "status", status: 500, body: { error: { message: "boom" } } }, { route: "*" });
    editor = await Editor.open({
      settings: {
        "llmBreaker.endpoints": [
          { id: "ollama", type: "ollama", url: ollama.url },
          { id: "lab", type: "ollama", url: portal.url },
          {
            id: "cloud",
            type: "openai",
            url: cloud.baseUrl,
            tier: "cloud",
            model: "gpt-4o-mini",
            failureThreshold: 1,
            recoveryTimeout: 2,
          },
        ],
        "llmBreaker.chain": [{ endpoint: "cloud", timeout: 5 }],
      },
    });
  });

  after(async () => {
    await editor?.close();
    await Promise.all([ollama, portal, cloud].map((server) => server?.stop()));
  });

  it("says that a page is no API, and of a model in memory that it is there", async () => {
    await editor.statusMatches(/\$\(link\).*lab not an LLM API/, 15_000);
  });

  it("says that a key is wrong when the trial of a half-open breaker was refused for it", async () => {
    await editor.ask("A question for a broken server");
    await editor.answer.ended("A question for a broken server", "failed", 10_000);
    await editor.statusMatches(/cloud half-open/, 15_000);
    cloud.clearFaults();
    cloud.apiKey = "sk-the-right-one";
    await editor.ask("A question with the wrong key");
    const view = await editor.answer.ended("A question with the wrong key", "failed", 10_000);
    assert.match(view.failure, /wants an API key/);
    assert.equal(view.buttons[0], "Set API Key…");
    await editor.statusMatches(/cloud check API key/);
    assert.match((await editor.statusItem.getAttribute("class")) ?? "", /warning-kind/);

    await editor.statusItem.hover();
    const tooltip = editor.page.locator(".monaco-hover table");
    await tooltip.waitFor();
    const shown = await editor.page.locator(".monaco-hover").innerText();
    assert.match(shown, /check\sAPI\skey/);
    assert.doesNotMatch(shown, /trial|HTTP 500/);
    await editor.screenshots("60-needs-a-key-tooltip");
    await editor.moveAway();
  });

  it("offers first what mends each of them", async () => {
    await editor.statusItem.click();
    await rows().filter({ hasText: "cloud: Set API Key…" }).waitFor();
    await rows().filter({ hasText: "lab: Open Settings" }).waitFor();
    await editor.screenshots("61-needs-a-key-actions");
    await editor.page.keyboard.press("Escape");
  });

  it("tells in a check what each server has just said", async () => {
    await editor.runCommand("LLM: Check Endpoint Health");
    await rows().filter({ hasText: "answers with a web page" }).first().waitFor();
    await rows().filter({ hasText: "wants an API key" }).first().waitFor();
    assert.match(await rows().filter({ hasText: ollama.url }).first().innerText(), /ready · llama3\.2\S* resident/);
    await editor.screenshots("62-check-of-health");
    await editor.page.keyboard.press("Escape");
  });

  it("says the same on the dashboard's cards", async () => {
    await editor.runCommand("LLM: Open Dashboard");
    const frame = await editor.webview(".cards .card");
    const state = (id: string) => frame.getByRole("article", { name: id }).locator(".card-state");
    await state("cloud").filter({ hasText: "half-open · check API key" }).waitFor();
    await state("lab").filter({ hasText: "not available · not an LLM API" }).waitFor();
    assert.match(await frame.getByRole("article", { name: "ollama" }).innerText(), /resident/);
    const mend = frame.getByRole("article", { name: "cloud" }).getByRole("button", { name: "Set API Key" });
    await mend.waitFor();
    await editor.screenshots("63-dashboard-of-needs");
    await mend.click();
    await editor.answerInput("sk-the-right-one");
    await state("cloud")
      .filter({ hasText: /^half-open · next call is a trial$/ })
      .waitFor();
    await editor.ask("A question with the right key");
    await editor.answer.ended("A question with the right key", "done", 10_000);
    await editor.statusMatches(/cloud$/);
    assert.deepEqual(editor.unhandled, []);
  });
});
