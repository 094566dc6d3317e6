import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Frame, type Page } from "playwright-core";
import { browserArguments, findBrowser } from "../../../scripts/find-browser.mjs";
import { installHost } from "../../../scripts/vscode-host/install.mjs";
import { installExtension, startServer, workbenchAddress } from "../../../scripts/vscode-host/server.mjs";
import { hostVersions } from "../../../scripts/vscode-host/versions.mjs";
import { historyFileName } from "../../../src/node/history/history-file";
import { FIRST_PAINT_MARK } from "../../../src/webview/dashboard/frame/first-paint";
import { extensionHostMemory } from "./extension-host-memory";
import type { BenchRow, BenchStore } from "./store";

const statusItem = '.statusbar-item[id^="llm-breaker.llm-breaker"]';
const targetMs = 500;
const targetMb = 50;
const openings = 5;

/** Opens the dashboard in a real VS Code over the store, fresh and again, and takes the time until its pictures and its list are painted. */
export async function measureFirstPaint(store: BenchStore): Promise<BenchRow[]> {
  const host = await installHost(hostVersions.newest);
  const { packageExtension } = await import("../../../scripts/package.mjs");
  const vsix = await packageExtension({ quiet: true });
  const dataDir = mkdtempSync(join(tmpdir(), "llm-breaker-bench-"));
  const cleanups: (() => unknown)[] = [
    () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  ];
  try {
    await installExtension(host, dataDir, vsix);
    const storage = join(dataDir, "data", "User", "globalStorage", "llm-breaker.llm-breaker");
    const folder = join(dataDir, "project");
    for (const path of [storage, folder]) mkdirSync(path, { recursive: true });
    copyFileSync(join(store.directory, historyFileName), join(storage, historyFileName));
    // The invented requests are of January: nothing of them may be too old. No look at endpoints, so that nothing else grows meanwhile.
    const server = await startServer(host, {
      dataDir,
      settings: {
        "llmBreaker.history.maxAge": 3650,
        "llmBreaker.history.maxRequests": 10_000_000,
        "llmBreaker.healthCheckInterval": 0,
      },
    });
    cleanups.push(() => server.stop());
    const browser = await chromium.launch({ executablePath: await findBrowser(), args: browserArguments });
    cleanups.push(() => browser.close());
    const page = await (await browser.newContext({ viewport: { width: 1600, height: 1000 } })).newPage();
    await page.goto(workbenchAddress(server, folder));
    await page.locator(statusItem).first().waitFor({ timeout: 60_000 });
    const memory = extensionHostMemory(dataDir);

    const fresh: Opening[] = [];
    for (let i = 0; i < openings; i++) {
      if (i > 0) await close(page);
      fresh.push(await open(page));
    }
    await showAllOfIt(await dashboard(page), store);
    const grownMb = (extensionHostMemory(dataDir) - memory) / 1e6;
    const again: Opening[] = [];
    for (let i = 0; i < openings; i++) again.push(await showAgain(page));
    return [
      row(
        "first paint in VS Code",
        fresh.map(({ contentMs }) => contentMs),
      ),
      row(
        "  all pictures and the list painted",
        fresh.map(({ paintMs }) => paintMs),
      ),
      {
        what: "  from the command on, the editor's own part included",
        measured: middle(fresh.map(({ sinceCommandMs }) => sinceCommandMs)),
      },
      row(
        "shown again with thirty days in view, all painted",
        again.map(({ paintMs }) => paintMs),
      ),
      ...(grownMb > 0
        ? [
            {
              what: "extension host with the dashboard, after zooming",
              measured: `${grownMb.toFixed(0)} MB more resident`,
              target: `< ${targetMb} MB`,
              met: grownMb < targetMb,
            },
          ]
        : []),
    ];
  } finally {
    for (const undo of cleanups.reverse()) await undo();
  }
}

/** Milliseconds; the first two count from the beginning of the page's document. */
interface Opening {
  /** The first content was painted. */
  contentMs: number;
  /** Figures and rows were painted. */
  paintMs: number;
  sinceCommandMs: number;
}

async function open(page: Page): Promise<Opening> {
  await palette(page, "LLM: Open Dashboard");
  return opening(page, () => page.keyboard.press("Enter"));
}

/** Puts another tab in front, which takes the page down, and goes back: the page is made anew and remembers its view. */
async function showAgain(page: Page): Promise<Opening> {
  await palette(page, "New Untitled Text File");
  await page.keyboard.press("Enter");
  await page.locator(".tab.active", { hasText: "Untitled" }).waitFor();
  return open(page);
}

async function close(page: Page): Promise<void> {
  await palette(page, "View: Close All Editors");
  await page.keyboard.press("Enter");
  await page.locator(".tab", { hasText: "Dashboard" }).waitFor({ state: "detached" });
}

async function opening(page: Page, start: () => Promise<unknown>): Promise<Opening> {
  const startedAt = Date.now();
  await start();
  const { contentMs, paintMs, at } = await painted(await dashboard(page));
  return { contentMs, paintMs, sinceCommandMs: at - startedAt };
}

/** Finds a command, ready for Enter. On a busy machine something else may take the focus, which closes the palette. */
async function palette(page: Page, command: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      await page.keyboard.press("F1");
      await page.locator(".quick-input-widget:visible input").first().fill(`>${command}`, { timeout: 3_000 });
      await page
        .locator(".quick-input-list .monaco-list-row.focused", { hasText: command })
        .waitFor({ timeout: 5_000 });
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await page.keyboard.press("Escape");
    }
  }
}

async function dashboard(page: Page): Promise<Frame> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await page.waitForTimeout(20)) {
    for (const frame of page.frames())
      if (
        (await frame
          .locator(".cards .card")
          .count()
          .catch(() => 0)) > 0
      )
        return frame;
  }
  throw new Error("The dashboard did not appear.");
}

async function painted(frame: Frame): Promise<{ contentMs: number; paintMs: number; at: number }> {
  const mark = await frame.waitForFunction(
    (name) => performance.getEntriesByName(name)[0]?.startTime,
    FIRST_PAINT_MARK,
    { timeout: 60_000 },
  );
  const paintMs = Number(await mark.jsonValue());
  const { origin, contentMs } = await frame.evaluate(() => ({
    origin: performance.timeOrigin,
    contentMs: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN,
  }));
  return { contentMs, paintMs, at: origin + paintMs };
}

/** Goes to an outage of the invented month, looks at all lengths of time and searches. Ends with thirty days in view. */
async function showAllOfIt(frame: Frame, store: BenchStore): Promise<void> {
  for (const name of ["last five minutes", "last hour", "last 24 hours", "last seven days", "last thirty days"])
    await frame.getByRole("button", { name }).click();
  await frame.getByRole("tab", { name: "State changes" }).click();
  await frame.locator(".transitions tbody tr", { hasText: "failures in a row" }).nth(3).getByRole("button").click();
  await frame.getByRole("tab", { name: "Requests" }).click();
  await frame.getByRole("searchbox").fill("ta");
  await frame.locator(".list-row:not(.unknown)").first().waitFor();
  await frame.getByRole("searchbox").fill("");
  await frame.locator(".surface").focus();
  for (let span = 600_000; span < store.toMs - store.fromMs; span *= 2) {
    await frame.page().keyboard.press("-");
    await frame.waitForTimeout(150);
  }
  await frame.waitForTimeout(1_000);
}

function row(what: string, times: number[]): BenchRow {
  const sorted = [...times].sort((a, b) => a - b);
  return {
    what,
    measured: middle(times),
    target: `< ${targetMs} ms`,
    met: (sorted[sorted.length >> 1] ?? Infinity) < targetMs,
  };
}

function middle(times: number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  return `${(sorted[sorted.length >> 1] ?? NaN).toFixed(0)} ms (best ${(sorted[0] ?? NaN).toFixed(0)}, worst ${(sorted.at(-1) ?? NaN).toFixed(0)} of ${times.length})`;
}
