import assert from "node:assert/strict";
import type { Frame, Locator } from "playwright-core";
import { ScriptedOllama } from "../support/servers/ollama/scripted-ollama";
import { Editor } from "./fixtures/editor";
import { keepPicturesOfFailures } from "./fixtures/screenshots";
import { until } from "./fixtures/until";

/** The dashboard in VS Code: opened by its command, with the history's SQLite file behind it. */
describe("the dashboard in VS Code", function () {
  this.timeout(180_000);
  let ollama: ScriptedOllama;
  let editor: Editor;
  let page: Frame;
  keepPicturesOfFailures(() => editor?.page);

  before(async () => {
    ollama = await ScriptedOllama.start({ loaded: ["llama3.2"], pace: { firstTokenMs: 120, tokensPerSecond: 200 } });
    editor = await Editor.open({
      settings: { "llmBreaker.endpoints": [{ id: "ollama", type: "ollama", url: ollama.url }] },
    });
  });

  after(async () => {
    await editor?.close();
    await ollama?.stop();
  });

  const card = (): Locator => page.getByRole("article", { name: "ollama" });
  const state = (pattern: RegExp): Promise<void> => card().locator(".card-state", { hasText: pattern }).waitFor();
  const open = async (): Promise<void> => {
    page = await editor.webview(".cards .card");
    await page.locator(".uplot canvas").first().waitFor();
  };

  it("shows the endpoint and explains the empty history", async () => {
    await editor.runCommand("LLM: Open Dashboard");
    await open();
    await state(/^closed$/);
    await page.getByText("No requests yet").waitFor();
    await editor.screenshots("20-dashboard-empty");
  });

  it("lists what is asked as it happens, with the way it took", async () => {
    await editor.ask("How do I call a model safely?");
    await editor.answer.ended("How do I call a model safely?", "done");
    await page.locator(".list-row .step.success", { hasText: "ollama" }).first().waitFor();
    await page.locator(".list-row").first().click();
    await page.locator(".detail .way-success").waitFor();
    assert.match(await page.locator(".detail .way-text").last().innerText(), /first token .*tokens/);
  });

  it("goes on listing when pointer and focus went from a row to another part of the editor", async () => {
    await page.locator(".list-row").first().click();
    await editor.ask("And the next one?");
    await editor.answer.ended("And the next one?", "done");
    await page.locator('.list-row[aria-posinset="1"]', { hasText: "And the next one?" }).waitFor();
    assert.equal(await page.locator(".list-row.selected").getAttribute("aria-posinset"), "2");
  });

  it("trips and resets the breaker", async () => {
    await card().getByRole("button", { name: "Trip" }).click();
    await state(/^open · trial in \d+ s$/);
    assert.match(await editor.statusMatches(/\d+ s/), /ollama/);
    await editor.screenshots("21-dashboard-open");
    await card().getByRole("button", { name: "Reset" }).click();
    await state(/^closed$/);
    await page.getByRole("tab", { name: "State changes" }).click();
    await page.locator(".transitions tr", { hasText: "reset by hand" }).waitFor();
    await page.getByRole("tab", { name: "Requests" }).click();
  });

  it("simulates an outage inside the transport and ends it", async () => {
    await card().getByRole("button", { name: "Simulate" }).click();
    await page.getByLabel(/^Fail/).check();
    await page.getByRole("button", { name: "Start" }).click();
    await page.locator(".banner-text", { hasText: "ollama fails" }).waitFor();
    ollama.log.clear();
    for (let i = 0; i < 3; i++) {
      await editor.ask(`Is anybody there (${i})?`);
      const { failure } = await editor.answer.ended(`Is anybody there (${i})?`, "failed");
      assert.match(failure, /An outage of ollama is being simulated/);
    }
    assert.equal(ollama.log.entries.filter((entry) => entry.path === "/api/chat").length, 0, "nothing was sent");
    await state(/^open/);
    await page.locator(".list-row .step.failure").first().waitFor();
    await editor.screenshots("22-dashboard-simulated-outage");
    await page.getByRole("button", { name: "End Simulation" }).click();
    await page.locator(".banner").waitFor({ state: "hidden" });
    await card().getByRole("button", { name: "Reset" }).click();
    await state(/^closed$/);
  });

  it("writes thresholds to the settings, which apply at once", async () => {
    await card().getByRole("button", { name: "Thresholds" }).click();
    await page.getByLabel("Failures in a row that open").fill("5");
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator("dialog").waitFor({ state: "detached" });
    await card().locator(".card-streak", { hasText: "0 of 5" }).waitFor();
  });

  it("searches prompts and answers", async () => {
    await page.getByRole("searchbox").fill("safely");
    await until("one request is found", 5_000, async () => {
      const total = await page.locator(".history .list-count").innerText();
      return { done: total === "1 request" || undefined, seen: total };
    });
  });

  it("comes back as it was after a window reload, with its history, and so does the answer beside it", async () => {
    await editor.ask("Does this come back?");
    await editor.answer.ended("Does this come back?", "done");
    ollama.log.clear();
    await page.getByRole("button", { name: "last 24 hours" }).click();
    // By its command, as a person would: the editor saves its own state on the way.
    await Promise.all([editor.page.waitForEvent("load"), editor.runCommand("Developer: Reload Window")]);
    await editor.statusItem.waitFor({ timeout: 60_000 });
    await open();
    assert.equal(await page.getByRole("button", { name: "last 24 hours" }).getAttribute("aria-pressed"), "true");
    assert.equal(await page.getByRole("searchbox").inputValue(), "safely");
    await page.locator(".list-row").first().waitFor();
    await page.locator(".detail .way-success").waitFor();
    const answer = await editor.answer.ended("Does this come back?", "done", 30_000);
    assert.match(answer.text, /naïve café/);
    assert.equal(ollama.log.entries.filter((entry) => entry.path === "/api/chat").length, 0, "nobody was asked");
    await editor.screenshots("23-dashboard-restored");
  });

  it("opens a stored answer again without asking anybody", async () => {
    ollama.log.clear();
    await page.getByRole("button", { name: "Open Answer" }).click();
    const answer = await editor.answer.ended("How do I call a model safely?", "done");
    assert.match(answer.text, /naïve café/);
    assert.equal(ollama.log.entries.filter((entry) => entry.path === "/api/chat").length, 0);
  });

  it("left nothing unhandled", () => assert.deepEqual(editor.unhandled, []));
});
