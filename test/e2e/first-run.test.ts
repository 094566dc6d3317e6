import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Locator } from "playwright-core";
import { ScriptedOllama } from "../support/servers/ollama/scripted-ollama";
import { ScriptedOpenAi } from "../support/servers/openai/scripted-openai";
import { Editor } from "./fixtures/editor";
import { keepPicturesOfFailures } from "./fixtures/screenshots";
import { animated, asWebp } from "./fixtures/webp";

const root = resolve(import.meta.dirname, "../..");
/** `npm run pictures` writes those of README and walkthrough anew; other runs leave theirs where every screenshot is. */
const target = process.env["LLM_BREAKER_PICTURES"] === "write" ? root : join(root, "test-artifacts");
const screenshots = join(root, "test-artifacts/screenshots");
const looks = [
  { name: "light", theme: "Light 2026", mark: ".monaco-workbench.vs" },
  { name: "dark", theme: "Dark 2026", mark: ".monaco-workbench.vs-dark" },
] as const;
type Look = (typeof looks)[number]["name"];

const code = `const delay = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Waits longer after each failure, and never longer than a minute. */
export async function retry<T>(task: () => Promise<T>, times = 5): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await task();
    } catch (error) {
      if (attempt >= times) throw error;
      await delay(Math.min(60_000, 500 * 2 ** attempt));
    }
  }
}
`;
const answerOf = (
  who: string,
) => `A **circuit breaker** stops calls to a service that keeps failing, so that nobody waits for it:

1. *closed*: calls go through, failures in a row are counted
2. *open*: calls are refused at once, for a while
3. *half-open*: one trial call decides

\`\`\`ts
if (breaker.tryAcquire() === undefined) return fallback();
\`\`\`

${who}`;

describe("the first run, by the walkthrough", function () {
  this.timeout(240_000);
  let ollama: ScriptedOllama;
  let cloud: ScriptedOpenAi;
  let editor: Editor;
  const scenes: Record<Look, { png: Buffer; forMs: number }[]> = { light: [], dark: [] };
  keepPicturesOfFailures(() => editor?.page);

  before(async () => {
    ollama = await ScriptedOllama.start({
      loaded: ["llama3.2"],
      pace: { firstTokenMs: 20 },
      reply: answerOf("It is what lets this answer come from the local model."),
    });
    cloud = await ScriptedOpenAi.start({ models: ["gpt-5-mini"], reply: answerOf("Put one before every server.") });
    editor = await Editor.open({
      files: { "retry.ts": code },
      settings: {
        "llmBreaker.endpoints": [
          { id: "cloud", type: "openai", url: cloud.baseUrl, tier: "cloud", model: "gpt-5-mini" },
          { id: "ollama", type: "ollama", url: ollama.url },
        ],
        "llmBreaker.chain": [
          { tier: "cloud", timeout: 10 },
          { tier: "local", timeout: 30 },
        ],
        "llmBreaker.healthCheckInterval": 30,
        "llmBreaker.recoveryTimeout": 120,
      },
    });
  });
  after(async () => {
    await editor?.close();
    await Promise.all([ollama, cloud].map((server) => server?.stop()));
  });

  const steps = () => editor.page.locator(".getting-started-step");
  const step = (title: string) => steps().filter({ hasText: title }).first();
  const isDone = (title: string) => step(title).locator(".codicon-getting-started-step-checked").first().waitFor();

  /** What the window, or a part of it, looks like, in both themes. */
  async function pictures(part?: Locator): Promise<Record<Look, Buffer>> {
    const taken: Partial<Record<Look, Buffer>> = {};
    for (const { name, theme, mark } of looks) {
      await editor.changeSettings({ "workbench.colorTheme": theme });
      await editor.page.locator(mark).waitFor();
      for (const frame of editor.page.frames())
        if ((await frame.locator("article.markdown, .cards").count()) > 0)
          await frame.locator(`body.vscode-${name}`).waitFor();
      taken[name] = await (part ?? editor.page).screenshot({ animations: "disabled" });
    }
    return taken as Record<Look, Buffer>;
  }

  async function keep(path: string, pngs: Record<Look, Buffer>, quality: number, width?: number): Promise<void> {
    const page = await editor.page.context().newPage();
    mkdirSync(screenshots, { recursive: true });
    for (const { name } of looks) {
      const file = join(target, `${path}-${name}.webp`);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, await asWebp(page, pngs[name], quality, width));
      writeFileSync(join(screenshots, `82-${basename(path)}-${name}.png`), pngs[name]);
    }
    await page.close();
  }

  async function scene(forMs: number): Promise<Record<Look, Buffer>> {
    const taken = await pictures();
    for (const { name } of looks) scenes[name].push({ png: taken[name], forMs });
    return taken;
  }

  it("shows nothing by itself when all is well", async () => {
    await editor.statusMatches(/pass|check/);
    assert.deepEqual(await editor.notifications(), []);
    assert.equal(await editor.page.locator(".quick-input-widget:visible, .dialog-box").count(), 0);
    assert.deepEqual(await editor.page.locator(".tab").allInnerTexts(), []);
    // So that the walkthrough has room for its pictures.
    await editor.runCommand("View: Toggle Primary Side Bar Visibility");
  });

  it("opens from the palette, with its five steps and their pictures", async () => {
    await editor.runCommand("Welcome: Open Walkthrough...");
    await editor.page.locator(".quick-input-list .monaco-list-row", { hasText: "LLM Breaker" }).first().click();
    await step("Pull the plug").waitFor();
    assert.equal(await steps().count(), 5);
    await step("Pull the plug").click();
    await editor.screenshots("80-walkthrough");
  });

  it("ticks off the question when it was answered, not when the box was opened", async () => {
    await step("Ask").click();
    await editor.page.keyboard.press("Escape");
    assert.equal(await step("Pull the plug").locator(".codicon-getting-started-step-checked").count(), 0);
    await editor.page.keyboard.press("Control+K");
    await editor.page.keyboard.press("Control+W");
    await editor.openFile("retry.ts");
    await editor.ask("What is a circuit breaker?");
    assert.match((await editor.answer.ended("What is a circuit breaker?", "done")).text, /before every server/);
    await keep("docs/pictures/answer", await scene(2500), 0.8, 1280);
  });

  it("gets the answer of the next endpoint while an outage is simulated, and the breaker opens", async () => {
    await editor.runCommand("LLM: Simulate Outage…");
    await editor.page.locator(".quick-input-list .monaco-list-row", { hasText: "cloud" }).first().click();
    for (const question of ["And now?", "Once more?", "What is a breaker good for?"]) {
      await editor.ask(question);
      const { text, way } = await editor.answer.ended(question, "done");
      assert.match(text, /come from the local model/, way.join(" · "));
      if (question === "And now?") await scene(2500);
    }
    await editor.statusMatches(/cloud open/);
    await editor.notificationMatches(/Simulated outage/);
    await keep("media/walkthrough/open", await pictures(editor.statusItem), 0.6);
    await editor.runCommand("Notifications: Clear All Notifications");
    await keep("docs/pictures/outage", await scene(3000), 0.8, 1280);
  });

  it("comes back when the outage is ended: half-open, and closed by the next answer", async () => {
    await editor.runCommand("LLM: End Simulated Outage");
    await editor.statusMatches(/half-open/);
    await scene(2000);
    await keep("media/walkthrough/half-open", await pictures(editor.statusItem), 0.6);
    await editor.ask("Are you back?");
    assert.match((await editor.answer.ended("Are you back?", "done")).text, /before every server/);
    await editor.statusMatches(/^\$\(pass\)/);
    await scene(3000);
    await keep("media/walkthrough/closed", await pictures(editor.statusItem), 0.6);
  });

  it("has ticked off every step whose thing has happened", async () => {
    await editor.runCommand("Welcome: Open Walkthrough...");
    await editor.page.locator(".quick-input-list .monaco-list-row", { hasText: "LLM Breaker" }).first().click();
    for (const title of ["Find or start a model", "Ask", "Pull the plug", "Watch it come back"]) await isDone(title);
    await editor.screenshots("81-walkthrough-done");
  });

  it("shows in the dashboard what has happened", async () => {
    await editor.runCommand("LLM: Open Dashboard");
    const page = await editor.webview(".cards .card");
    await page.locator(".list-row").first().waitFor();
    await keep("docs/pictures/dashboard", await pictures(), 0.8, 1280);
  });

  it("makes the animation of what it has seen", async () => {
    const page = await editor.page.context().newPage();
    for (const { name } of looks) {
      const frames = await Promise.all(
        scenes[name].map(async ({ png, forMs }) => ({ webp: await asWebp(page, png, 0.6, 960), forMs })),
      );
      const file = join(target, `docs/pictures/first-run-${name}.webp`);
      writeFileSync(file, animated(frames));
      const seen = await editor.page.evaluate(async (data) => {
        const decoder = new ImageDecoder({
          data: Uint8Array.from(atob(data), (one) => one.charCodeAt(0)),
          type: "image/webp",
        });
        await decoder.tracks.ready;
        return decoder.tracks.selectedTrack?.frameCount;
      }, animated(frames).toString("base64"));
      assert.equal(seen, scenes[name].length, "the browser reads it as what it is");
    }
    await page.close();
  });
});
