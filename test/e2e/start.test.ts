import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium, type Browser } from "playwright-core";
import { browserArguments } from "../../scripts/find-browser.mjs";
import { findStrays, markedEnvironment } from "../../scripts/process/strays.mjs";
import { until } from "./fixtures/until";

const root = resolve(import.meta.dirname, "../..");
const answers = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  );

describe("npm start", function () {
  this.timeout(180_000);
  const folder = mkdtempSync(join(tmpdir(), "llm-breaker-start-"));
  // Without a display, as on a server; where there is one, a desktop VS Code would open.
  const { mark, env } = markedEnvironment({
    ...process.env,
    DISPLAY: "",
    WAYLAND_DISPLAY: "",
    LLM_BREAKER_START_FOLDER: folder,
    LLM_BREAKER_PORT: "0",
  });
  let started: ChildProcess;
  let browser: Browser;
  let output = "";
  let address = "";

  before(async () => {
    started = spawn(process.execPath, ["scripts/start.mjs"], {
      cwd: root,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    for (const stream of [started.stdout, started.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => (output += text));
    address = await until("npm start says its address", 120_000, async () => {
      assert.equal(started.exitCode, null, output);
      return {
        done: /Ctrl\+C/.test(output) ? /http:\/\/127\.0\.0\.1:\d+\/(?=\s)/.exec(output)?.[0] : undefined,
        seen: output,
      };
    });
    browser = await chromium.launch({
      executablePath: process.env["LLM_BREAKER_BROWSER"] ?? "",
      args: browserArguments,
    });
  });

  after(async () => {
    await browser?.close();
    if (started && started.exitCode === null) started.kill("SIGTERM");
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });

  it("opens VS Code with the extension on the sample, at a plain address and in two windows", async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    for (const page of [await context.newPage(), await context.newPage()]) {
      await page.goto(address);
      await page.locator('.statusbar-item[id^="llm-breaker.llm-breaker"]').first().waitFor({ timeout: 60_000 });
      await page.locator(".explorer-folders-view", { hasText: "README.md" }).waitFor();
      assert.equal(await page.getByText("Do you trust the authors").count(), 0);
    }
  });

  it("says what to press, in the terminal and in the editor", async () => {
    assert.match(output, /Ctrl\+K L +ask anything/);
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    await page.goto(address);
    await page.locator(".tab.active", { hasText: "README.md" }).waitFor({ timeout: 60_000 });
  });

  it("says which model answers, and how to break a scripted one", () => {
    assert.match(output, /Model: (the Ollama on|no Ollama answers on localhost:11434, so a scripted one runs on) http/);
    if (output.includes("scripted one")) assert.match(output, /curl -X POST http:\/\/127\.0\.0\.1:\d+\/__control\/die/);
  });

  it("ends with Ctrl+C, leaving no process and no open port", async () => {
    await browser.close();
    started.kill("SIGINT");
    const code = await until("npm start ends", 20_000, async () => ({ done: started.exitCode ?? undefined }));
    assert.equal(code, 0);
    assert.equal(await answers(address), false);
    assert.deepEqual(findStrays(mark), []);
  });
});
