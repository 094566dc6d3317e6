import assert from "node:assert/strict";
import { ScriptedOpenAi } from "../support/servers";
import { Editor } from "./fixtures/editor";
import { keepPicturesOfFailures, takePicture } from "./fixtures/screenshots";

/** The whole extension in an editor that speaks German: from the manifest through the host to a page. */
describe("in an editor that speaks German", function () {
  this.timeout(120_000);
  let editor: Editor | undefined;
  let cloud: ScriptedOpenAi;
  keepPicturesOfFailures(() => editor?.page);
  before(async () => {
    cloud = await ScriptedOpenAi.start();
    editor = await Editor.open({
      language: "de",
      settings: {
        "llmBreaker.endpoints": [
          { id: "cloud", type: "openai", url: cloud.baseUrl, model: "gpt-x", tier: "cloud" },
          { id: "nobody", type: "ollama", url: "http://127.0.0.1:9" },
        ],
      },
    });
  });
  after(async () => {
    await editor?.close();
    await cloud.stop();
  });

  it("commands, lists and the dashboard are German", async () => {
    const { page } = editor!;
    await page.keyboard.press("F1");
    await page.locator(".quick-input-widget input").fill(">LLM: Dashboard öffnen");
    await page.locator(".quick-input-list .monaco-list-row", { hasText: "LLM: Dashboard öffnen" }).first().waitFor();
    await takePicture(page, "64-de-palette");
    await page.keyboard.press("Enter");
    await page.locator(".tab", { hasText: "LLM Breaker: Dashboard" }).waitFor();
    const frame = page.frameLocator("iframe.webview").frameLocator("iframe");
    await frame.getByRole("tab", { name: "Zustandswechsel" }).waitFor();
    assert.equal(await frame.locator("html").getAttribute("lang"), "de");
    await editor!.statusItem.click();
    await page.locator(".quick-input-list .monaco-list-row", { hasText: "Endpunkte prüfen" }).first().waitFor();
    await takePicture(page, "65-de-actions");
    await page.keyboard.press("Escape");
    await editor!.statusItem.hover();
    await page.locator(".monaco-hover", { hasText: "Übliche Zeit" }).waitFor();
    await takePicture(page, "66-de-tooltip");
    await editor!.moveAway();
  });

  it("the walkthrough is German too, with the pages beside its steps", async () => {
    const { page } = editor!;
    // Beside a step there is room for its page in a wide window only.
    await page.setViewportSize({ width: 1700, height: 900 });
    await page.keyboard.press("F1");
    await page.locator(".quick-input-widget input").fill(">Welcome: Open Walkthrough...");
    await page.locator(".quick-input-list .monaco-list-row", { hasText: "Open Walkthrough" }).first().waitFor();
    await page.keyboard.press("Enter");
    await page.locator(".quick-input-list .monaco-list-row", { hasText: "LLM Breaker" }).first().click();
    for (const [step, heading] of [
      ["Ein Modell finden oder starten", "Ein Modell auf dem eigenen Rechner"],
      ["Schwellen wählen", "Drei Zustände"],
    ] as const) {
      await page.locator(".getting-started-step", { hasText: step }).first().click();
      const media = await editor!.webview(`h2:has-text("${heading}")`);
      assert.equal(await media.locator("h2").innerText(), heading);
      await takePicture(page, `67-de-walkthrough-${step.split(" ")[0]}`);
    }
  });

  it("a failure is told in German from end to end, and what the server said as it said it", async () => {
    const { page, answer } = editor!;
    cloud.fault({ kind: "status", status: 529, body: { error: { message: "no room for {0} of {1}" } } });
    await editor!.runCommand("LLM: Fragen…");
    await editor!.answerInput("Warum?");
    await answer.when("the wait", ({ phase, status }) => phase === "waiting" && status.includes("cloud"));
    const waits = (await answer.view()).status;
    assert.match(waits, /^Gleich wird cloud noch einmal gefragt…/);
    const { failure, way } = await answer.ended("Warum?", "failed", 30_000);
    await takePicture(page, "67-de-failure");
    assert.match(failure, /Kein Endpunkt konnte antworten\./);
    assert.match(
      failure,
      /cloud: Der Server unter http:\/\/\S+ ist überlastet \(HTTP 529\): no room for \{0\} of \{1\}\./,
    );
    assert.match(failure, /nobody: Ollama läuft nicht unter http:\/\/127\.0\.0\.1:9/);
    assert.ok(
      way.some((step) => step.includes("überlastet")),
      way.join(" · "),
    );
  });
});
